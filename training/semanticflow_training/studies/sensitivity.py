"""How the network bears a worse coarse stage: noise in its segmentation and in the ego motion."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from semanticflow_training.data.context import ContextNoise, noisy_context
from semanticflow_training.data.prepared_pair import prepare
from semanticflow_training.data.sweep_file import SweepFile, SweepPair
from semanticflow_training.evaluation.predict import Predictor, spread
from semanticflow_training.evaluation.table import Row
from semanticflow_training.studies.ablation import append

QUIET = ContextNoise(drop=0, split=0, merge=0, flip=0, jitter_metres=0)
SHARES = (0.0, 0.1, 0.2, 0.4, 0.8)
EGO_METRES = (0.0, 0.01, 0.02, 0.05, 0.1)
EGO_YAW_PER_METRE = 0.05
"""Radians of yaw error a metre of translation error: half a degree at 0.17 m."""
SEED = 17


def run_sensitivity(predictor: Predictor, tests: list[Path], out: Path, say=print) -> Path:
    """Returns sensitivity.csv: for each kind of noise the noisy context itself and the network given it."""
    table = out / "sensitivity.csv"
    table.unlink(missing_ok=True)
    pairs = [pair for path in tests for pair in SweepFile(path).pairs(with_truth_only=True)]
    for kind in ("drop", "split", "merge", "flip"):
        for share in SHARES:
            say(f"sensitivity: {kind} {share}")
            rows = _with_noise(predictor, pairs, replace(QUIET, **{kind: share}))
            append(table, {"variant": f"{kind} {share}"}, rows)
    for metres in EGO_METRES:
        say(f"sensitivity: ego motion {metres} m")
        append(table, {"variant": f"ego motion {metres} m"}, _with_ego_error(predictor, pairs, metres))
    return table


def _with_noise(predictor: Predictor, pairs: list[SweepPair], noise: ContextNoise) -> dict:
    rows = {"coarse": Row(), "network+context": Row()}
    for index, pair in enumerate(pairs):
        prepared = prepare(pair)
        context = noisy_context(prepared.points0, prepared.coarse, noise, np.random.default_rng([SEED, index]))
        given = spread(pair, prepared, context.residual, context.dynamic, context.instance, context.confidence)
        rows["coarse"].add(pair, given)
        rows["network+context"].add(pair, predictor.estimate(pair, prepared, context, predictor.maps(prepared)))
    return {name: row.summary() for name, row in rows.items()}


def _with_ego_error(predictor: Predictor, pairs: list[SweepPair], metres: float) -> dict:
    rows = {"ego": Row(), "network": Row()}
    for index, pair in enumerate(pairs):
        random = np.random.default_rng([SEED, index])
        angle = random.uniform(0, 2 * np.pi)
        yaw = metres * EGO_YAW_PER_METRE * random.choice([-1, 1])
        error = np.eye(4)
        error[:2, :2] = [[np.cos(yaw), -np.sin(yaw)], [np.sin(yaw), np.cos(yaw)]]
        error[:2, 3] = metres * np.cos(angle), metres * np.sin(angle)
        wrong = replace(pair, ego_motion=error @ pair.ego_motion)
        prepared = prepare(wrong)
        estimate = predictor.estimate(wrong, prepared, None, predictor.maps(prepared))
        # Flow is measured whole: the error of the ego motion is part of what the estimate says.
        rows["network"].add(wrong, estimate)
        still = np.zeros_like(estimate.residual)
        nothing = np.zeros(len(still), bool)
        rows["ego"].add(wrong, replace(estimate, residual=still, dynamic=nothing, instance=nothing.astype(np.int32)))
    return {name: row.summary() for name, row in rows.items()}
