"""Low returns of movers: what is called ground within a moving object's outline (src/model/network/lowReturns.ts)."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from semanticflow_training.data.sweep_file import SweepPair
from semanticflow_training.evaluation.estimate import Estimate
from semanticflow_training.evaluation.rigid_motion import kabsch
from semanticflow_training.evaluation.road import height_of, road_around

ABOVE_ROAD_METRES = 0.06
"""From which a return within a moving object's outline is no road."""
DEPTH_METRES = 0.12
"""Where no road is seen, below an object's lowest kept point: what is called ground reaches 0.2 m above the road."""
MARGIN_METRES = 0.05
"""That an outline is grown by."""
HEADING_METRES = 0.25
"""Displacement from which the direction of travel is known better than the box's side."""
HEADINGS = 45
"""Tried in the quarter turn that box sides repeat in."""


def with_low_returns(estimate: Estimate, pair: SweepPair) -> Estimate:
    """
    The same with the bumpers, sills and tyres that the network does not see: they take their object's rigid motion.

    Nothing that stands can be within the outline of a moving object, so being there is enough.
    """
    residual, dynamic = estimate.residual.copy(), estimate.dynamic.copy()
    instance, confidence = estimate.instance.copy(), estimate.confidence.copy()
    points = pair.points0.astype(np.float64)
    turn, shift = pair.ego_motion[:3, :3], pair.ego_motion[:3, 3]
    standing = points @ turn.T + shift
    free = pair.ground0 & ~dynamic
    for name in np.unique(estimate.instance[estimate.instance > 0]):
        rows = np.flatnonzero(estimate.instance == name)
        rotation, translation = kabsch(points[rows], standing[rows] + residual[rows])
        box = oriented_box(points[rows], None)
        middle = box[0]
        way = turn.T @ (rotation @ middle + translation - turn @ middle - shift)
        if np.hypot(way[0], way[1]) >= HEADING_METRES:
            box = oriented_box(points[rows], float(np.arctan2(way[1], way[0])))
        road = road_around(points[pair.ground0], box)
        low = free & _within(points, box, road, points[rows, 2].min())
        residual[low] = points[low] @ rotation.T + translation - standing[low]
        dynamic[low], instance[low] = True, name
        confidence[low] = estimate.confidence[rows].mean()
        free &= ~low
    return replace(estimate, residual=residual, dynamic=dynamic, instance=instance, confidence=confidence)


def _within(
    points: np.ndarray, box: tuple[np.ndarray, np.ndarray, float], road: np.ndarray | None, lowest: float
) -> np.ndarray:
    centre, size, yaw = box
    c, s = np.cos(yaw), np.sin(yaw)
    dx, dy = points[:, 0] - centre[0], points[:, 1] - centre[1]
    floor = lowest - DEPTH_METRES
    if road is not None:
        floor = height_of(road, points[:, :2] - centre[:2]) + ABOVE_ROAD_METRES
    return (
        (np.abs(c * dx + s * dy) <= size[0] / 2 + MARGIN_METRES)
        & (np.abs(c * dy - s * dx) <= size[1] / 2 + MARGIN_METRES)
        & (points[:, 2] >= floor)
        & (points[:, 2] <= centre[2] + size[2] / 2)
    )


def oriented_box(points: np.ndarray, heading: float | None) -> tuple[np.ndarray, np.ndarray, float]:
    """Centre, size and yaw of the upright box along `heading`, or of the smallest ground area."""
    if heading is not None:
        return _box_along(points, heading)
    # The app looks at every k-th point of a large cluster.
    few = points[:: max(1, len(points) // 400)]
    best, smallest = 0.0, np.inf
    for k in range(HEADINGS):
        yaw = k / HEADINGS * np.pi / 2
        c, s = np.cos(yaw), np.sin(yaw)
        length, width = np.ptp(c * few[:, 0] + s * few[:, 1]), np.ptp(c * few[:, 1] - s * few[:, 0])
        area = length * width + 0.01 * (length + width)
        if area < smallest:
            best, smallest = yaw, area
    box = _box_along(points, best)
    return box if box[1][0] >= box[1][1] else _box_along(points, best + np.pi / 2)


def _box_along(points: np.ndarray, yaw: float) -> tuple[np.ndarray, np.ndarray, float]:
    c, s = np.cos(yaw), np.sin(yaw)
    placed = np.stack([c * points[:, 0] + s * points[:, 1], c * points[:, 1] - s * points[:, 0], points[:, 2]], axis=1)
    low, high = placed.min(axis=0), placed.max(axis=0)
    u, v, z = (low + high) / 2
    return np.array([c * u - s * v, s * u + c * v, z]), high - low, yaw
