"""Moving objects made faster: streets and drives hold few that move more than a metre between two sweeps."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from semanticflow_training.data.prepared_pair import PointTargets

MOST_METRES = 3.0
"""No object is made to move more between two sweeps: 30 m/s at 10 Hz."""
MOST_TIMES = 3.0
"""Nor this many times what it moved: what walks may run, but does not fly."""


def faster(
    points0: np.ndarray, targets: PointTargets, coarse: PointTargets, chance: float, random: np.random.Generator
) -> tuple[np.ndarray, PointTargets, PointTargets]:
    """
    Each object of `targets` in its chance sets out further back along its own mean motion, so that it arrives in sweep
    1 where it does. n x 3 points of sweep 0, metres; the context says of the object's points as much more as it moves.
    """
    points0, residual, context = points0.copy(), targets.residual.copy(), coarse.residual.copy()
    for name in np.unique(targets.instance[targets.instance > 0]):
        rows = np.flatnonzero(targets.instance == name)
        motion = residual[rows].mean(axis=0)
        metres = float(np.linalg.norm(motion))
        most = min(MOST_TIMES, MOST_METRES / max(metres, 1e-6))
        if random.random() >= chance or most <= 1:
            continue
        extra = (motion * random.uniform(0, most - 1)).astype(np.float32)
        points0[rows] -= extra
        residual[rows] += extra
        context[rows[coarse.dynamic[rows]]] += extra
    return points0, replace(targets, residual=residual), replace(coarse, residual=context)
