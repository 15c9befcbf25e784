"""The network: pillars, encoder, correlation, refinement."""
