"""The coarse stage's output as the network's context, with the noise that keeps the network from copying it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from semanticflow_training.data.prepared_pair import PointTargets, centre_votes
from semanticflow_training.network.configuration import PRIOR_CHANNELS


@dataclass(frozen=True)
class ContextNoise:
    """Chances a cluster, and jitter; all 0 = as the coarse stage said it."""

    drop: float = 0.15
    split: float = 0.1
    merge: float = 0.1
    flip: float = 0.05
    """Chance that a static blob (1.5 m around a point) is called moving, once a crop."""
    jitter_metres: float = 0.05
    """Standard deviation of the motion's error."""


def context_channels(points: np.ndarray, coarse: PointTargets) -> np.ndarray:
    """n x PRIOR_CHANNELS float32 as NetworkConfiguration documents them."""
    prior = np.zeros((len(points), PRIOR_CHANNELS), np.float32)
    prior[:, 0:3] = coarse.residual
    prior[:, 3] = coarse.dynamic
    prior[:, 4] = coarse.confidence
    prior[:, 5:8] = coarse.vote
    prior[:, 8] = 1
    return prior


def noisy_context(
    points: np.ndarray, coarse: PointTargets, noise: ContextNoise, random: np.random.Generator
) -> PointTargets:
    """Clusters dropped, split, merged, motion jittered, static blobs flipped to moving."""
    residual, dynamic = coarse.residual.copy(), coarse.dynamic.copy()
    instance, confidence = coarse.instance.copy(), coarse.confidence.copy()
    names = [name for name in np.unique(instance) if name]
    next_name = int(instance.max(initial=0)) + 1
    for name in names:
        rows = np.flatnonzero(instance == name)
        if len(rows) == 0:
            continue
        if random.random() < noise.drop:
            residual[rows], dynamic[rows], instance[rows], confidence[rows] = 0, False, 0, 0.95
            continue
        residual[rows, :2] += random.normal(0, noise.jitter_metres, 2).astype(np.float32)
        if random.random() < noise.split:
            angle = random.uniform(0, np.pi)
            along = points[rows, 0] * np.cos(angle) + points[rows, 1] * np.sin(angle)
            instance[rows[along > np.median(along)]] = next_name
            next_name += 1
        elif random.random() < noise.merge and len(names) > 1:
            other = names[random.integers(len(names))]
            rows_other = np.flatnonzero(instance == other)
            if len(rows_other):
                instance[rows] = other
                residual[rows] = residual[rows_other].mean(axis=0)
    if len(points) and random.random() < noise.flip:
        centre = points[random.integers(len(points))]
        blob = np.flatnonzero((np.linalg.norm(points - centre, axis=1) < 1.5) & ~dynamic)
        residual[blob, :2] = random.normal(0, 0.5, 2).astype(np.float32)
        dynamic[blob], instance[blob], confidence[blob] = True, next_name, 0.5
    return PointTargets(residual, dynamic, instance, centre_votes(points, instance), confidence)
