"""
The published network's size, for ablation and benchmark: the backbone of FastFlow3D (Jund et al. 2021) as DeFlow
(Zhang et al. 2024) and SemanticFlow (arXiv 2503.14837) use it, with DeFlow's per-point GRU and 64 softmax slots.
Written from the papers' tables; METHOD 2 gives its figures: 6.8 M parameters, 171.5 GMAC a pair at 512 x 512.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from semanticflow_training.network.configuration import NetworkConfiguration
from semanticflow_training.network.pillars import FEATURES, PILLAR_METRES
from semanticflow_training.network.refinement import PointState

PILLAR_CHANNELS = 32
HIDDEN = 128
SLOTS = 64


def _conv(inputs: int, outputs: int, stride: int = 1) -> nn.Sequential:
    return nn.Sequential(nn.Conv2d(inputs, outputs, 3, stride, 1), nn.BatchNorm2d(outputs), nn.GELU())


def _stage(inputs: int, outputs: int, layers: int) -> nn.Sequential:
    return nn.Sequential(_conv(inputs, outputs, 2), *(_conv(outputs, outputs) for _ in range(layers - 1)))


class SkipUp(nn.Module):
    """Doubles the deeper map and joins the skipped one."""

    def __init__(self, deep: int, skip: int, outputs: int) -> None:
        super().__init__()
        self.of_deep = nn.Conv2d(deep, outputs, 1)
        self.of_skip = nn.Conv2d(skip, outputs, 1)
        self.join = nn.Sequential(nn.Conv2d(2 * outputs, outputs, 3, 1, 1), nn.Conv2d(outputs, outputs, 3, 1, 1))

    def forward(self, deep: Tensor, skip: Tensor) -> Tensor:
        doubled = functional.interpolate(self.of_deep(deep), scale_factor=2.0, mode="bilinear", align_corners=False)
        return self.join(torch.cat([doubled, self.of_skip(skip)], dim=1))


class PublishedBackbone(nn.Module):
    """Two pseudo-images B x 32 x S x S -> B x 64 x S x S."""

    def __init__(self) -> None:
        super().__init__()
        self.down1 = _stage(PILLAR_CHANNELS, 64, 4)
        self.down2 = _stage(64, 128, 6)
        self.down3 = _stage(128, 256, 6)
        self.up3 = SkipUp(512, 256, 256)
        self.up2 = SkipUp(256, 128, 128)
        self.up1 = SkipUp(128, 64, 64)
        self.last = nn.Conv2d(64, 64, 3, 1, 1)

    def forward(self, first: Tensor, second: Tensor) -> Tensor:
        one0, one1 = self.down1(first), self.down1(second)
        two0, two1 = self.down2(one0), self.down2(one1)
        three0, three1 = self.down3(two0), self.down3(two1)
        up = self.up3(torch.cat([three0, three1], dim=1), torch.cat([two0, two1], dim=1))
        up = self.up2(up, torch.cat([one0, one1], dim=1))
        up = self.up1(up, torch.cat([first, second], dim=1))
        return self.last(up)


class PublishedDecoder(nn.Module):
    """Per point: GRU on the pillar's features, then flow and slots. P x (64 + 64), P x 3 offsets -> P x 3, P x 64."""

    def __init__(self, iterations: int = 4) -> None:
        super().__init__()
        self.iterations = iterations
        self.offset = nn.Linear(3, 64)
        self.gates = nn.Linear(HIDDEN + 64, 2 * HIDDEN)
        self.candidate = nn.Linear(HIDDEN + 64, HIDDEN)
        self.flow = nn.Sequential(nn.Linear(HIDDEN + 64, 32), nn.GELU(), nn.Linear(32, 3))
        self.slots = nn.Linear(HIDDEN + 64, SLOTS)

    def forward(self, features: Tensor, offsets: Tensor) -> tuple[Tensor, Tensor]:
        hidden, x = features, self.offset(offsets)
        for _ in range(self.iterations):
            update, reset = torch.sigmoid(self.gates(torch.cat([hidden, x], 1))).chunk(2, dim=1)
            candidate = torch.tanh(self.candidate(torch.cat([reset * hidden, x], 1)))
            hidden = hidden + update * (candidate - hidden)
        out = torch.cat([hidden, x], 1)
        return self.flow(out), self.slots(out)


class PublishedNetwork(nn.Module):
    """The whole of it on our canvases and crops, so that the same training and evaluation run it. Head: slots."""

    def __init__(self) -> None:
        super().__init__()
        self.configuration = NetworkConfiguration(kind="published", head="slots", slots=SLOTS)
        self.embed = nn.Conv2d(FEATURES, PILLAR_CHANNELS, 1)
        self.encoder = PublishedBackbone()
        self.decoder = PublishedDecoder()

    def forward(
        self,
        canvas0: Tensor,
        canvas1: Tensor,
        points: Tensor,
        prior: Tensor,
        corner: Tensor,
        iterations: int,
        chunk: int | None = None,
    ) -> list[PointState]:
        """As SemanticFlowNetwork; it has no context, and says something after its last iteration alone."""
        first, second = self.embed(canvas0), self.embed(canvas1)
        maps = torch.cat([first, second, self.encoder(first, second)], dim=1)
        cells, count = maps.shape[-1], points.shape[1]
        scaled = (points[..., :2] - corner[:, None]) / PILLAR_METRES
        column_row = scaled.floor().clamp(0, cells - 1)
        offsets = torch.cat([(scaled - column_row - 0.5).clamp(-1, 1), points[..., 2:]], dim=2).reshape(-1, 3)
        sample = torch.arange(len(points)).repeat_interleave(count) * cells * cells
        row = (column_row[..., 1] * cells + column_row[..., 0]).reshape(-1).long() + sample
        features = maps.permute(0, 2, 3, 1).reshape(-1, maps.shape[1]).index_select(0, row)
        self.decoder.iterations = iterations
        flow, slots = self.decoder(features, offsets)
        still = PointState(features, torch.zeros_like(flow), torch.zeros_like(slots))
        return [still, PointState(features, flow, slots)]
