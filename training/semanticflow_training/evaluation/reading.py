"""From groups of votes to instances: what the context divides, what stands, and what the context is sure of."""

from __future__ import annotations

import numpy as np

from semanticflow_training.data.prepared_pair import PointTargets, PreparedPair
from semanticflow_training.evaluation.confirmation import leave_out_unconfirmed
from semanticflow_training.evaluation.grouping import FEWEST_CONFIDENCE, leave_out_standing
from semanticflow_training.evaluation.sure_objects import Said, keep_sure_objects
from semanticflow_training.evaluation.walkers import divide_by_walkers


def read_groups(
    prepared: PreparedPair,
    groups: np.ndarray,
    foreground: np.ndarray,
    residual: np.ndarray,
    probability: np.ndarray,
    context: PointTargets | None,
    fewest_confidence: float = FEWEST_CONFIDENCE,
) -> Said:
    """
    What is said of the n kept points; `groups`: 0 = none; `residual`: n x 3, metres; `context`: what the network was
    given, None = it ran alone.
    """
    if context is not None:
        groups = divide_by_walkers(groups, context.instance, prepared.points0)
    instance, foreground = leave_out_standing(residual, groups, foreground, probability, fewest_confidence)
    instance, foreground = leave_out_unconfirmed(prepared, instance, foreground, residual, probability, context)
    # Residual flow of what the network itself calls background is drift.
    said = Said(np.where(foreground[:, None], residual, 0), instance, foreground, probability)
    return said if context is None else keep_sure_objects(said, context)
