"""The whole network on batches of crops or on one full grid."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from semanticflow_training.network.configuration import MAP_METRES, NetworkConfiguration
from semanticflow_training.network.encoder import Encoder, Maps
from semanticflow_training.network.pillars import PILLAR_METRES
from semanticflow_training.network.refinement import GridPlace, PointState, RefinementStep, cell_of

CELL_RATIO = round(MAP_METRES / PILLAR_METRES)
FIRST_LOGIT = -2.0
"""Before the first iteration a point is background at 12 %."""


class SemanticFlowNetwork(nn.Module):
    """Encoder and refinement step."""

    def __init__(self, configuration: NetworkConfiguration) -> None:
        super().__init__()
        self.configuration = configuration
        self.encoder = Encoder(configuration)
        self.step = RefinementStep(configuration)

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
        """
        canvas0, canvas1: B x FEATURES x S x S; points: B x P x 3; prior: B x P x PRIOR_CHANNELS; corner: B x 2 metres.

        Returns iterations + 1 states of B * P points, the first of which is the soft-argmax's (or the context's).
        """
        maps = self.encoder(canvas0, canvas1)
        return self.refine(maps, points, prior, corner, iterations, chunk)

    def refine(
        self, maps: Maps, points: Tensor, prior: Tensor, corner: Tensor, iterations: int, chunk: int | None = None
    ) -> list[PointState]:
        """The iterations alone; `chunk` points at a time are exact, as points do not see each other."""
        own, target, start = (flat(m) for m in maps)
        cells = maps.own.shape[-1]
        batch, count = points.shape[:2]
        first_row = torch.arange(batch, dtype=torch.float32).repeat_interleave(count) * cells * cells
        corners = corner.repeat_interleave(count, dim=0)
        points, prior = points.reshape(-1, 3), prior.reshape(batch * count, -1)
        pieces = []
        step = chunk or len(points)
        for at in range(0, len(points), step):
            piece = slice(at, at + step)
            place = GridPlace(corners[piece], cells, first_row[piece] if batch > 1 else None)
            pieces.append(self._iterate(own, target, start, points[piece], prior[piece], place, iterations))
        if len(pieces) == 1:
            return pieces[0]
        return [
            PointState(*(torch.cat(field) for field in zip(*states, strict=True)))
            for states in zip(*pieces, strict=True)
        ]

    def _iterate(
        self,
        own: Tensor,
        target: Tensor,
        start: Tensor,
        points: Tensor,
        prior: Tensor,
        place: GridPlace,
        iterations: int,
    ) -> list[PointState]:
        states = [self.first_state(start, points, prior, place)]
        anchor = None if self.configuration.regather else states[0].flow.detach()
        for _ in range(iterations):
            states.append(self.step(own, target, points, prior, states[-1], place, anchor))
        return states

    def first_state(self, start: Tensor, points: Tensor, prior: Tensor, place: GridPlace) -> PointState:
        """Hidden state and flow of the point's cell; with context the coarse stage's flow and vote stand in."""
        row, _ = cell_of(points[:, :2], place)
        gathered = torch.index_select(start, 0, row)
        hidden, matched = gathered[:, : self.configuration.hidden], gathered[:, self.configuration.hidden :]
        given = prior[:, 8:9]
        flow = torch.cat([matched, torch.zeros_like(matched[:, :1])], dim=1) * (1 - given) + prior[:, :3] * given
        if self.configuration.head == "slots":
            mask = torch.zeros(len(points), self.configuration.slots)
        else:
            mask = torch.cat([torch.full_like(given, FIRST_LOGIT), prior[:, 5:8] * given], dim=1)
        return PointState(hidden, flow, mask)


def flat(maps: Tensor) -> Tensor:
    """B x C x H x W -> (B H W) x C."""
    return maps.permute(0, 2, 3, 1).reshape(-1, maps.shape[1])
