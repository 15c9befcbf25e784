"""The studies' tables as pictures."""

from __future__ import annotations

import csv
from pathlib import Path

SHOWN = (("fd", "foreground dynamic error, m"), ("dynamic_iou", "dynamic IoU"), ("pq", "PQ of moving objects"))


def plot_table(table: Path, target: Path) -> None:
    """One bar a variant and estimate, for each metric of SHOWN."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    with table.open(newline="") as file:
        rows = list(csv.DictReader(file))
    estimates = list(dict.fromkeys(row["estimate"] for row in rows if "polish" not in row["estimate"]))
    variants = list(dict.fromkeys(row["variant"] for row in rows))
    figure, axes = pyplot.subplots(1, len(SHOWN), figsize=(5 * len(SHOWN), 1.5 + 0.3 * len(variants)), sharey=True)
    height = 0.8 / max(1, len(estimates))
    for axis, (metric, title) in zip(axes, SHOWN, strict=True):
        for k, estimate in enumerate(estimates):
            of_it = {row["variant"]: float(row[metric]) for row in rows if row["estimate"] == estimate}
            places = [i + (k - (len(estimates) - 1) / 2) * height for i, v in enumerate(variants) if v in of_it]
            axis.barh(places, [of_it[v] for v in variants if v in of_it], height, label=estimate)
        axis.set_title(title)
        axis.grid(axis="x", alpha=0.3)
    axes[0].set_yticks(range(len(variants)), variants)
    axes[0].invert_yaxis()
    axes[-1].legend()
    figure.tight_layout()
    figure.savefig(target, dpi=80)
    pyplot.close(figure)
