"""ONNX graphs, manifest, golden outputs."""
