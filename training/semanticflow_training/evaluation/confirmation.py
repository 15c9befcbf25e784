"""Second witnesses of an instance that the network doubts: sweep 1 and the coarse stage, as in src/model/network."""

from __future__ import annotations

import numpy as np
from scipy.spatial import cKDTree

from semanticflow_training.data.prepared_pair import PointTargets, PreparedPair

MATCH_METRES = 0.5
"""Farther from sweep 1 than this, a point says nothing."""
SURE = 0.88
"""Mean foreground probability from which an instance needs no second witness."""
GAIN = 0.85
"""Moving has to bring the points this much nearer to sweep 1, else it does not confirm."""
TAKEN_AT_ITS_WORD = 0.75
"""
The coarse stage's confidence from which its word is taken. Three of four such labels are right on simulated streets
(docs/label-confidence.md), and of the objects that both see and that sweep 1 does not confirm, all above moved (0.80 to
0.96) and all below stood (0.34 to 0.71).
"""
LARGE = 500
"""
Points from which an instance stays whatever sweep 1 says: its flow may be off by too much to be confirmed before
polish, and the network hardly imagines larger things (2 of 43 that stood on simulated streets).
"""


def is_confirmed(points: np.ndarray, moved: np.ndarray, tree: cKDTree, sureness: float) -> bool:
    """Whether the network is sure, or sweep 1 lies clearly nearer to the moved points than to the unmoved ones."""
    return sureness >= SURE or matched(moved, tree)[0] <= GAIN * matched(points, tree)[0]


def matched(moved: np.ndarray, tree: cKDTree) -> tuple[float, np.ndarray, np.ndarray]:
    """(mean distance, each at most MATCH_METRES; distances up to 2 m; index of each partner in sweep 1)."""
    distance, index = tree.query(moved, distance_upper_bound=2.0)
    distance = np.where(np.isfinite(distance), distance, 2.0)
    return float(np.minimum(distance, MATCH_METRES).mean()), distance, np.minimum(index, tree.n - 1)


def confidence_in_mover(context: PointTargets, rows: np.ndarray) -> float | None:
    """
    How sure the coarse stage is that a group moves: the mean confidence of those of its points that belong to an
    object; None when that is less than half of them.
    """
    own = rows[context.instance[rows] > 0]
    return float(context.confidence[own].mean(dtype=np.float64)) if len(own) >= len(rows) / 2 else None


def leave_out_unconfirmed(
    prepared: PreparedPair,
    instance: np.ndarray,
    foreground: np.ndarray,
    residual: np.ndarray,
    probability: np.ndarray,
    context: PointTargets | None,
) -> tuple[np.ndarray, np.ndarray]:
    """
    (instance, foreground) without small instances that the network doubts and the coarse stage, if it looked there
    too, does not call moving, unless sweep 1 confirms the motion.
    """
    instance, foreground = instance.copy(), foreground.copy()
    groups = [np.flatnonzero(instance == name) for name in np.unique(instance[instance > 0])]
    lone = [rows for rows in groups if len(rows) < LARGE and not _is_known(context, rows)]
    tree = cKDTree(prepared.points1) if lone else None
    for rows in lone:
        source = prepared.points0[rows].astype(np.float64)
        sureness = float(probability[rows].mean(dtype=np.float64))
        if not is_confirmed(source, source + residual[rows], tree, sureness):
            instance[rows] = 0
            foreground[rows] = False
    return instance, foreground


def _is_known(context: PointTargets | None, rows: np.ndarray) -> bool:
    return context is not None and confidence_in_mover(context, rows) is not None
