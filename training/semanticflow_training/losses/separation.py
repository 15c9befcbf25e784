"""L_dyn: far foreground points of different pseudo-clusters are different objects (METHOD 3.4)."""

from __future__ import annotations

import torch
from torch import Tensor

FAR_METRES = 6.0
EXTENT_FACTOR = 1.5
MOST_POINTS = 1024


def separation_loss(points: Tensor, masks: Tensor, cluster: Tensor, extent: Tensor) -> Tensor:
    """
    P values: mean over the point's pairs of max(0, cos(m_i, m_j)); 0 for points without any pair.

    points: P x 3 foreground; masks: P x K without the background column; cluster: P pseudo-cluster (0 = none);
    extent: P metres, of the point's pseudo-cluster. A pair counts when it is farther apart than 6 m and than 1.5 times
    either's extent and not of one pseudo-cluster: a flat 6 m rule tears buses apart.
    """
    points, masks, cluster, extent = (x[:MOST_POINTS] for x in (points, masks, cluster, extent))
    distance = torch.cdist(points, points)
    reach = torch.maximum(extent[:, None], extent[None]) * EXTENT_FACTOR
    same = (cluster[:, None] == cluster[None]) & (cluster[:, None] > 0)
    counts = ((distance > reach.clamp(min=FAR_METRES)) & ~same).to(masks.dtype)
    unit = masks / masks.square().sum(dim=1, keepdim=True).clamp(min=1e-8).sqrt()
    cosine = (unit @ unit.T).clamp(min=0)
    return (cosine * counts).sum(dim=1) / counts.sum(dim=1).clamp(min=1)
