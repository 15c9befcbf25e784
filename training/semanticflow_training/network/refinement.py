"""One GRU iteration a point: look at p + f, update the hidden state, say flow and mask anew."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from semanticflow_training.network.configuration import MAP_METRES, PRIOR_CHANNELS, NetworkConfiguration


class PointState(NamedTuple):
    """What a point says after an iteration; P points of any number of samples."""

    hidden: Tensor
    """P x hidden."""
    flow: Tensor
    """P x 3 residual flow, metres a sweep."""
    mask: Tensor
    """P x 4 (foreground logit, centre vote in metres) with the votes head, P x slots logits with the slots head."""


class GridPlace(NamedTuple):
    """Where the maps lie: lower corner in metres a point (P x 2), cells a side, and each point's first map row."""

    corner: Tensor
    cells: int
    first_row: Tensor | None
    """P; sample * cells^2 in a batch, None with one sample."""


def cell_of(positions: Tensor, place: GridPlace) -> tuple[Tensor, Tensor]:
    """Row of the flattened map (P, int32) and offset from that cell's centre (P x 2, in cells) of P x 2 positions."""
    scaled = (positions - place.corner) / MAP_METRES
    column_row = torch.clamp(torch.floor(scaled), 0.0, place.cells - 1.0)
    offset = torch.clamp(scaled - column_row - 0.5, -1.0, 1.0)
    row = column_row[:, 1] * place.cells + column_row[:, 0]
    if place.first_row is not None:
        row = row + place.first_row
    return row.to(torch.int32), offset


def window_scores(own: Tensor, target_map: Tensor, reached: Tensor, place: GridPlace, radius: int) -> Tensor:
    """
    P x (2r+1)^2: products of `own` (P x C) with rows of `target_map` around `reached` (P x 2, metres), over sqrt(C).

    Neighbours outside of the map repeat its edge; dy is the outer, dx the inner of the two.
    """
    # Asked of the map, whose shape is fixed: asked of the points, it would be exported as arithmetic on shapes.
    channels = target_map.shape[1]
    scaled = (reached - place.corner) / MAP_METRES
    centre = torch.clamp(torch.floor(scaled), 0.0, place.cells - 1.0)
    steps = torch.arange(-radius, radius + 1, dtype=torch.float32)
    columns = torch.clamp(centre[:, 0:1] + steps, 0.0, place.cells - 1.0)
    rows = torch.clamp(centre[:, 1:2] + steps, 0.0, place.cells - 1.0) * place.cells
    if place.first_row is not None:
        rows = rows + place.first_row[:, None]
    at = (rows[:, :, None] + columns[:, None, :]).reshape(-1).to(torch.int32)
    around = torch.index_select(target_map, 0, at).reshape(-1, (2 * radius + 1) ** 2, channels)
    return torch.matmul(around, own[:, :, None]).squeeze(2) * channels**-0.5


class RefinementStep(nn.Module):
    """Weights are shared by all iterations."""

    def __init__(self, configuration: NetworkConfiguration) -> None:
        super().__init__()
        self.configuration = configuration
        hidden, target = configuration.hidden, configuration.target
        own = configuration.own + target
        looked = own + 2 * target + 4 + 1 + 3 + configuration.outputs + PRIOR_CHANNELS
        if configuration.window:
            looked += (2 * configuration.window + 1) ** 2
        self.look = nn.Linear(looked, 64)
        self.mix = nn.Linear(64, hidden)
        self.gates = nn.Linear(2 * hidden, 2 * hidden)
        self.candidate = nn.Linear(2 * hidden, hidden)
        self.flow_head = nn.Sequential(nn.Linear(hidden, 32), nn.ReLU(), nn.Linear(32, 3))
        self.mask_head = nn.Sequential(nn.Linear(hidden, 32), nn.ReLU(), nn.Linear(32, configuration.outputs))
        for head in (self.flow_head, self.mask_head):
            nn.init.normal_(head[-1].weight, std=0.01)
            nn.init.zeros_(head[-1].bias)

    def forward(
        self,
        own_map: Tensor,
        target_map: Tensor,
        points: Tensor,
        prior: Tensor,
        state: PointState,
        place: GridPlace,
        anchor: Tensor | None = None,
    ) -> PointState:
        """
        own_map, target_map: cells^2 x C; points: P x 3, sweep 1's frame, z above the ground; prior: P x PRIOR_CHANNELS.
        `anchor` (P x 3) replaces the current flow as the place to look at: the ablation of looking again.
        """
        own_row, own_offset = cell_of(points[:, :2], place)
        own = torch.index_select(own_map, 0, own_row)
        looked_at = points[:, :2] + (state.flow if anchor is None else anchor)[:, :2].detach()
        target_row, target_offset = cell_of(looked_at, place)
        target = torch.index_select(target_map, 0, target_row)
        same = own[:, self.configuration.own :] * target
        mask = self._fed_back(state.mask)
        seen = [own, target, same, own_offset, target_offset, points[:, 2:3], state.flow, mask, prior]
        if self.configuration.window:
            match = own[:, self.configuration.own :]
            seen.append(window_scores(match, target_map, looked_at, place, self.configuration.window))
        seen = torch.cat(seen, dim=1)
        x = functional.relu(self.mix(functional.relu(self.look(seen))))
        both = torch.cat([state.hidden, x], dim=1)
        gates = torch.sigmoid(self.gates(both))
        # Cut by constants: `chunk` would be exported as arithmetic on shapes, which GPUs hand back to the processor.
        update, reset = gates[:, : self.configuration.hidden], gates[:, self.configuration.hidden :]
        candidate = torch.tanh(self.candidate(torch.cat([reset * state.hidden, x], dim=1)))
        hidden = state.hidden + update * (candidate - state.hidden)
        flow = state.flow + self.flow_head(hidden)
        said = self.mask_head(hidden)
        if self.configuration.head == "votes":
            said = torch.cat([said[:, :1], state.mask[:, 1:] + said[:, 1:]], dim=1)
        return PointState(hidden, flow, said)

    def _fed_back(self, mask: Tensor) -> Tensor:
        if self.configuration.head == "slots":
            return torch.softmax(mask, dim=1)
        return torch.cat([torch.sigmoid(mask[:, :1]), mask[:, 1:]], dim=1)
