"""Whose word training takes: pseudo-labels, the simulator's truth, or either by chance."""

from __future__ import annotations

import numpy as np

from semanticflow_training.data.prepared_pair import PointTargets
from semanticflow_training.data.shards import TARGET_COLUMNS, unpack_targets

RECIPES = ("self-supervised", "supervised-sim", "mix")


def targets_by_recipe(table: np.ndarray, entry: dict, recipe: str, random: np.random.Generator) -> PointTargets:
    """
    Targets of a crop's rows. `supervised-sim` takes the simulator's truth where there is any (real data has none and
    falls back to its pseudo-labels); `mix` takes either for half of the crops.
    """
    if recipe not in RECIPES:
        raise ValueError(f"recipe is {recipe!r}, expected one of {RECIPES}")
    coarse = unpack_targets(table[:, 3 : 3 + TARGET_COLUMNS])
    use_truth = entry["truth"] and (recipe == "supervised-sim" or (recipe == "mix" and random.random() < 0.5))
    return unpack_targets(table[:, 3 + TARGET_COLUMNS :]) if use_truth else coarse
