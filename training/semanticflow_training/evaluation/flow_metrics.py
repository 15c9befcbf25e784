"""Three-way EPE under the `av2-v1` protocol and the dynamic flag (METRICS; as src/model/evaluation does it)."""

from __future__ import annotations

import numpy as np

from semanticflow_training.data.sweep_file import SweepPair, residual_flow
from semanticflow_training.evaluation.estimate import Estimate

RANGE_METRES = 50.0


def measured_points(pair: SweepPair) -> np.ndarray:
    """N bool: |x|, |y| <= 50 m, not ground, valid and labelled."""
    x, y = np.abs(pair.points0[:, 0]), np.abs(pair.points0[:, 1])
    measured = (x <= RANGE_METRES) & (y <= RANGE_METRES) & ~pair.judged_ground0
    return measured if pair.valid is None else measured & pair.valid


class FlowMetrics:
    """Sums over all points of a data set."""

    def __init__(self) -> None:
        self.error = np.zeros(3)
        self.count = np.zeros(3)
        self.hits = self.missed = self.false = 0

    def add(self, pair: SweepPair, estimate: Estimate) -> None:
        """One pair with truth."""
        truth = pair.truth
        if truth is None or pair.category is None:
            raise ValueError(f"{pair.log}/{pair.group} has no truth to measure against")
        measured = measured_points(pair)
        true_residual = residual_flow(pair.points0, np.nan_to_num(truth.flow), pair.ego_motion)
        error = np.linalg.norm(estimate.residual.astype(np.float64) - true_residual, axis=1)
        foreground = pair.category > 0
        groups = (foreground & truth.dynamic, foreground & ~truth.dynamic, ~foreground & ~truth.dynamic)
        for k, group in enumerate(groups):
            chosen = group & measured
            self.error[k] += error[chosen].sum()
            self.count[k] += chosen.sum()
        self.hits += int((estimate.dynamic & truth.dynamic & measured).sum())
        self.missed += int((~estimate.dynamic & truth.dynamic & measured).sum())
        self.false += int((estimate.dynamic & ~truth.dynamic & measured).sum())

    def summary(self) -> dict[str, float]:
        """Metres; NaN where a group has no point."""
        with np.errstate(invalid="ignore", divide="ignore"):
            fd, fs, bs = self.error / self.count
        union = self.hits + self.missed + self.false
        return {
            "three_way": float((fd + fs + bs) / 3),
            "fd": float(fd),
            "fs": float(fs),
            "bs": float(bs),
            "dynamic_iou": self.hits / union if union else float("nan"),
        }
