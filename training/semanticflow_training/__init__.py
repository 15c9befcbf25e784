"""Training, evaluation and export of the network that SemanticFlow Studio ships."""
