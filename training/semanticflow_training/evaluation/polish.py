"""Rigid polish: each instance's predicted flow becomes one rigid motion, improved against sweep 1 where that helps."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy.spatial import cKDTree

from semanticflow_training.data.prepared_pair import PointTargets, PreparedPair
from semanticflow_training.evaluation.confirmation import MATCH_METRES, is_confirmed, matched
from semanticflow_training.evaluation.estimate import Estimate
from semanticflow_training.evaluation.grouping import STILL_METRES
from semanticflow_training.evaluation.told_motion import told_places

MOST_STEPS = 3
TRIM = 0.8


def polish(estimate: Estimate, prepared: PreparedPair, context: PointTargets | None = None) -> Estimate:
    """
    Planar (yaw, x, y) least squares of the predicted flow per instance, then at most MOST_STEPS trimmed ICP steps; a
    step is kept only if the mean matched residual falls. Doubtful instances whose motion sweep 1 does not confirm
    stand. Where the context that the network was given is sure of an instance's motion, that is taken instead. What
    was adopted from the context and points outside instances keep their flow.
    """
    residual = estimate.residual.copy()
    dynamic, whole = estimate.dynamic.copy(), estimate.instance.copy()
    tree = cKDTree(prepared.points1)
    instance, confidence = estimate.instance[prepared.rows0], estimate.confidence[prepared.rows0]
    for name in np.unique(instance[instance > 0]):
        if name in estimate.adopted:
            continue
        rows = np.flatnonzero(instance == name)
        points = prepared.points0[rows].astype(np.float64)
        flow = residual[prepared.rows0[rows]].astype(np.float64)
        told = None if context is None else told_places(context, rows, points)
        # Sweep 1 is not asked: scan lines of a long side that creeps along itself fall on each other, as if it stood.
        if told is not None:
            residual[prepared.rows0[rows]] = told - points
            continue
        moved = points + flow
        if len(rows) >= 5:
            moved = _refined(points, planar_fit(points, moved), tree)
        sureness = float(confidence[rows].mean(dtype=np.float64))
        stands = _is_short(moved - points) or not is_confirmed(points, moved, tree, sureness)
        residual[prepared.rows0[rows]] = moved - points
        if stands:
            residual[prepared.rows0[rows]] = 0
            dynamic[prepared.rows0[rows]] = False
            whole[prepared.rows0[rows]] = 0
    return replace(estimate, residual=residual, dynamic=dynamic, instance=whole)


def _is_short(displacement: np.ndarray) -> bool:
    return bool(np.linalg.norm(np.median(displacement, axis=0)) < STILL_METRES)


def planar_fit(source: np.ndarray, target: np.ndarray) -> np.ndarray:
    """Source moved by the least-squares yaw, x, y (and mean z) towards target, robust to a fifth of outliers."""
    kept = np.ones(len(source), bool)
    moved = source
    for _ in range(2):
        a, b = source[kept, :2], target[kept, :2]
        mean_a, mean_b = a.mean(axis=0), b.mean(axis=0)
        da, db = a - mean_a, b - mean_b
        angle = np.arctan2((da[:, 0] * db[:, 1] - da[:, 1] * db[:, 0]).sum(), (da * db).sum())
        angle = float(np.clip(angle, -0.2, 0.2))
        c, s = np.cos(angle), np.sin(angle)
        moved = source.copy()
        moved[:, :2] = (source[:, :2] - mean_a) @ np.array([[c, s], [-s, c]]) + mean_b
        moved[:, 2] += np.median(target[kept, 2] - source[kept, 2])
        error = np.linalg.norm(moved - target, axis=1)
        kept = error <= np.quantile(error, TRIM)
        if kept.sum() < 5:
            break
    return moved


def _refined(points: np.ndarray, moved: np.ndarray, tree: cKDTree) -> np.ndarray:
    best, score = moved, matched(moved, tree)[0]
    for _ in range(MOST_STEPS):
        _, distance, index = matched(best, tree)
        kept = distance <= min(MATCH_METRES, np.quantile(distance, TRIM))
        if kept.sum() < 5:
            break
        candidate = _moved_like(points, best, kept, tree.data[index[kept]])
        new_score = matched(candidate, tree)[0]
        if new_score >= score:
            break
        best, score = candidate, new_score
    return best


def _moved_like(points: np.ndarray, current: np.ndarray, kept: np.ndarray, partner: np.ndarray) -> np.ndarray:
    a, b = current[kept, :2], partner[:, :2]
    mean_a, mean_b = a.mean(axis=0), b.mean(axis=0)
    da, db = a - mean_a, b - mean_b
    angle = np.arctan2((da[:, 0] * db[:, 1] - da[:, 1] * db[:, 0]).sum(), (da * db).sum())
    c, s = np.cos(angle), np.sin(angle)
    out = current.copy()
    out[:, :2] = (current[:, :2] - mean_a) @ np.array([[c, s], [-s, c]]) + mean_b
    return out
