"""A pair as the network sees it: no ground, ego motion removed, height above the ground, one frame for both sweeps."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from semanticflow_training.data.own_vehicle import own_vehicle
from semanticflow_training.data.sweep_file import Labels, SweepPair, residual_flow

GROUND_RADIUS_METRES = 25.0
"""Ground points this near the vehicle say where z = 0 is."""
RANGE_METRES = 51.2
"""Half the side of the full grid."""


@dataclass(frozen=True)
class PointTargets:
    """Labels of n points in sweep 1's frame."""

    residual: np.ndarray
    """n x 3 float32, metres a sweep."""
    dynamic: np.ndarray
    """n bool."""
    instance: np.ndarray
    """n int32, 0 = none."""
    vote: np.ndarray
    """n x 3 float32: from the point to its object's centre; 0 without one."""
    confidence: np.ndarray
    """n float32."""


@dataclass(frozen=True)
class PreparedPair:
    """n points of sweep 0 moved by the ego motion, m of sweep 1: both in sweep 1's frame, z above the ground."""

    points0: np.ndarray
    points1: np.ndarray
    rows0: np.ndarray
    """n int: row of each point in the sweep."""
    coarse: PointTargets | None
    truth: PointTargets | None


def prepare(pair: SweepPair) -> PreparedPair:
    """Keeps what is neither ground nor the vehicle itself and inside the full grid."""
    ego = pair.ego_motion
    moved = pair.points0.astype(np.float64) @ ego[:3, :3].T + ego[:3, 3]
    level = ground_level(pair.points1, pair.ground1)
    points0 = (moved - [0, 0, level]).astype(np.float32)
    points1 = pair.points1 - np.array([0, 0, level], np.float32)
    own0, own1 = own_vehicle(pair.points0, pair.points1, ego)
    keep0 = ~pair.ground0 & ~own0 & inside(points0)
    keep1 = ~pair.ground1 & ~own1 & inside(points1)
    rows0 = np.flatnonzero(keep0)
    return PreparedPair(
        points0=points0[keep0],
        points1=points1[keep1],
        rows0=rows0,
        coarse=None if pair.coarse is None else targets_of(pair.coarse, pair, points0, rows0),
        truth=None if pair.truth is None else targets_of(pair.truth, pair, points0, rows0),
    )


def inside(points: np.ndarray) -> np.ndarray:
    """N bool: within the full grid."""
    return (np.abs(points[:, 0]) < RANGE_METRES) & (np.abs(points[:, 1]) < RANGE_METRES)


def ground_level(points: np.ndarray, ground: np.ndarray) -> float:
    """Median height of the ground around the vehicle, metres in the sweep's frame."""
    near = ground & (np.hypot(points[:, 0], points[:, 1]) < GROUND_RADIUS_METRES)
    return float(np.median(points[near, 2])) if near.any() else float(np.percentile(points[:, 2], 5))


def targets_of(labels: Labels, pair: SweepPair, points0: np.ndarray, rows0: np.ndarray) -> PointTargets:
    """Labels of the kept points. Only moving objects have a centre to vote for: motion is what the method can know."""
    residual = residual_flow(pair.points0, np.nan_to_num(labels.flow), pair.ego_motion)[rows0]
    dynamic = labels.dynamic[rows0]
    instance = moving_instances(labels.instance[rows0], dynamic)
    points = points0[rows0]
    return PointTargets(
        residual=np.where(dynamic[:, None], residual, 0).astype(np.float32),
        dynamic=dynamic,
        instance=instance,
        vote=centre_votes(points, instance),
        confidence=labels.confidence[rows0],
    )


def moving_instances(instance: np.ndarray, dynamic: np.ndarray) -> np.ndarray:
    """Instances of which at least half of the points move; 0 elsewhere."""
    size = np.bincount(instance)
    moving = np.bincount(instance, weights=dynamic)
    kept = moving >= 0.5 * np.maximum(size, 1)
    kept[0] = False
    return np.where(kept[instance], instance, 0).astype(np.int32)


def centre_votes(points: np.ndarray, instance: np.ndarray) -> np.ndarray:
    """n x 3: vector to the middle of the instance's extent, which depends less on sampling than the mean does."""
    votes = np.zeros_like(points)
    order = np.argsort(instance, kind="stable")
    ids, starts = np.unique(instance[order], return_index=True)
    for name, rows in zip(ids, np.split(order, starts[1:]), strict=True):
        if name:
            centre = (points[rows].min(axis=0) + points[rows].max(axis=0)) / 2
            votes[rows] = centre - points[rows]
    return votes
