"""Rigid polish: each instance's predicted flow becomes one rigid motion, improved against sweep 1 where that helps."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy.spatial import cKDTree

from semanticflow_training.data.prepared_pair import PreparedPair
from semanticflow_training.evaluation.estimate import Estimate
from semanticflow_training.evaluation.grouping import STILL_METRES

MOST_STEPS = 3
MATCH_METRES = 0.5
TRIM = 0.8
SURE = 0.88
"""Mean foreground probability from which an instance needs no second witness."""
GAIN = 0.85
"""Moving has to bring the points this much nearer to sweep 1, else the instance stands."""


def polish(estimate: Estimate, prepared: PreparedPair) -> Estimate:
    """
    Planar (yaw, x, y) least squares of the predicted flow per instance, then at most MOST_STEPS trimmed ICP steps; a
    step is kept only if the mean matched residual falls. Doubtful instances whose motion sweep 1 does not confirm
    stand. Points outside instances keep their flow.
    """
    residual = estimate.residual.copy()
    dynamic, whole = estimate.dynamic.copy(), estimate.instance.copy()
    tree = cKDTree(prepared.points1)
    instance, confidence = estimate.instance[prepared.rows0], estimate.confidence[prepared.rows0]
    for name in np.unique(instance[instance > 0]):
        rows = np.flatnonzero(instance == name)
        points = prepared.points0[rows].astype(np.float64)
        flow = residual[prepared.rows0[rows]].astype(np.float64)
        moved = points + flow
        if len(rows) >= 5:
            moved = _refined(points, planar_fit(points, moved), tree)
        residual[prepared.rows0[rows]] = moved - points
        slow = np.linalg.norm(np.median(moved - points, axis=0)) < STILL_METRES
        if slow or _better_explained_standing(points, moved, tree, float(confidence[rows].mean())):
            residual[prepared.rows0[rows]] = 0
            dynamic[prepared.rows0[rows]] = False
            whole[prepared.rows0[rows]] = 0
    return replace(estimate, residual=residual, dynamic=dynamic, instance=whole)


def _better_explained_standing(points: np.ndarray, moved: np.ndarray, tree: cKDTree, confidence: float) -> bool:
    """Whether sweep 1 lies hardly nearer to the moved points than to the unmoved ones, and the network is in doubt."""
    if confidence >= SURE:
        return False
    return _score(moved, tree)[0] > GAIN * _score(points, tree)[0]


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
    best, score = moved, _score(moved, tree)[0]
    for _ in range(MOST_STEPS):
        _, distance, index = _score(best, tree)
        matched = distance <= min(MATCH_METRES, np.quantile(distance, TRIM))
        if matched.sum() < 5:
            break
        candidate = _moved_like(points, best, matched, tree.data[index[matched]])
        new_score = _score(candidate, tree)[0]
        if new_score >= score:
            break
        best, score = candidate, new_score
    return best


def _moved_like(points: np.ndarray, current: np.ndarray, matched: np.ndarray, partner: np.ndarray) -> np.ndarray:
    a, b = current[matched, :2], partner[:, :2]
    mean_a, mean_b = a.mean(axis=0), b.mean(axis=0)
    da, db = a - mean_a, b - mean_b
    angle = np.arctan2((da[:, 0] * db[:, 1] - da[:, 1] * db[:, 0]).sum(), (da * db).sum())
    c, s = np.cos(angle), np.sin(angle)
    out = current.copy()
    out[:, :2] = (current[:, :2] - mean_a) @ np.array([[c, s], [-s, c]]) + mean_b
    return out


def _score(moved: np.ndarray, tree: cKDTree) -> tuple[float, np.ndarray, np.ndarray]:
    distance, index = tree.query(moved, distance_upper_bound=2.0)
    distance = np.where(np.isfinite(distance), distance, 2.0)
    return float(np.minimum(distance, MATCH_METRES).mean()), distance, np.minimum(index, tree.n - 1)
