"""The studies' tables as pictures."""

from __future__ import annotations

import csv
from pathlib import Path

SHOWN = (("fd", "foreground dynamic error, m"), ("dynamic_iou", "dynamic IoU"), ("pq", "PQ of moving objects"))


def plot_table(table: Path, target: Path) -> None:
    """One bar a variant and estimate, for each metric of SHOWN: the mean over seeds, whiskers from least to most."""
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
            of_it: dict[str, list[float]] = {}
            for row in rows:
                if row["estimate"] == estimate:
                    of_it.setdefault(row["variant"], []).append(float(row[metric]))
            places = [i + (k - (len(estimates) - 1) / 2) * height for i, v in enumerate(variants) if v in of_it]
            found = [of_it[v] for v in variants if v in of_it]
            means = [sum(values) / len(values) for values in found]
            spread = [
                [m - min(v) for m, v in zip(means, found, strict=True)],
                [max(v) - m for m, v in zip(means, found, strict=True)],
            ]
            axis.barh(places, means, height, label=estimate, xerr=spread if any(map(any, spread)) else None)
        axis.set_title(title)
        axis.grid(axis="x", alpha=0.3)
    axes[0].set_yticks(range(len(variants)), variants)
    axes[0].invert_yaxis()
    figure.legend(*axes[0].get_legend_handles_labels(), loc="lower center", ncols=len(estimates))
    figure.tight_layout(rect=(0, 0.04, 1, 1))
    figure.savefig(target, dpi=80)
    pyplot.close(figure)
