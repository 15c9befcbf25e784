"""Instances from centre votes: connected cells of voted places, as the app's worker groups them."""

from __future__ import annotations

import numpy as np
from scipy import ndimage

CELL_METRES = 0.6
FEWEST_POINTS = 20
FEWEST_IN_CELL = 2
FEWEST_CONFIDENCE = 0.68
"""Mean foreground probability of an instance: what is wrongly called moving is called so with doubt."""
STILL_METRES = 0.05
"""An instance or a lone point that moves less than this a sweep stands (METRICS: the dynamic threshold)."""


def group_votes(points: np.ndarray, vote: np.ndarray, foreground: np.ndarray, first: int = 1) -> np.ndarray:
    """
    n int32: 0 = background or too few votes, from `first` on instances.

    Votes p + o of foreground points are counted in cells of CELL_METRES in the bird's-eye view; cells with at least
    FEWEST_IN_CELL votes that touch (8 neighbours) are one instance, and so are lone votes in the cells around it.
    """
    instance = np.zeros(len(points), np.int32)
    chosen = np.flatnonzero(foreground)
    if len(chosen) == 0:
        return instance
    voted = points[chosen, :2] + vote[chosen, :2]
    cells = np.floor((voted - voted.min(axis=0)) / CELL_METRES).astype(int) + 1
    shape = cells.max(axis=0) + 2
    counts = np.zeros(shape, np.int32)
    np.add.at(counts, (cells[:, 0], cells[:, 1]), 1)
    labels, _ = ndimage.label(counts >= FEWEST_IN_CELL, structure=np.ones((3, 3)))
    # A lone vote beside a group belongs to it.
    labels = np.where(labels > 0, labels, ndimage.grey_dilation(labels, size=(3, 3)))
    of_point = labels[cells[:, 0], cells[:, 1]]
    size = np.bincount(of_point)
    kept = np.flatnonzero((size >= FEWEST_POINTS) & (np.arange(len(size)) > 0))
    rename = np.zeros(len(size), np.int32)
    rename[kept] = np.arange(first, first + len(kept))
    instance[chosen] = rename[of_point]
    return instance


def leave_out_standing(
    residual: np.ndarray,
    instance: np.ndarray,
    foreground: np.ndarray,
    probability: np.ndarray,
    fewest_confidence: float = FEWEST_CONFIDENCE,
) -> tuple[np.ndarray, np.ndarray]:
    """
    (instance, foreground) without what stands: instances by the length of their median residual flow (n x 3, metres) or
    by a mean foreground probability below `fewest_confidence`, foreground points of no instance by their own flow.
    """
    instance, foreground = instance.copy(), foreground.copy()
    for name in np.unique(instance[instance > 0]):
        rows = np.flatnonzero(instance == name)
        slow = np.linalg.norm(np.median(residual[rows], axis=0)) < STILL_METRES
        if slow or probability[rows].mean() < fewest_confidence:
            instance[rows] = 0
            foreground[rows] = False
    alone = (instance == 0) & foreground
    foreground[alone & (np.linalg.norm(residual, axis=1) < STILL_METRES)] = False
    return instance, foreground
