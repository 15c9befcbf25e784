"""Class-agnostic instance metrics of moving objects as OGC (Song & Yang 2022) defines them, pooled over pairs."""

from __future__ import annotations

import numpy as np
from scipy.optimize import linear_sum_assignment

from semanticflow_training.data.sweep_file import SweepPair
from semanticflow_training.evaluation.estimate import Estimate
from semanticflow_training.evaluation.flow_metrics import measured_points

FEWEST_OBJECT_POINTS = 50
MATCH_IOU = 0.5


class InstanceMetrics:
    """Moving objects only: what a method that knows motion alone can find."""

    def __init__(self) -> None:
        self.matched_iou = 0.0
        self.matched = self.objects = self.predictions = 0
        self.iou_of_sweeps: list[float] = []
        self.ranked: list[tuple[float, bool]] = []

    def add(self, pair: SweepPair, estimate: Estimate) -> None:
        """One pair with truth."""
        measured = measured_points(pair)
        truth = _moving_only(pair.truth.instance[measured], pair.truth.dynamic[measured])
        claimed, confidence = estimate.instance[measured], estimate.confidence[measured]
        true_names, true_index = np.unique(truth, return_inverse=True)
        claimed_names, claimed_index = np.unique(claimed, return_inverse=True)
        common = np.zeros((len(true_names), len(claimed_names)))
        np.add.at(common, (true_index, claimed_index), 1)
        true_size, claimed_size = common.sum(axis=1), common.sum(axis=0)
        sought = np.flatnonzero((true_names != 0) & (true_size >= FEWEST_OBJECT_POINTS))
        ignored = np.flatnonzero((true_names != 0) & (true_size < FEWEST_OBJECT_POINTS))
        in_ignored = common[ignored].sum(axis=0)
        claims = np.flatnonzero((claimed_names != 0) & (in_ignored <= 0.5 * claimed_size))
        both = common[np.ix_(sought, claims)]
        iou = both / (true_size[sought][:, None] + claimed_size[claims][None] - both)
        matches = _matches(iou)
        self.matched += len(matches)
        self.matched_iou += sum(iou[r, c] for r, c in matches)
        self.objects += len(sought)
        self.predictions += len(claims)
        matched_claims = {c for _, c in matches}
        for c, name in enumerate(claimed_names[claims]):
            self.ranked.append((float(confidence[claimed == name].mean()), c in matched_claims))
        if len(sought):
            rows, columns = linear_sum_assignment(-iou)
            self.iou_of_sweeps.append(float(iou[rows, columns].sum() / len(sought)))

    def summary(self) -> dict[str, float]:
        """PQ, F1, AP at IoU 0.5, mIoU, precision, recall; NaN without any object."""
        if self.objects == 0:
            return dict.fromkeys(("pq", "f1", "ap", "miou", "precision", "recall"), float("nan"))
        halves = (self.predictions + self.objects) / 2
        return {
            "pq": self.matched_iou / halves,
            "f1": self.matched / halves,
            "ap": average_precision(self.ranked, self.objects),
            "miou": float(np.mean(self.iou_of_sweeps)),
            "precision": self.matched / self.predictions if self.predictions else float("nan"),
            "recall": self.matched / self.objects,
        }


def average_precision(ranked: list[tuple[float, bool]], objects: int) -> float:
    """101-point interpolated."""
    if not ranked:
        return 0.0
    correct = np.array([hit for _, hit in sorted(ranked, key=lambda entry: -entry[0])], float)
    recall = correct.cumsum() / objects
    precision = correct.cumsum() / np.arange(1, len(correct) + 1)
    best = np.maximum.accumulate(precision[::-1])[::-1]
    at = np.searchsorted(recall, np.linspace(0, 1, 101), side="left")
    return float(np.where(at < len(best), best[np.minimum(at, len(best) - 1)], 0).mean())


def _matches(iou: np.ndarray) -> list[tuple[int, int]]:
    taken_rows: set[int] = set()
    taken_columns: set[int] = set()
    out = []
    for flat in np.argsort(-iou, axis=None, kind="stable"):
        row, column = divmod(int(flat), iou.shape[1])
        if iou[row, column] < MATCH_IOU:
            break
        if row not in taken_rows and column not in taken_columns:
            taken_rows.add(row)
            taken_columns.add(column)
            out.append((row, column))
    return out


def _moving_only(instance: np.ndarray, dynamic: np.ndarray) -> np.ndarray:
    """Objects of which at least half of the measured points move; the rest becomes background."""
    _, index = np.unique(instance, return_inverse=True)
    moving = np.bincount(index, weights=dynamic) >= 0.5 * np.bincount(index)
    return np.where(moving[index], instance, 0)
