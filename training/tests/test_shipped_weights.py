"""Training goes on from exported graphs: the rebuilt network says what the graphs say."""

from pathlib import Path

import onnx
import onnxruntime
import pytest
import torch

from semanticflow_training.learning.configuration import load_configuration
from semanticflow_training.learning.fit import load_module
from semanticflow_training.learning.module import NetworkModule
from semanticflow_training.learning.shipped import take_shipped_weights
from semanticflow_training.network.network import flat
from semanticflow_training.network.pillars import FEATURES, Grid

SHIPPED = Path(__file__).parents[2] / "public/models/street"


def test_rebuilt_network_says_what_the_graphs_say(shards):
    module = NetworkModule(load_configuration("smoke"))
    take_shipped_weights(module, SHIPPED, shards, crops=8)
    cells = Grid.full().cells
    random = torch.Generator().manual_seed(3)
    occupied = torch.rand(2, 1, cells, cells, generator=random) < 0.1
    canvases = torch.rand(2, FEATURES, cells, cells, generator=random) * occupied
    session = onnxruntime.InferenceSession(SHIPPED / "encoder.onnx", providers=["CPUExecutionProvider"])
    expected = session.run(None, {"canvas0": canvases[:1].numpy(), "canvas1": canvases[1:].numpy()})
    with torch.no_grad():
        maps = module.eval().network.encoder(canvases[:1], canvases[1:])
    for found, said in zip((maps.own, maps.target, maps.start), expected, strict=True):
        assert (flat(found) - torch.from_numpy(said)).abs().max() <= 1e-4
    graph = {i.name: onnx.numpy_helper.to_array(i) for i in onnx.load(SHIPPED / "step.onnx").graph.initializer}
    for name, value in module.network.step.state_dict().items():
        assert (value.numpy() == graph[f"step.{name}"]).all(), name


def test_a_shipped_model_is_measured_without_its_checkpoint():
    module = load_module(SHIPPED)
    assert not module.training
    cells = Grid.full().cells
    random = torch.Generator().manual_seed(4)
    canvases = torch.rand(2, FEATURES, cells, cells, generator=random) * (
        torch.rand(2, 1, cells, cells, generator=random) < 0.1
    )
    session = onnxruntime.InferenceSession(SHIPPED / "encoder.onnx", providers=["CPUExecutionProvider"])
    expected = session.run(None, {"canvas0": canvases[:1].numpy(), "canvas1": canvases[1:].numpy()})
    with torch.no_grad():
        maps = module.network.encoder(canvases[:1], canvases[1:])
    for found, said in zip((maps.own, maps.target, maps.start), expected, strict=True):
        assert (flat(found) - torch.from_numpy(said)).abs().max() <= 1e-4


def test_norms_are_taken_apart_as_a_fresh_training_would_have_them(shards):
    module = NetworkModule(load_configuration("smoke"))
    take_shipped_weights(module, SHIPPED, shards, crops=8)
    convolution = module.network.encoder.sweep.stem.convolution
    fresh = 1 / (3 * convolution.weight[0].numel()) ** 0.5
    rms = convolution.weight.detach().square().mean(dim=(1, 2, 3)).sqrt()
    assert torch.allclose(rms, torch.full_like(rms, fresh), rtol=1e-4)
    assert (module.network.encoder.sweep.stem.norm.running_var > 0).any()


def test_another_network_is_refused(shards):
    module = NetworkModule(load_configuration("smoke", ["network.hidden=32"]))
    with pytest.raises(ValueError, match="the configuration expects"):
        take_shipped_weights(module, SHIPPED, shards, crops=4)
