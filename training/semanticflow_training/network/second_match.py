"""Looking again: dot products of a place's own features with those around where its flow says that it went."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from semanticflow_training.network.configuration import MAP_METRES, NetworkConfiguration
from semanticflow_training.network.layers import ConvBlock, ResidualBlock, doubled
from semanticflow_training.network.refinement import GridPlace, cell_of, window_scores


class SecondMatch(nn.Module):
    """
    Matches once more, finer: around the first flow, in cells of MAP_METRES, and spreads what that says over the object.

    A single point sees an edge slide along itself; only the object as a whole tells how far it went. Hence a small
    U-Net over the scores, added to the trunk (from zero on, so that a network without it goes on from where it was).
    """

    def __init__(self, configuration: NetworkConfiguration) -> None:
        super().__init__()
        first, second, _ = configuration.trunk
        self.window = configuration.window
        scores = (2 * configuration.window + 1) ** 2
        self.enter = ConvBlock(scores + 4, 32, 3, 2)
        self.join = ConvBlock(32 + first, first, 1)
        self.down = ConvBlock(first, second, 3, 2)
        self.wide = ResidualBlock(second)
        self.up = ConvBlock(first + second, first, 1)
        self.out = nn.Conv2d(first, first, 1)
        self.first_correction = nn.Conv2d(first, 2, 1)
        self.last_correction = nn.Conv2d(first, 2, 1)
        for layer in (self.out, self.first_correction, self.last_correction):
            nn.init.zeros_(layer.weight)
            nn.init.zeros_(layer.bias)

    def forward(self, trunk: Tensor, flow: Tensor, match0: Tensor, match1: Tensor) -> tuple[Tensor, Tensor]:
        """
        trunk: B x C x H x W at 0.8 m; flow: B x 2 x 2H x 2W metres; match0, match1: B x T x 2H x 2W.

        Returns trunk and flow after the second look.
        """
        flow = flow + doubled(self.first_correction(trunk))
        seen = torch.cat([self._scores(flow.detach(), match0, match1), flow], dim=1)
        at1 = self.join(torch.cat([self.enter(seen), trunk], dim=1))
        at2 = self.wide(self.down(at1))
        trunk = trunk + self.out(self.up(torch.cat([at1, doubled(at2)], dim=1)))
        return trunk, flow + doubled(self.last_correction(trunk))

    def _scores(self, flow: Tensor, match0: Tensor, match1: Tensor) -> Tensor:
        """B x (window^2 + 2) x H x W: scores, then where in its cell the target lies, in cells."""
        batch, channels, height, width = match0.shape
        steps = (torch.arange(width, dtype=torch.float32) + 0.5) * MAP_METRES
        y, x = torch.meshgrid(steps[:height], steps, indexing="ij")
        reached = (flow + torch.stack([x, y])).permute(0, 2, 3, 1).reshape(-1, 2)
        first_row = None
        if batch > 1:
            first_row = torch.arange(batch, dtype=torch.float32).repeat_interleave(height * width) * height * width
        place = GridPlace(torch.zeros(1, 2), width, first_row)
        own, target = (m.permute(0, 2, 3, 1).reshape(-1, channels) for m in (match0, match1))
        scores = window_scores(own, target, reached, place, self.window)
        _, offset = cell_of(reached, place)
        values = scores.shape[1] + 2
        return torch.cat([scores, offset], dim=1).reshape(batch, height, width, values).permute(0, 3, 1, 2)
