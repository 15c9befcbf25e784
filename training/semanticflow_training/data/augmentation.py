"""Augmentation of a crop: speed, yaw, mirror, scale, dropout of points and of heights, sensor height, pose error."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from semanticflow_training.data.faster import faster
from semanticflow_training.data.prepared_pair import PointTargets


@dataclass(frozen=True)
class Augmentation:
    """Ranges; 0 or False = off."""

    yaw: bool = True
    mirror: bool = True
    scale: float = 0.05
    most_dropout: float = 0.4
    height_metres: float = 0.15
    """Uniform shift of z: the ground level is an estimate."""
    pose_metres: float = 0.01
    pose_yaw_radians: float = 0.0005
    """Standard deviations of an error of the ego motion; targets stay as they are."""
    faster: float = 0.0
    """Chance of each moving object to move faster than it did."""


def augment(
    points0: np.ndarray,
    points1: np.ndarray,
    targets: PointTargets,
    coarse: PointTargets,
    augmentation: Augmentation,
    random: np.random.Generator,
) -> tuple[np.ndarray, np.ndarray, PointTargets, PointTargets]:
    """Points are centred at the crop; targets turn with them. Dropout thins both sweeps apart."""
    if augmentation.faster:
        points0, targets, coarse = faster(points0, targets, coarse, augmentation.faster, random)
    matrix = np.eye(3, dtype=np.float32)
    if augmentation.yaw:
        angle = random.uniform(0, 2 * np.pi)
        cosine, sine = np.cos(angle), np.sin(angle)
        matrix = np.array([[cosine, -sine, 0], [sine, cosine, 0], [0, 0, 1]], np.float32)
    if augmentation.mirror and random.random() < 0.5:
        matrix = matrix @ np.diag([1, -1, 1]).astype(np.float32)
    if augmentation.scale:
        matrix = matrix * np.float32(random.uniform(1 - augmentation.scale, 1 + augmentation.scale))
    kept0, kept1 = _kept(len(points0), augmentation, random), _kept(len(points1), augmentation, random)
    shift = np.array([0, 0, random.uniform(-1, 1) * augmentation.height_metres], np.float32)
    points0, points1 = points0[kept0] @ matrix.T + shift, points1[kept1] @ matrix.T + shift
    if augmentation.pose_metres:
        points0 = _moved_by_pose_error(points0, augmentation, random)
    return points0, points1, _turned(targets, matrix, kept0), _turned(coarse, matrix, kept0)


def _kept(count: int, augmentation: Augmentation, random: np.random.Generator) -> np.ndarray:
    share = 1 - random.uniform(0, augmentation.most_dropout) * (random.random() < 0.5)
    return np.flatnonzero(random.random(count) < share)


def _moved_by_pose_error(points: np.ndarray, augmentation: Augmentation, random: np.random.Generator) -> np.ndarray:
    yaw = random.normal(0, augmentation.pose_yaw_radians)
    shift = random.normal(0, augmentation.pose_metres, 2)
    out = points.copy()
    out[:, 0] += -yaw * points[:, 1] + shift[0]
    out[:, 1] += yaw * points[:, 0] + shift[1]
    return out


def _turned(targets: PointTargets, matrix: np.ndarray, kept: np.ndarray) -> PointTargets:
    return replace(
        targets,
        residual=targets.residual[kept] @ matrix.T,
        vote=targets.vote[kept] @ matrix.T,
        dynamic=targets.dynamic[kept],
        instance=targets.instance[kept],
        confidence=targets.confidence[kept],
    )
