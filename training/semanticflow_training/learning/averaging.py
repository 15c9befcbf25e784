"""One network from several of one lineage: the mean of their weights (Wortsman et al. 2022, "Model soups")."""

from __future__ import annotations

import math
from pathlib import Path

import torch
from torch import Tensor

from semanticflow_training.learning.fit import load_module
from semanticflow_training.learning.module import NetworkModule
from semanticflow_training.learning.shipped import convolutions_with_norms, take_folded_weights


def average(sources: list[Path], out: Path) -> None:
    """
    Writes a checkpoint with the mean of the sources' weights: checkpoints, or folders of shipped models. The first is a
    checkpoint and gives the configuration.

    Norms are folded into their convolutions first, as the export does: networks that say the same may spread it
    differently over the two. Only networks that went on from common weights have a mean that says anything.

    Raises ValueError for fewer than two sources, or when one is not of the first one's configuration.
    """
    if len(sources) < 2:
        raise ValueError(f"a mean needs at least two networks, {len(sources)} given")
    checkpoint = torch.load(sources[0], map_location="cpu", weights_only=False)
    states = [_folded(path, sources[0]).state_dict() for path in sources]
    checkpoint["state_dict"] = {name: _mean([_of(state, name, sources[0]) for state in states]) for name in states[0]}
    out.parent.mkdir(parents=True, exist_ok=True)
    torch.save(checkpoint, out)


def _folded(path: Path, configured_by: Path) -> NetworkModule:
    if path.is_dir():
        module = load_module(configured_by)
        take_folded_weights(module.network, path)
        return module
    module = load_module(path)
    for convolution, norm in convolutions_with_norms(module.network):
        with torch.no_grad():
            scale = norm.weight / torch.sqrt(norm.running_var + norm.eps)
            shift = norm.bias - norm.running_mean * scale
            convolution.weight.mul_(scale[:, None, None, None])
            norm.weight.fill_(math.sqrt(1 + norm.eps))
            norm.bias.copy_(shift)
            norm.running_mean.zero_()
            norm.running_var.fill_(1)
    return module


def _of(state: dict[str, Tensor], name: str, first: Path) -> Tensor:
    if name not in state:
        raise ValueError(f"{name} is missing: a source is not of the configuration of {first}")
    return state[name]


def _mean(values: list[Tensor]) -> Tensor:
    if any(value.shape != values[0].shape for value in values):
        raise ValueError(f"shapes {[tuple(value.shape) for value in values]} do not belong to one configuration")
    return torch.stack(values).mean(dim=0) if values[0].is_floating_point() else values[0]
