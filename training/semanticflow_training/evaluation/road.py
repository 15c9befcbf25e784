"""The road around an object, as in src/model/network/roadAround.ts."""

from __future__ import annotations

import numpy as np

NEAREST_METRES = 0.3
"""From the outline; nearer may be the object's own sill or tyre."""
FARTHEST_METRES = 2.5
FEWEST_POINTS = 8
ABOVE_METRES = 0.06
"""What stands out of the plane by more is a kerb or somebody's bumper."""
ROUNDS = 3
RIDGE = 0.05
"""Square metres a return: holds the slopes of a plane that its returns hardly tell at zero."""


def road_around(ground: np.ndarray, box: tuple[np.ndarray, np.ndarray, float]) -> np.ndarray | None:
    """
    (height, slope x, slope y) about the box's middle: the least-squares plane through the ground returns (k x 3,
    metres) in a ring around the outline, without what stands out of it; None where fewer than 8 returns tell it.
    """
    centre, size, yaw = box
    c, s = np.cos(yaw), np.sin(yaw)
    offset = ground - [centre[0], centre[1], 0]
    along, across = c * offset[:, 0] + s * offset[:, 1], c * offset[:, 1] - s * offset[:, 0]
    outside = np.maximum(np.abs(along) - size[0] / 2, np.abs(across) - size[1] / 2)
    ring = offset[(outside > NEAREST_METRES) & (outside < FARTHEST_METRES)]
    plane, kept = None, ring
    for _ in range(ROUNDS):
        if len(kept) < FEWEST_POINTS:
            break
        plane = _plane_through(kept)
        kept = ring[ring[:, 2] - height_of(plane, ring[:, :2]) < ABOVE_METRES]
    return plane


def height_of(plane: np.ndarray, offset: np.ndarray) -> np.ndarray:
    """Of the road, metres; `offset`: k x 2, from the box's middle."""
    return plane[0] + offset @ plane[1:]


def _plane_through(points: np.ndarray) -> np.ndarray:
    mean = points.mean(axis=0)
    flat, up = points[:, :2] - mean[:2], points[:, 2] - mean[2]
    slope = np.linalg.solve(flat.T @ flat + RIDGE * len(points) * np.eye(2), flat.T @ up)
    return np.array([mean[2] - mean[:2] @ slope, *slope])
