"""Soft instance masks: from centre votes anchored at objects, or from slots."""

from __future__ import annotations

import torch
from torch import Tensor

TAU = 0.5
"""Square metres: votes this far (root) from a centre belong to it by 1/e."""


def soft_masks_from_votes(points: Tensor, logit: Tensor, vote: Tensor, centres: Tensor, tau: float = TAU) -> Tensor:
    """
    P x (1 + K): softmax over {background, centres} of (-logit, -|p + o - c_k|^2 / tau).

    points, vote: P x 3; logit: P foreground logits; centres: K x 3. Any number of instances, equal under translation.
    Distances are bounded, so that a point far from all centres stays undecided instead of background by distance.
    """
    distance = torch.cdist(points + vote, centres).square() / tau
    background = -logit[:, None]
    return torch.softmax(torch.cat([background, -distance.clamp(max=20.0)], dim=1), dim=1)


def soft_masks_from_slots(logits: Tensor) -> Tensor:
    """P x slots; slot 0 is background. One softmax, never two."""
    return torch.softmax(logits, dim=1)
