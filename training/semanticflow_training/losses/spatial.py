"""L_spatial: neighbours belong together (METHOD 3.3; the formula of Song & Yang 2022)."""

from __future__ import annotations

import torch
from torch import Tensor

NEAR = (32, 1.0, 3.0)
FAR = (64, 2.0, 1.0)
"""Neighbours at most, radius in metres, weight."""


def spatial_consistency_loss(points: Tensor, masks: Tensor, rings=(NEAR, FAR)) -> Tensor:
    """P values: weighted mean over rings of the mean |m_i - m_j|_1 over the nearest neighbours within the radius."""
    distance = torch.cdist(points, points)
    distance.fill_diagonal_(float("inf"))
    total = torch.zeros(len(points))
    weights = 0.0
    for count, radius, weight in rings:
        nearest, index = distance.topk(min(count, len(points) - 1), largest=False)
        inside = (nearest <= radius).to(masks.dtype)
        difference = (masks[:, None] - masks[index]).abs().sum(dim=2)
        total = total + weight * (difference * inside).sum(dim=1) / inside.sum(dim=1).clamp(min=1)
        weights += weight
    return total / weights
