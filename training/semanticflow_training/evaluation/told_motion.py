"""Motions that the context is sure of, as in src/model/network/toldMotion.ts."""

from __future__ import annotations

import numpy as np

from semanticflow_training.data.prepared_pair import PointTargets
from semanticflow_training.evaluation.confirmation import TAKEN_AT_ITS_WORD
from semanticflow_training.evaluation.rigid_motion import kabsch

FEWEST_POINTS = 5
"""Fewer tell no motion."""


def told_places(context: PointTargets, rows: np.ndarray, source: np.ndarray) -> np.ndarray | None:
    """
    Where the context takes an instance (`source`: k x 3, metres, the points at `rows`), if half of its points lie in
    one of its objects and it is sure of their motion: the rigid motion of those points, registered with more care than
    polish takes, for all of them. None = not told.
    """
    objects = context.instance[rows]
    names, counts = np.unique(
        objects[(objects > 0) & (context.confidence[rows] >= TAKEN_AT_ITS_WORD)], return_counts=True
    )
    if counts.max(initial=0) < max(FEWEST_POINTS, len(rows) / 2):
        return None
    own = objects == names[counts.argmax()]
    rotation, translation = kabsch(source[own], source[own] + context.residual[rows[own]])
    return source @ rotation.T + translation
