"""Per-point values of the four mask losses on a small seeded scene, for the app's inspector to agree with."""

from __future__ import annotations

import json
from pathlib import Path

import torch

from semanticflow_training.losses.foreground import focal_foreground_loss
from semanticflow_training.losses.masks import TAU, soft_masks_from_votes
from semanticflow_training.losses.rigidity import rigid_consistency_loss
from semanticflow_training.losses.separation import separation_loss
from semanticflow_training.losses.spatial import spatial_consistency_loss

SEED = 12
COUNT = 60


def loss_fixture() -> dict:
    """Inputs and values as plain lists: three objects of twenty points, one of them standing."""
    generator = torch.Generator().manual_seed(SEED)
    centres = torch.tensor([[0.0, 0.0, 1.0], [9.0, 2.0, 1.0], [3.0, -8.0, 1.0]])
    cluster = torch.arange(COUNT) // 20
    points = centres[cluster] + (torch.rand(COUNT, 3, generator=generator) - 0.5) * torch.tensor([4.0, 1.8, 1.5])
    dynamic = (cluster < 2).float()
    vote = centres[cluster] - points + torch.randn(COUNT, 3, generator=generator) * 0.3
    logit = torch.where(dynamic > 0.5, 1.5, -1.5) + torch.randn(COUNT, generator=generator)
    motion = torch.tensor([[0.8, 0.0, 0.0], [0.0, -0.5, 0.0], [0.0, 0.0, 0.0]])
    flow = motion[cluster] + torch.randn(COUNT, 3, generator=generator) * 0.05
    confidence = torch.rand(COUNT, generator=generator) * 0.5 + 0.5
    masks = soft_masks_from_votes(points, logit, vote, centres[:2])
    extents = torch.stack([points[cluster == k].amax(0) - points[cluster == k].amin(0) for k in range(3)]).norm(dim=1)
    foreground = torch.nonzero(dynamic > 0.5)[:, 0]
    separation = torch.zeros(COUNT)
    separation[foreground] = separation_loss(
        points[foreground], masks[foreground, 1:], cluster[foreground] + 1, extents[cluster[foreground]]
    )
    named = {
        "points": points,
        "flow": flow,
        "logit": logit,
        "vote": vote,
        "dynamic": dynamic,
        "confidence": confidence,
        "cluster": (cluster + 1) * dynamic.long(),
        "extent": extents[cluster],
        "centres": centres[:2],
        "masks": masks,
        "foreground_loss": focal_foreground_loss(logit, dynamic, confidence),
        "rigid_loss": rigid_consistency_loss(points, flow, masks),
        "spatial_loss": spatial_consistency_loss(points, masks),
        "separation_loss": separation,
    }
    return {"seed": SEED, "tau": TAU, **{name: value.tolist() for name, value in named.items()}}


def write_loss_fixture(path: Path) -> None:
    """JSON, about 40 kB."""
    path.write_text(json.dumps(loss_fixture()))
