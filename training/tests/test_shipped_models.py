"""What lies in public/models is whole, small enough, runs, and says what PyTorch said."""

import hashlib
import json
from pathlib import Path

import pytest

from semanticflow_training.export.graphs import foreign_operators, gather_index_types
from semanticflow_training.export.manifest import MOST_BYTES
from semanticflow_training.export.parity import golden_differences

MODELS = sorted((Path(__file__).parents[2] / "public/models").glob("*/manifest.json"))


@pytest.mark.parametrize("path", MODELS, ids=lambda path: path.parent.name)
def test_is_whole_and_agrees_with_its_golden_outputs(path):
    folder, manifest = path.parent, json.loads(path.read_text())
    assert manifest["name"] == folder.name
    described = [*manifest["graphs"].values(), manifest["golden"]]
    for entry in described:
        assert hashlib.sha256((folder / entry["file"]).read_bytes()).hexdigest() == entry["sha256"]
    assert sum(file.stat().st_size for file in folder.iterdir()) <= MOST_BYTES
    assert (folder / "MODEL_CARD.md").exists()
    for name in ("encoder", "step"):
        assert foreign_operators(folder / f"{name}.onnx") == []
    assert gather_index_types(folder / "step.onnx") == {"INT32"}
    differences = golden_differences(folder)
    assert max(differences.values()) <= 1e-4, differences
