"""Reader of OpenSceneFlow HDF5 sweeps and of our label sidecars (docs/label-sidecar.md)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import h5py
import numpy as np


@dataclass(frozen=True)
class Labels:
    """What somebody says of sweep 0's N points: pseudo-labels or truth."""

    flow: np.ndarray
    """N x 3 float32, metres a sweep, ego motion included, sweep 0's axes."""
    dynamic: np.ndarray
    """N bool."""
    instance: np.ndarray
    """N int32; 0 = none, from 1 on objects."""
    confidence: np.ndarray
    """N float32, 0..1; what training weighs a label by."""


@dataclass(frozen=True)
class SweepPair:
    """Two consecutive sweeps in one frame each; N and M points."""

    log: str
    group: str
    points0: np.ndarray
    """N x 3 float32, metres."""
    points1: np.ndarray
    """M x 3 float32, metres."""
    ground0: np.ndarray
    ground1: np.ndarray
    """N, M bool."""
    ego_motion: np.ndarray
    """4 x 4 float64: takes sweep 0's points to where the static world has them in sweep 1's frame."""
    coarse: Labels | None
    truth: Labels | None
    category: np.ndarray | None
    """N uint8; Argoverse 2's categories, 0 = background."""
    valid: np.ndarray | None
    """N bool: the truth speaks of this point."""
    judged_ground0: np.ndarray
    """N bool: ground as evaluation protocols take it: the truth's where it has one, else the coarse stage's."""


DYNAMIC_METRES = 0.05
"""Residual motion from which a point is dynamic (METRICS)."""


class EvaluationOnlyError(ValueError):
    """A file with annotated truth was handed to training."""


class SweepFile:
    """One log: NAME.h5 and, beside it or in `labels_folder`, NAME.labels.h5."""

    def __init__(self, path: Path, labels_folder: Path | None = None) -> None:
        self.path = Path(path)
        self.log = self.path.name.removesuffix(".h5")
        self.labels_path = (labels_folder or self.path.parent) / f"{self.log}.labels.h5"
        with h5py.File(self.path, "r") as sweeps:
            self.evaluation_only = bool(sweeps.attrs.get("evaluation_only"))
            self.groups = sorted((name for name in sweeps if "lidar" in sweeps[name]), key=int)

    def refuse_annotations(self) -> None:
        """Raises EvaluationOnlyError for files that may only measure."""
        if self.evaluation_only:
            raise EvaluationOnlyError(f"{self.path} holds annotated truth: it evaluates and never trains.")

    def pairs(self, with_truth_only: bool = False):
        """Yields every SweepPair; where there is a sidecar, those that it labels."""
        labels = h5py.File(self.labels_path, "r") if self.labels_path.exists() else None
        with h5py.File(self.path, "r") as sweeps:
            try:
                for first, second in zip(self.groups, self.groups[1:], strict=False):
                    if with_truth_only and "flow" not in sweeps[first]:
                        continue
                    if labels is not None and "label_flow" not in labels.get(first, ()):
                        # Every Nth pair is labelled: the others are not asked for.
                        continue
                    pair = self._pair(sweeps, labels, first, second)
                    if pair is not None:
                        yield pair
            finally:
                if labels is not None:
                    labels.close()

    def _pair(self, sweeps: h5py.File, labels: h5py.File | None, first: str, second: str) -> SweepPair | None:
        group0, group1 = sweeps[first], sweeps[second]
        label0 = labels[first] if labels is not None and first in labels and "label_flow" in labels[first] else None
        ego_motion = _ego_motion(group0, group1, label0)
        if ego_motion is None:
            return None
        points0 = group0["lidar"][:, :3].astype(np.float32)
        points1 = group1["lidar"][:, :3].astype(np.float32)
        return SweepPair(
            log=self.log,
            group=first,
            points0=points0,
            points1=points1,
            ground0=_ground(group0, labels, first),
            ground1=_ground(group1, labels, second),
            ego_motion=ego_motion,
            coarse=None if label0 is None else _coarse(label0),
            truth=_truth(group0, points0, ego_motion) if "flow" in group0 else None,
            category=group0["flow_category_indices"][:] if "flow_category_indices" in group0 else None,
            valid=_valid(group0),
            judged_ground0=group0["ground_mask"][:].astype(bool)
            if "ground_mask" in group0
            else _ground(group0, labels, first),
        )


def residual_flow(points: np.ndarray, flow: np.ndarray, ego_motion: np.ndarray) -> np.ndarray:
    """N x 3 float32: flow minus the pose flow E p - p, computed in double."""
    moved = points.astype(np.float64) @ ego_motion[:3, :3].T + ego_motion[:3, 3]
    return (points + flow.astype(np.float64) - moved).astype(np.float32)


def _ego_motion(group0: h5py.Group, group1: h5py.Group, label0: h5py.Group | None) -> np.ndarray | None:
    if label0 is not None and "label_ego_motion" in label0:
        return label0["label_ego_motion"][:].astype(np.float64)
    if "ego_motion" in group0:
        return group0["ego_motion"][:].astype(np.float64)
    if "pose" in group0 and "pose" in group1:
        return np.linalg.inv(group1["pose"][:].astype(np.float64)) @ group0["pose"][:].astype(np.float64)
    return None


def _ground(group: h5py.Group, labels: h5py.File | None, name: str) -> np.ndarray:
    # The coarse stage's ground is what the app has at inference; the truth's is better and would not be there.
    if labels is not None and name in labels and "label_ground" in labels[name]:
        return labels[name]["label_ground"][:].astype(bool)
    if "ground_mask" in group:
        return group["ground_mask"][:].astype(bool)
    raise ValueError(f"Sweep {name} has neither label_ground nor ground_mask: run `semanticflow label` first.")


def _valid(group: h5py.Group) -> np.ndarray | None:
    if "flow_is_valid" not in group:
        return None
    valid = group["flow_is_valid"][:].astype(bool)
    if "eval_region" in group:
        valid &= group["eval_region"][:].astype(bool)
    return valid


def _coarse(group: h5py.Group) -> Labels:
    instance = group["label_instance"][:].astype(np.int32)
    return Labels(
        flow=group["label_flow"][:].astype(np.float32),
        dynamic=group["label_dynamic_mask"][:].astype(bool),
        # 1 = moving but unclustered: it moves, but belongs to no object.
        instance=np.where(instance >= 2, instance - 1, 0).astype(np.int32),
        confidence=group["label_confidence"][:].astype(np.float32),
    )


def _truth(group: h5py.Group, points: np.ndarray, ego_motion: np.ndarray) -> Labels:
    flow = group["flow"][:].astype(np.float32)
    if "flow_instance_id" in group:
        instance = group["flow_instance_id"][:].astype(np.int32)
    else:
        instance = np.zeros(len(flow), np.int32)
    residual = residual_flow(points, np.nan_to_num(flow), ego_motion)
    if "flow_dynamic" in group:
        dynamic = group["flow_dynamic"][:].astype(bool)
    else:
        dynamic = np.linalg.norm(residual, axis=1) >= DYNAMIC_METRES
    return Labels(flow=flow, dynamic=dynamic, instance=instance, confidence=np.ones(len(flow), np.float32))
