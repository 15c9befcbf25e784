"""Flow and vote losses (METHOD 3.5); truncated Chamfer after SeFlow (Zhang et al. 2024)."""

from __future__ import annotations

import torch
from torch import Tensor

CHAMFER_METRES = 2.0
SPEED_SOFTENING = 0.25
"""Metres a sweep: slow movers count by their relative error, down to here."""


def flow_error(flow: Tensor, target: Tensor) -> Tensor:
    """P values |f - f*|, metres."""
    return (flow - target).square().sum(dim=1).clamp(min=1e-10).sqrt()


def flow_loss(flow: Tensor, target: Tensor, dynamic: Tensor, confidence: Tensor, relative: float = 0.3) -> Tensor:
    """
    One value: dynamic and static points are averaged apart, so that neither drowns the other.

    Dynamic errors weigh 1 + relative / (|f*| + SPEED_SOFTENING), so that slow movers are not lost beside buses.
    """
    error = flow_error(flow, target) * confidence
    speed = target.square().sum(dim=1).sqrt()
    moving = dynamic * confidence
    standing = (1 - dynamic) * confidence
    weight = 1 + relative / (speed + SPEED_SOFTENING)
    of_moving = (error * weight * dynamic).sum() / moving.sum().clamp(min=1)
    of_standing = (error * (1 - dynamic)).sum() / standing.sum().clamp(min=1)
    return of_moving + of_standing


def vote_loss(vote: Tensor, target: Tensor, member: Tensor, confidence: Tensor) -> Tensor:
    """One value: mean L1 of centre votes over points that belong to a moving object, metres."""
    weight = member * confidence
    return ((vote - target).abs().sum(dim=1) * weight).sum() / weight.sum().clamp(min=1)


def truncated_chamfer(moved: Tensor, surface: Tensor, limit: float = CHAMFER_METRES) -> tuple[Tensor, Tensor]:
    """
    Squared distances of moved points (P x 3) to their nearest neighbour in the other sweep (M x 3) and back, m^2.

    Beyond `limit` a neighbour says nothing (occlusion): the value is 0 there.
    """
    with torch.no_grad():
        distance = torch.cdist(moved, surface)
        forward, backward = distance.argmin(dim=1), distance.argmin(dim=0)
    there = (moved - surface[forward]).square().sum(dim=1)
    back = (surface - moved[backward]).square().sum(dim=1)
    limit2 = limit * limit
    return torch.where(there <= limit2, there, 0 * there), torch.where(back <= limit2, back, 0 * back)


def iteration_weights(count: int, decay: float = 0.8) -> Tensor:
    """`count` weights decay^(T - t), normalised to sum 1: later iterations count more."""
    weights = decay ** torch.arange(count - 1, -1, -1, dtype=torch.float32)
    return weights / weights.sum()
