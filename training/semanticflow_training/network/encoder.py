"""Both sweeps' pillar canvases to the maps that points gather from."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor, nn

from semanticflow_training.network.configuration import NetworkConfiguration
from semanticflow_training.network.correlation import SoftMatch
from semanticflow_training.network.layers import ConvBlock, ResidualBlock, doubled
from semanticflow_training.network.pillars import FEATURES
from semanticflow_training.network.second_match import SecondMatch


class Maps(NamedTuple):
    """Maps at MAP_METRES, B x C x H x W."""

    own: Tensor
    """What a point gathers at its own place: trunk features, then sweep 0's matching features."""
    target: Tensor
    """What it gathers at p + f: sweep 1's matching features."""
    start: Tensor
    """First hidden state (tanh applied), first residual flow x and y in metres."""


class SweepEncoder(nn.Module):
    """One sweep, weights shared by both: canvas -> features at 0.4 m and at 0.8 m."""

    def __init__(self, configuration: NetworkConfiguration) -> None:
        super().__init__()
        self.stem = ConvBlock(FEATURES, configuration.stem, 3, 2)
        self.fine = ResidualBlock(configuration.stem)
        self.down = ConvBlock(configuration.stem, configuration.match, 3, 2)
        self.coarse = ResidualBlock(configuration.match)

    def forward(self, canvas: Tensor) -> tuple[Tensor, Tensor]:
        fine = self.fine(self.stem(canvas))
        return fine, self.coarse(self.down(fine))


class Encoder(nn.Module):
    """Two canvases B x FEATURES x 2H x 2W -> Maps."""

    def __init__(self, configuration: NetworkConfiguration) -> None:
        super().__init__()
        self.configuration = configuration
        stem, match = configuration.stem, configuration.match
        first, second, third = configuration.trunk
        self.sweep = SweepEncoder(configuration)
        self.match = SoftMatch(match, configuration.radius, 4 * 0.2) if configuration.correlation else None
        costs = (2 * configuration.radius + 1) ** 2 + 3 if configuration.correlation else 0
        self.enter = ConvBlock(2 * match + costs, first, 1)
        self.trunk1 = ConvBlock(first, first)
        self.down2 = ConvBlock(first, second, 3, 2)
        self.trunk2 = ResidualBlock(second)
        self.down3 = ConvBlock(second, third, 3, 2)
        self.trunk3 = ResidualBlock(third)
        self.up2 = ConvBlock(second + third, second)
        self.up1 = ConvBlock(first + second, first)
        self.reduce = ConvBlock(first, 32, 1)
        self.up0 = ConvBlock(32 + 2 * stem, configuration.own)
        self.matching = nn.Conv2d(stem + match, configuration.target, 1)
        self.hidden = nn.Conv2d(configuration.own, configuration.hidden, 1)
        self.gate = nn.Conv2d(first, 1, 1)
        nn.init.constant_(self.gate.bias, -1.0)
        self.second_match = SecondMatch(configuration) if configuration.window and configuration.correlation else None

    def forward(self, canvas0: Tensor, canvas1: Tensor) -> Maps:
        fine0, coarse0 = self.sweep(canvas0)
        fine1, coarse1 = self.sweep(canvas1)
        parts = [coarse0, coarse1]
        displacement = None
        if self.match is not None:
            displacement, peak, logits = self.match(coarse0, coarse1)
            parts += [logits * 0.1, displacement, peak]
        at1 = self.trunk1(self.enter(torch.cat(parts, dim=1)))
        at2 = self.trunk2(self.down2(at1))
        at3 = self.trunk3(self.down3(at2))
        at2 = self.up2(torch.cat([at2, doubled(at3)], dim=1))
        at1 = self.up1(torch.cat([at1, doubled(at2)], dim=1))
        match0 = self.matching(torch.cat([fine0, doubled(coarse0)], dim=1))
        match1 = self.matching(torch.cat([fine1, doubled(coarse1)], dim=1))
        if displacement is None:
            flow = torch.zeros_like(match0[:, :2])
        else:
            flow = doubled(torch.sigmoid(self.gate(at1)) * displacement)
        if self.second_match is not None:
            at1, flow = self.second_match(at1, flow, match0, match1)
        at0 = self.up0(torch.cat([doubled(self.reduce(at1)), fine0, fine1], dim=1))
        start = torch.cat([torch.tanh(self.hidden(at0)), flow], dim=1)
        return Maps(torch.cat([at0, match0], dim=1), match1, start)
