"""Keeps what the context is sure of, as in src/model/network/sureObjects.ts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from semanticflow_training.data.prepared_pair import PointTargets
from semanticflow_training.evaluation.confirmation import TAKEN_AT_ITS_WORD

APART_METRES = 0.1
"""A sweep: objects in one group whose motions differ by more are two."""
FEWEST_POINTS = 5


@dataclass(frozen=True)
class Said:
    """What is said of n kept points."""

    residual: np.ndarray
    """n x 3, metres."""
    instance: np.ndarray
    foreground: np.ndarray
    probability: np.ndarray
    adopted: frozenset[int] = frozenset()
    """Instances that are the context's alone."""


def keep_sure_objects(said: Said, context: PointTargets) -> Said:
    """
    The same with the context's sure objects: one of which more than half is in no instance becomes one; of several
    that lie in one instance by half and more, those that move unlike the largest become instances of their own. Points
    taken over have the context's flow.
    """
    kept = Said(said.residual.copy(), said.instance.copy(), said.foreground.copy(), said.probability.copy())
    adopted: set[int] = set()
    holdings: dict[int, list[np.ndarray]] = {}
    last = int(said.instance.max(initial=0))

    def take_over(rows: np.ndarray, before: int, after: int) -> None:
        own = rows[kept.instance[rows] == before]
        kept.instance[own], kept.foreground[own] = after, True
        kept.probability[own] = np.maximum(kept.probability[own], _confidence(context, rows))
        kept.residual[own] = context.residual[own]

    for rows in _sure(context):
        free, holder = _where(said.instance[rows])
        if free > len(rows) / 2:
            last += 1
            adopted.add(last)
            take_over(rows, 0, last)
        elif holder:
            holdings.setdefault(holder, []).append(rows)
    for group, objects in holdings.items():
        largest, *others = sorted(objects, key=len, reverse=True)
        for rows in others:
            apart = _motion(context, rows) - _motion(context, largest)
            if np.hypot(apart[0], apart[1]) >= APART_METRES:
                last += 1
                take_over(rows, group, last)
    return Said(kept.residual, kept.instance, kept.foreground, kept.probability, frozenset(adopted))


def _sure(context: PointTargets) -> list[np.ndarray]:
    """Rows of each, in the order of their names."""
    objects = (np.flatnonzero(context.instance == name) for name in np.unique(context.instance[context.instance > 0]))
    return [rows for rows in objects if len(rows) >= FEWEST_POINTS and _confidence(context, rows) >= TAKEN_AT_ITS_WORD]


def _where(instance: np.ndarray) -> tuple[int, int]:
    """How many points are in no instance, and the instance that holds at least half of them; 0 = none does."""
    names, counts = np.unique(instance[instance > 0], return_counts=True)
    free = len(instance) - int(counts.sum())
    if len(names) == 0 or counts.max() < len(instance) / 2:
        return free, 0
    return free, int(names[counts.argmax()])


def _confidence(context: PointTargets, rows: np.ndarray) -> float:
    return float(context.confidence[rows].mean(dtype=np.float64))


def _motion(context: PointTargets, rows: np.ndarray) -> np.ndarray:
    """Mean, x and y."""
    return context.residual[rows, :2].mean(axis=0, dtype=np.float64)
