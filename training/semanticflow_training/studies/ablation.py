"""What each part is worth: the small preset trained without it, measured on streets it never saw."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from semanticflow_training.data.sweep_file import SweepFile
from semanticflow_training.evaluation.predict import Predictor
from semanticflow_training.evaluation.table import COLUMNS, ESTIMATES, Row, estimates_of
from semanticflow_training.learning.configuration import load_configuration
from semanticflow_training.learning.fit import fit, load_module

VARIANTS: dict[str, list[str]] = {
    "whole": [],
    "no foreground loss": ["weights.foreground=0.0"],
    "no rigid loss": ["weights.rigid=0.0"],
    "no spatial loss": ["weights.spatial=0.0"],
    "no separation loss": ["weights.separation=0.0"],
    "no chamfer": ["weights.chamfer=0.0"],
    "no correlation": ["network.correlation=false"],
    "no looking again": ["network.regather=false"],
    "no second matching": ["network.window=0"],
    "no context": ["crops.context_share=0.0"],
    "slots head": ["network.head=slots"],
}
"""Each of METHOD's four losses in turn, then the parts of the network."""
ITERATIONS = (1, 2, 3, 4, 6, 8)


def run_ablation(
    train: Path, tests: list[Path], out: Path, preset: str = "ablation", overrides: list[str] | None = None,
    variants: list[str] | None = None, seeds: Sequence[int] = (1,), say=print,
) -> Path:  # fmt: skip
    """Trains and measures every variant from every seed, but for those in the table. Returns ablation.csv."""
    table = out / "ablation.csv"
    done = finished(table)
    for seed in seeds:
        for name in variants or VARIANTS:
            if (seed, name) in done:
                continue
            say(f"ablation: {name}, seed {seed}")
            configuration = load_configuration(preset, [*VARIANTS[name], *(overrides or []), f"seed={seed}"])
            run = out / f"seed-{seed}" / name.replace(" ", "-")
            network = load_module(fit(configuration, train, None, run)).network
            with_context = configuration.crops.context_share > 0
            append(table, {"seed": seed, "variant": name}, measured(Predictor(network), tests, with_context))
            if name == "whole":
                for iterations in ITERATIONS:
                    rows = measured(Predictor(network, iterations), tests, with_context)
                    append(table, {"seed": seed, "variant": f"{iterations} iterations"}, rows)
    return table


def measured(predictor: Predictor, tests: list[Path], with_context: bool) -> dict[str, dict[str, float]]:
    """{estimate: metrics} pooled over all pairs."""
    rows: dict[str, Row] = {}
    for path in tests:
        for pair in SweepFile(path).pairs(with_truth_only=True):
            for name, estimate in estimates_of(pair, predictor).items():
                if name.startswith("network") and (with_context or "context" not in name):
                    rows.setdefault(name, Row()).add(pair, estimate)
    return {name: row.summary() for name, row in rows.items()}


def append(table: Path, named: dict[str, str | int], rows: dict[str, dict[str, float]]) -> None:
    """Adds lines, one an estimate, each headed by the values of `named`; the file is whole after each call."""
    is_new = not table.exists()
    table.parent.mkdir(parents=True, exist_ok=True)
    with table.open("a", newline="") as file:
        writer = csv.writer(file)
        if is_new:
            writer.writerow((*named, "estimate", "pairs", *COLUMNS))
        for estimate in sorted(rows, key=ESTIMATES.index):
            row = rows[estimate]
            writer.writerow((*named.values(), estimate, row["pairs"], *(f"{row[c]:.4f}" for c in COLUMNS)))


def finished(table: Path) -> set[tuple[int, str]]:
    """(seed, variant) that the table has."""
    if not table.exists():
        return set()
    with table.open(newline="") as file:
        return {(int(row["seed"]), row["variant"]) for row in csv.DictReader(file)}
