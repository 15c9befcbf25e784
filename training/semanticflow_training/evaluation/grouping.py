"""Instances from centre votes: connected cells of voted places, as the app's worker groups them."""

from __future__ import annotations

import numpy as np
from scipy import ndimage

CELL_METRES = 0.4
FEWEST_POINTS = 8
FEWEST_IN_CELL = 2


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
