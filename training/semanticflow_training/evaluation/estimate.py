"""What anybody says of sweep 0: the same shape for ego motion, the coarse stage, the network and polished results."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from semanticflow_training.data.sweep_file import Labels, SweepPair, residual_flow


@dataclass(frozen=True)
class Estimate:
    """N points of a whole sweep 0."""

    residual: np.ndarray
    """N x 3 float32, metres a sweep, sweep 1's axes."""
    dynamic: np.ndarray
    """N bool."""
    instance: np.ndarray
    """N int32; 0 = background, from 1 on objects."""
    confidence: np.ndarray
    """N float32; ranks instances."""
    adopted: frozenset[int] = frozenset()
    """Instances that are the context's alone: the network did not say them."""


def ego_estimate(pair: SweepPair) -> Estimate:
    """Every point stands."""
    n = len(pair.points0)
    return Estimate(np.zeros((n, 3), np.float32), np.zeros(n, bool), np.zeros(n, np.int32), np.zeros(n, np.float32))


def estimate_of_labels(labels: Labels, pair: SweepPair) -> Estimate:
    """The coarse stage's pseudo-labels."""
    return Estimate(
        residual_flow(pair.points0, labels.flow, pair.ego_motion), labels.dynamic, labels.instance, labels.confidence
    )
