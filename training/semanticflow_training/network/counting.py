"""Multiply-accumulates by module, counted while the network runs."""

from __future__ import annotations

from contextlib import contextmanager

import torch
from torch import nn

from semanticflow_training.network.correlation import SoftMatch
from semanticflow_training.network.refinement import RefinementStep
from semanticflow_training.network.second_match import SecondMatch


@contextmanager
def counted_macs(model: nn.Module):
    """Yields a dict that fills with MACs by module name: convolutions, linear layers, correlation and windows."""
    counts: dict[str, float] = {}
    hooks = []

    def hook(name: str):
        def count(module: nn.Module, inputs: tuple, output) -> None:
            counts[name] = counts.get(name, 0) + _macs(module, inputs, output)

        return count

    for name, module in model.named_modules():
        if isinstance(module, (nn.Conv2d, nn.Linear, SoftMatch, SecondMatch, RefinementStep)):
            hooks.append(module.register_forward_hook(hook(name)))
    try:
        yield counts
    finally:
        for handle in hooks:
            handle.remove()


def _macs(module: nn.Module, inputs: tuple, output) -> float:
    if isinstance(module, nn.Conv2d):
        batch, _, height, width = output.shape
        kernel = module.kernel_size[0] * module.kernel_size[1]
        return batch * height * width * module.out_channels * module.in_channels // module.groups * kernel
    if isinstance(module, nn.Linear):
        return output.numel() * module.in_features
    if isinstance(module, SecondMatch):
        _, _, match0, _ = inputs
        return match0.numel() * (2 * module.window + 1) ** 2
    if isinstance(module, RefinementStep):
        points, configuration = inputs[2], module.configuration
        return len(points) * configuration.target * (2 * configuration.window + 1) ** 2 if configuration.window else 0
    # The correlation makes whole rows of products and keeps a band of them; the soft-argmax weighs 2 offsets.
    batch, channels, height, width = inputs[0].shape
    window = 2 * module.radius + 1
    return batch * height * width * (window * width * channels + 2 * window * window)


def parameter_count(model: nn.Module) -> int:
    """Trainable numbers."""
    return sum(p.numel() for p in model.parameters() if p.requires_grad)


def full_range_macs(model: nn.Module, points: int = 100_000, iterations: int = 4) -> dict[str, float]:
    """MACs a pair at the full grid, by module."""
    from semanticflow_training.network.configuration import PRIOR_CHANNELS
    from semanticflow_training.network.pillars import FEATURES

    model.eval()
    canvas = torch.zeros(1, FEATURES, 512, 512)
    with counted_macs(model) as counts, torch.no_grad():
        model(
            canvas,
            canvas,
            torch.zeros(1, points, 3),
            torch.zeros(1, points, PRIOR_CHANNELS),
            torch.full((1, 2), -51.2),
            iterations,
            chunk=20_000,
        )
    return counts
