"""The mean of networks: of one with itself the same, of two in between, whatever their norms look like."""

from pathlib import Path

import lightning
import pytest
import torch

from semanticflow_training.learning.averaging import average
from semanticflow_training.learning.configuration import configuration_dict, load_configuration
from semanticflow_training.learning.fit import load_module
from semanticflow_training.learning.module import NetworkModule
from semanticflow_training.network.pillars import FEATURES

SHIPPED = Path(__file__).parents[2] / "public/models/street"


def _checkpoint(path: Path, seed: int, overrides: list[str] | None = None) -> Path:
    """An untrained network whose norms have seen something."""
    lightning.seed_everything(seed, verbose=False)
    configuration = load_configuration("smoke", overrides or [])
    module = NetworkModule(configuration)
    module.train()
    for _ in range(3):
        canvas = torch.rand(2, FEATURES, 64, 64)
        module.network.encoder(canvas[:1], canvas[1:])
    torch.save({"configuration": configuration_dict(configuration), "state_dict": module.state_dict()}, path)
    return path


def _maps(path: Path) -> torch.Tensor:
    canvas = torch.rand(2, FEATURES, 64, 64, generator=torch.Generator().manual_seed(1))
    with torch.no_grad():
        return load_module(path).network.encoder(canvas[:1], canvas[1:]).own


def test_the_mean_of_a_network_with_itself_says_the_same(tmp_path):
    first = _checkpoint(tmp_path / "first.ckpt", 1)
    average([first, first], tmp_path / "mean.ckpt")
    assert torch.allclose(_maps(tmp_path / "mean.ckpt"), _maps(first), atol=1e-4)


def test_norms_that_spread_the_same_otherwise_do_not_matter(tmp_path):
    first = _checkpoint(tmp_path / "first.ckpt", 1)
    content = torch.load(first, weights_only=False)
    name = next(name for name in content["state_dict"] if name.endswith("norm.running_var"))
    norm = name.removesuffix("running_var")
    # Twice the spread of the input and twice the gain: the same function.
    content["state_dict"][name] = content["state_dict"][name] * 4
    content["state_dict"][norm + "weight"] = content["state_dict"][norm + "weight"] * 2
    torch.save(content, tmp_path / "respread.ckpt")
    average([first, tmp_path / "respread.ckpt"], tmp_path / "mean.ckpt")
    assert torch.allclose(_maps(tmp_path / "mean.ckpt"), _maps(first), atol=1e-3)


def test_a_weight_is_the_mean_of_both(tmp_path):
    first, second = _checkpoint(tmp_path / "first.ckpt", 1), _checkpoint(tmp_path / "second.ckpt", 2)
    average([first, second], tmp_path / "mean.ckpt")
    states = [torch.load(p, weights_only=False)["state_dict"] for p in (first, second, tmp_path / "mean.ckpt")]
    names = [name for name in states[0] if "encoder" not in name and states[0][name].is_floating_point()]
    assert names
    for name in names:
        assert torch.allclose(states[2][name], (states[0][name] + states[1][name]) / 2)


def test_a_shipped_model_takes_part_as_it_is(tmp_path):
    first = _checkpoint(tmp_path / "first.ckpt", 1)
    average([first, SHIPPED, SHIPPED], tmp_path / "mean.ckpt")
    assert torch.isfinite(_maps(tmp_path / "mean.ckpt")).all()


def test_one_network_has_no_mean(tmp_path):
    with pytest.raises(ValueError, match="at least two"):
        average([_checkpoint(tmp_path / "first.ckpt", 1)], tmp_path / "mean.ckpt")
