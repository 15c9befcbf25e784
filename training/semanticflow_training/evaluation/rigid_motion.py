"""Rigid motions from corresponding points."""

from __future__ import annotations

import numpy as np


def kabsch(source: np.ndarray, target: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Rotation 3 x 3 and translation of the least-squares rigid motion (Kabsch 1976)."""
    mean_s, mean_t = source.mean(axis=0), target.mean(axis=0)
    u, _, vt = np.linalg.svd((target - mean_t).T @ (source - mean_s))
    rotation = u @ np.diag([1, 1, np.sign(np.linalg.det(u @ vt)) or 1]) @ vt
    return rotation, mean_t - rotation @ mean_s
