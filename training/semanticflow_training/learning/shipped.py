"""Training weights of a model that only exists as its exported graphs, so that anybody can go on from a shipped one."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import onnx
import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader

from semanticflow_training.data.crops import CropDataset
from semanticflow_training.data.shards import Shards
from semanticflow_training.learning.module import NetworkModule
from semanticflow_training.network.layers import ConvBlock, ResidualBlock

CALIBRATION_CROPS = 64
"""Crops that tell how the inputs of a batch norm are spread."""


def take_shipped_weights(module: NetworkModule, folder: Path, shards: Path, crops: int = CALIBRATION_CROPS) -> None:
    """
    Fills `module` from folder/encoder.onnx and folder/step.onnx.

    Export folds each batch norm into the convolution before it, so norm and convolution are taken apart again: the
    spread of the norm's input is measured on crops of `shards`, the convolution gets weights as long as fresh ones
    (a batch norm undoes their length, but the optimiser's steps are relative to it), and the norm the rest. The
    network says the same as the graphs; only batch statistics in training differ from those of the original run.

    Raises ValueError where the graphs are not of the module's configuration.
    """
    pairs = take_folded_weights(module.network, folder)
    _unfold(pairs, _input_statistics(module, [norm for _, norm in pairs], shards, crops))


def take_folded_weights(network: nn.Module, folder: Path) -> list[tuple[nn.Conv2d, nn.BatchNorm2d]]:
    """
    Fills `network` from folder/encoder.onnx and folder/step.onnx as they are: batch norms stay folded into their
    convolutions and only add what is constant. Returns the convolutions with their norms, in the order of the export.

    Raises ValueError where the graphs are not of the network's configuration.
    """
    known = {name: value for part in ("encoder", "step") for name, value in _initialisers(folder / f"{part}.onnx")}
    state = network.state_dict()
    _take_named(state, known)
    network.load_state_dict(state)
    pairs = convolutions_with_norms(network)
    folded = sorted((n for n in known if n.startswith("onnx::Conv_")), key=lambda name: int(name.split("_")[1]))
    # The last one is the fixed convolution that reads the displacement out of the correlation.
    weights = [known[name] for name in folded]
    for index, (convolution, norm) in enumerate(pairs):
        weight, bias = weights[2 * index : 2 * index + 2]
        _same_shape(f"convolution {index}", weight, convolution.weight)
        with torch.no_grad():
            convolution.weight.copy_(weight)
            norm.weight.fill_(math.sqrt(1 + norm.eps))
            norm.bias.copy_(bias)
            norm.running_mean.zero_()
            norm.running_var.fill_(1)
    return pairs


def _initialisers(path: Path) -> list[tuple[str, Tensor]]:
    graph = onnx.load(str(path)).graph
    return [(i.name, torch.from_numpy(np.array(onnx.numpy_helper.to_array(i)))) for i in graph.initializer]


def _take_named(state: dict[str, Tensor], known: dict[str, Tensor]) -> None:
    for name in state:
        if name in known:
            _same_shape(name, known[name], state[name])
            state[name] = known[name]
    if "encoder.match.log_temperature" in state:
        state["encoder.match.log_temperature"] = known["/encoder/match/Exp_output_0"].log()


def _same_shape(name: str, found: Tensor, expected: Tensor) -> None:
    if found.shape != expected.shape:
        raise ValueError(
            f"{name} of the shipped graphs is {tuple(found.shape)}, the configuration expects {tuple(expected.shape)}: "
            "give the network section that the model was trained with."
        )


def convolutions_with_norms(network: nn.Module) -> list[tuple[nn.Conv2d, nn.BatchNorm2d]]:
    """In the order in which they run, which is the order of the export."""
    pairs = []
    for block in network.encoder.modules():
        if isinstance(block, ConvBlock):
            pairs.append((block.convolution, block.norm))
        elif isinstance(block, ResidualBlock):
            pairs.append((block.second, block.norm))
    position: dict[nn.Conv2d, int] = {}

    def note(convolution: nn.Conv2d, *_) -> None:
        position.setdefault(convolution, len(position))

    hooks = [convolution.register_forward_hook(note) for convolution, _ in pairs]
    canvas = torch.zeros(1, network.encoder.sweep.stem.convolution.in_channels, 64, 64)
    with torch.no_grad():
        network.eval().encoder(canvas, canvas)
    for hook in hooks:
        hook.remove()
    return sorted(pairs, key=lambda pair: position[pair[0]])


def _input_statistics(
    module: NetworkModule, norms: list[nn.BatchNorm2d], shards: Path, crops: int
) -> list[tuple[Tensor, Tensor]]:
    """Mean and variance a channel of what each norm is given."""
    sums = {norm: [0, 0.0, 0.0] for norm in norms}

    def note(norm: nn.Module, inputs: tuple[Tensor], _output: Tensor) -> None:
        x = inputs[0].detach().double()
        total = sums[norm]
        total[0] += x.numel() // x.shape[1]
        total[1] = total[1] + x.sum(dim=(0, 2, 3))
        total[2] = total[2] + x.square().sum(dim=(0, 2, 3))

    hooks = [norm.register_forward_hook(note) for norm in norms]
    configuration = module.configuration
    dataset = CropDataset(Shards(shards), configuration.crops, crops, configuration.seed)
    module.eval()
    with torch.no_grad():
        for batch in DataLoader(dataset, batch_size=configuration.optimisation.batch, shuffle=False):
            module(batch, 1)
    for hook in hooks:
        hook.remove()
    statistics = []
    for norm in norms:
        count, total, squares = sums[norm]
        mean = total / count
        statistics.append((mean.float(), (squares / count - mean.square()).clamp(min=0).float()))
    return statistics


def _unfold(pairs: list[tuple[nn.Conv2d, nn.BatchNorm2d]], statistics: list[tuple[Tensor, Tensor]]) -> None:
    with torch.no_grad():
        for (convolution, norm), (mean, variance) in zip(pairs, statistics, strict=True):
            weight = convolution.weight
            fresh = 1 / math.sqrt(3 * weight[0].numel())
            scale = fresh / weight.square().mean(dim=(1, 2, 3)).sqrt().clamp(min=1e-8)
            weight.mul_(scale[:, None, None, None])
            norm.bias.add_(mean)
            norm.running_mean.copy_(mean * scale)
            norm.running_var.copy_(variance * scale.square())
            norm.weight.copy_((norm.running_var + norm.eps).sqrt() / scale)
