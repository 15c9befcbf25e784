"""Matching: features have to tell where around its true target a place is found again (cross entropy over a window)."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional

from semanticflow_training.network.configuration import MAP_METRES
from semanticflow_training.network.refinement import GridPlace, cell_of, window_scores

WINDOW_RADIUS = 2
"""Cells to each side of where the window is put, which is up to one cell off the target."""


def matching_loss(
    own: Tensor, target_map: Tensor, reached: Tensor, place: GridPlace, dynamic: Tensor, confidence: Tensor
) -> Tensor:
    """
    One value. own: P x C matching features of sweep 0's points; target_map: rows x C of sweep 1; reached: P x 2, where
    the points truly went, metres. Moving and standing points are averaged apart, weighed by their confidence.
    """
    shift = torch.randint(-1, 2, (len(reached), 2)).to(reached.dtype) * MAP_METRES
    scores = window_scores(own, target_map, reached + shift, place, WINDOW_RADIUS)
    error = -(window_shares(reached, shift, place) * functional.log_softmax(scores, dim=1)).sum(dim=1) * confidence
    moving, standing = dynamic * confidence, (1 - dynamic) * confidence
    of_moving = (error * dynamic).sum() / moving.sum().clamp(min=1)
    of_standing = (error * (1 - dynamic)).sum() / standing.sum().clamp(min=1)
    return of_moving + of_standing


def window_shares(reached: Tensor, shift: Tensor, place: GridPlace) -> Tensor:
    """P x (2r+1)^2: bilinear shares of a place in the cells of the window around `reached + shift`; they sum to 1."""
    _, offset = cell_of(reached + shift, place)
    # Of the window's middle cell, in cells: where the target lies as seen from its centre.
    at = offset - shift / MAP_METRES
    steps = torch.arange(-WINDOW_RADIUS, WINDOW_RADIUS + 1, dtype=reached.dtype)
    x, y = ((1 - (at[:, axis : axis + 1] - steps).abs()).clamp(min=0) for axis in (0, 1))
    return (y[:, :, None] * x[:, None, :]).reshape(len(reached), -1)
