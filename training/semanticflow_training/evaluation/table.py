"""Data sets x estimates x metrics, as CSV and as text."""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from semanticflow_training.data.prepared_pair import prepare
from semanticflow_training.data.sweep_file import SweepFile, SweepPair
from semanticflow_training.evaluation.estimate import Estimate, ego_estimate, estimate_of_labels
from semanticflow_training.evaluation.flow_metrics import FlowMetrics
from semanticflow_training.evaluation.instance_metrics import InstanceMetrics
from semanticflow_training.evaluation.low_returns import with_low_returns
from semanticflow_training.evaluation.polish import polish
from semanticflow_training.evaluation.predict import Predictor

COLUMNS = ("three_way", "fd", "fs", "bs", "dynamic_iou", "pq", "f1", "ap", "miou", "precision", "recall")
ESTIMATES = ("ego", "coarse", "network", "network+polish", "network+context", "network+context+polish")


@dataclass
class Row:
    """Metrics of one estimate on one data set."""

    flow: FlowMetrics = field(default_factory=FlowMetrics)
    instances: InstanceMetrics = field(default_factory=InstanceMetrics)
    pairs: int = 0

    def add(self, pair: SweepPair, estimate: Estimate) -> None:
        self.flow.add(pair, estimate)
        self.instances.add(pair, estimate)
        self.pairs += 1

    def summary(self) -> dict[str, float]:
        return {**self.flow.summary(), **self.instances.summary(), "pairs": self.pairs}


def data_set_of(log: str) -> str:
    """Simulated streets are pooled by sensor, real logs stand for themselves."""
    return log.rsplit("-", 1)[0] if log.startswith("simulated-") else log


def evaluate_files(paths: list[Path], predictor: Predictor | None, say=lambda text: None) -> dict:
    """{(data set, estimate): summary} over every pair with truth."""
    rows: dict[tuple[str, str], Row] = defaultdict(Row)
    for path in paths:
        for pair in SweepFile(path).pairs(with_truth_only=True):
            for name, estimate in estimates_of(pair, predictor).items():
                rows[data_set_of(pair.log), name].add(pair, estimate)
            say(f"{pair.log}/{pair.group}")
    return {key: row.summary() for key, row in rows.items()}


def estimates_of(pair: SweepPair, predictor: Predictor | None) -> dict[str, Estimate]:
    """Every estimate that can be made of a pair."""
    out = {"ego": ego_estimate(pair)}
    if pair.coarse is not None:
        out["coarse"] = estimate_of_labels(pair.coarse, pair)
    if predictor is not None:
        prepared = prepare(pair)
        maps = predictor.maps(prepared) if predictor.network.configuration.kind == "ours" else None
        alone = predictor.estimate(pair, prepared, None, maps)
        out["network"] = with_low_returns(alone, pair)
        out["network+polish"] = with_low_returns(polish(alone, prepared), pair)
        if prepared.coarse is not None:
            given = predictor.estimate(pair, prepared, prepared.coarse, maps)
            out["network+context"] = with_low_returns(given, pair)
            out["network+context+polish"] = with_low_returns(polish(given, prepared, prepared.coarse), pair)
    return out


def write_csv(table: dict, path: Path) -> None:
    """One line a data set and estimate; metres and shares."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("data", "estimate", "pairs", *COLUMNS))
        for (data, estimate), row in sorted(table.items()):
            writer.writerow((data, estimate, row["pairs"], *(f"{row[c]:.4f}" for c in COLUMNS)))


def as_text(table: dict) -> str:
    """For people: protocol av2-v1, centimetres."""
    lines = [
        "protocol av2-v1, centimetres; instances: moving objects of 50 points and more",
        f"{'data':38} {'estimate':24} {'3-way':>6} {'FD':>6} "
        + " ".join(f"{name:>5}" for name in ("FS", "BS", "IoU", "PQ", "F1", "AP")),
    ]
    for (data, estimate), row in sorted(table.items(), key=lambda e: (e[0][0], _order(e[0][1]))):
        lengths = [100 * row[c] for c in ("three_way", "fd", "fs", "bs")]
        shares = [row[c] for c in ("dynamic_iou", "pq", "f1", "ap")]
        lines.append(
            f"{data:38} {estimate:24} {lengths[0]:6.2f} {lengths[1]:6.2f} {lengths[2]:5.2f} {lengths[3]:5.2f} "
            + " ".join(f"{value:5.2f}" for value in shares)
        )
    return "\n".join(lines)


def _order(estimate: str) -> int:
    return ESTIMATES.index(estimate) if estimate in ESTIMATES else len(ESTIMATES)
