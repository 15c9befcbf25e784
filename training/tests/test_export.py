import json

import pytest
import torch

from semanticflow_training.export.graphs import foreign_operators, gather_index_types
from semanticflow_training.export.manifest import ModelFacts, export_model
from semanticflow_training.export.parity import golden_differences
from semanticflow_training.learning.configuration import TrainingConfiguration
from semanticflow_training.network.configuration import NetworkConfiguration
from semanticflow_training.network.network import SemanticFlowNetwork


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    torch.manual_seed(2)
    folder = tmp_path_factory.mktemp("model")
    network = SemanticFlowNetwork(NetworkConfiguration())
    # Weights as after training: heads that are not near zero.
    for parameter in network.step.parameters():
        parameter.data.add_(torch.randn_like(parameter) * 0.02)
    facts = ModelFacts("test", "Test", "Apache-2.0", [], "self-supervised", 0.5, 0.6, {})
    export_model(network, TrainingConfiguration(), facts, folder)
    return folder


def test_onnxruntime_says_what_pytorch_says(exported):
    differences = golden_differences(exported)
    assert max(differences.values()) <= 1e-4, differences


def test_only_operators_that_run_on_the_gpu_and_int32_indices(exported):
    for name in ("encoder", "step"):
        assert foreign_operators(exported / f"{name}.onnx") == []
    assert gather_index_types(exported / "step.onnx") == {"INT32"}


def test_the_manifest_describes_the_files(exported):
    manifest = json.loads((exported / "manifest.json").read_text())
    assert manifest["graphs"]["step"]["inputs"]["points"] == ["points", 3]
    assert len(manifest["pillarFeatures"]["names"]) == manifest["graphs"]["encoder"]["inputs"]["canvas0"][1]
    assert sum((exported / f"{name}.onnx").stat().st_size for name in ("encoder", "step")) <= 12_000_000
