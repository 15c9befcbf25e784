"""Returns of the vehicle that carries the sensor; the app leaves out the same (src/model/network/ownVehicle.ts)."""

from __future__ import annotations

import numpy as np

ALONG_METRES = 4.5
ACROSS_METRES = 1.3
"""From the frame's origin, along and across the direction of travel: where the vehicle itself may be."""
LEAST_TRAVEL_METRES = 0.3
"""In a sweep: from here on what stays with the sensor is told apart from what stands."""
SAME_METRES = 0.2
"""A return that stays with the sensor has another this near, at the same place of its frame."""


def own_vehicle(points0: np.ndarray, points1: np.ndarray, ego_motion: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """
    N bool and M bool: what keeps its place in the vehicle's frame while the world goes by.

    points0 N x 3, points1 M x 3, metres, each sweep in its own frame, which is fixed to the vehicle; ego_motion 4 x 4
    takes sweep 0's points to sweep 1's frame. Nothing is told while the vehicle stands.
    """
    own0, own1 = np.zeros(len(points0), bool), np.zeros(len(points1), bool)
    travel = ego_motion[:2, 3]
    length = float(np.hypot(*travel))
    if length < LEAST_TRAVEL_METRES:
        return own0, own1
    rows0, rows1 = _within(points0, travel / length), _within(points1, travel / length)
    own0[rows0] = _has_near(points0[rows0], points1[rows1])
    own1[rows1] = _has_near(points1[rows1], points0[rows0])
    return own0, own1


def _within(points: np.ndarray, along: np.ndarray) -> np.ndarray:
    xy = points[:, :2].astype(np.float64)
    ahead = xy @ along
    beside = xy @ np.array([-along[1], along[0]])
    return np.flatnonzero((np.abs(ahead) < ALONG_METRES) & (np.abs(beside) < ACROSS_METRES))


def _has_near(points: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Whether each point has one of the others within SAME_METRES; a slice along x at a time."""
    found = np.zeros(len(points), bool)
    if len(others) == 0:
        return found
    others = others[np.argsort(others[:, 0])].astype(np.float64)
    low = np.searchsorted(others[:, 0], points[:, 0] - SAME_METRES)
    high = np.searchsorted(others[:, 0], points[:, 0] + SAME_METRES, side="right")
    for k, point in enumerate(points.astype(np.float64)):
        gaps = np.square(others[low[k] : high[k]] - point).sum(axis=1)
        found[k] = bool((gaps < SAME_METRES**2).any())
    return found
