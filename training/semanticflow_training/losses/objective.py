"""The sum of all losses on a batch of crops; every term has its own weight, and 0 switches it off."""

from __future__ import annotations

from dataclasses import dataclass, fields

import torch
from torch import Tensor

from semanticflow_training.losses.flow import flow_loss, iteration_weights, truncated_chamfer, vote_loss
from semanticflow_training.losses.foreground import focal_foreground_loss
from semanticflow_training.losses.masks import soft_masks_from_slots, soft_masks_from_votes
from semanticflow_training.losses.rigidity import rigid_consistency_loss
from semanticflow_training.losses.separation import separation_loss
from semanticflow_training.losses.spatial import spatial_consistency_loss
from semanticflow_training.network.refinement import PointState

MASK_POINTS = 320
"""Points a crop that the mask losses look at: their neighbourhoods are quadratic."""


@dataclass(frozen=True)
class LossWeights:
    """Weights of the terms; 0 = off."""

    flow: float = 1.0
    vote: float = 0.2
    foreground: float = 1.0
    rigid: float = 0.1
    spatial: float = 0.02
    separation: float = 0.05
    chamfer: float = 0.05
    matching: float = 0.0

    def without(self, term: str) -> LossWeights:
        """The same with one term switched off: what an ablation asks for."""
        if term not in {f.name for f in fields(self)}:
            raise ValueError(f"{term} is no loss; one of {[f.name for f in fields(self)]} is expected")
        return LossWeights(**{f.name: 0.0 if f.name == term else getattr(self, f.name) for f in fields(self)})


def batch_objective(batch: dict[str, Tensor], states: list[PointState], head: str, weights: LossWeights) -> dict:
    """Named terms (unweighted) and their weighted sum `loss`. states: iterations + 1 of B * P points."""
    points = batch["points"].reshape(-1, 3)
    dynamic, confidence = batch["dynamic"].reshape(-1), batch["confidence"].reshape(-1)
    target, vote = batch["residual"].reshape(-1, 3), batch["vote"].reshape(-1, 3)
    member = (batch["instance"].reshape(-1) > 0).to(dynamic.dtype)
    terms: dict[str, Tensor] = {}
    of_iteration = iteration_weights(len(states))
    terms["flow"] = sum(
        w * flow_loss(state.flow, target, dynamic, confidence) for w, state in zip(of_iteration, states, strict=True)
    )
    said = states[1:]
    of_iteration = iteration_weights(len(said))
    terms["foreground"] = sum(
        w * focal_foreground_loss(foreground_logit(state, head), dynamic, confidence).mean()
        for w, state in zip(of_iteration, said, strict=True)
    )
    if head == "votes":
        terms["vote"] = sum(
            w * vote_loss(state.mask[:, 1:], vote, member, confidence)
            for w, state in zip(of_iteration, said, strict=True)
        )
    last = states[-1]
    count = batch["points"].shape[1]
    per_crop = [
        _crop_terms(batch, PointState(*(x[k * count : (k + 1) * count] for x in last)), points, k, head, weights)
        for k in range(batch["points"].shape[0])
    ]
    for name in ("rigid", "spatial", "separation", "chamfer"):
        values = [t[name] for t in per_crop if name in t]
        terms[name] = torch.stack(values).mean() if values else last.flow.sum() * 0
    terms["loss"] = sum(getattr(weights, name) * value for name, value in terms.items())
    return terms


def foreground_logit(state: PointState, head: str) -> Tensor:
    """P logits of being foreground."""
    if head == "votes":
        return state.mask[:, 0]
    return torch.logsumexp(state.mask[:, 1:], dim=1) - state.mask[:, 0]


def _crop_terms(batch, state: PointState, points: Tensor, k: int, head: str, weights: LossWeights) -> dict:
    count = batch["points"].shape[1]
    own = points[k * count : (k + 1) * count]
    dynamic, instance = batch["dynamic"][k], batch["instance"][k]
    terms: dict[str, Tensor] = {}
    if weights.chamfer > 0:
        moving = torch.nonzero(dynamic > 0.5)[:, 0]
        surface = batch["surface"][k]
        if len(moving) >= 3:
            there, _ = truncated_chamfer(own[moving] + state.flow[moving], surface)
            terms["chamfer"] = there.mean()
    if weights.rigid == weights.spatial == weights.separation == 0:
        return terms
    chosen = torch.randperm(count)[:MASK_POINTS]
    own, dynamic, instance = own[chosen], dynamic[chosen], instance[chosen]
    flow, mask = state.flow[chosen], state.mask[chosen]
    ids = torch.unique(instance[instance > 0])
    if head == "votes":
        # Where the objects are is the pseudo-labels' word; who belongs to them is the network's.
        voted = own + batch["vote"][k][chosen]
        centres = [voted[instance == name].mean(dim=0) for name in ids]
        if not centres:
            return terms
        masks = soft_masks_from_votes(own, mask[:, 0], mask[:, 1:], torch.stack(centres))
    else:
        masks = soft_masks_from_slots(mask)
    terms["rigid"] = rigid_consistency_loss(own, flow, masks).mean()
    terms["spatial"] = spatial_consistency_loss(own, masks).mean()
    foreground = torch.nonzero(dynamic > 0.5)[:, 0]
    if len(foreground) >= 2 and len(ids) >= 2:
        extents = torch.zeros(len(own))
        for name in ids:
            of_it = instance == name
            extents[of_it] = (own[of_it].amax(dim=0) - own[of_it].amin(dim=0)).norm()
        terms["separation"] = separation_loss(
            own[foreground], masks[foreground, 1:], instance[foreground], extents[foreground]
        ).mean()
    return terms
