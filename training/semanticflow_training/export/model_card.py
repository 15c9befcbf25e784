"""MODEL_CARD.md from the manifest and a table that `evaluate --csv` wrote: no number is typed by hand."""

from __future__ import annotations

import csv
from pathlib import Path

DATA_TITLES = {
    "7fab2350-7eaf-3b7e-a39d-6937a4c1bede": "Argoverse 2, one pair (CC BY-NC-SA 4.0)",
    "drive_0005": "KITTI 0005, camera view (CC BY-NC-SA 3.0)",
    "drive_0001": "KITTI 0001, camera view (CC BY-NC-SA 3.0)",
}
RECIPES = {
    "self-supervised": "Targets are the coarse stage's pseudo-labels and geometry (Chamfer, rigidity); no truth.",
    "supervised-sim": "Marked recipe: started self-supervised, then took the simulator's exact truth as target.",
    "mix": "Marked recipe: half pseudo-labels, half the simulator's exact truth.",
}
LIMITS = """\
- Trained at 10 sweeps a second and up to 4 m of residual motion a sweep; faster or more rarely seen motion is missed.
- Knows vehicles, cyclists and people of a simulator with four sensor models; other sensors and mounts are new to it.
- Ground has to be left out and the ego motion known: an error of the ego motion looks like motion.
- Movers below 0.05 m a sweep are called standing. Instances are of moving objects alone.
- An estimate for research and inspection, not for driving.
"""


def write_model_card(manifest: dict, results: Path, target: Path) -> None:
    """Metrics as measured by the command that the card names."""
    with results.open(newline="") as file:
        rows = list(csv.DictReader(file))
    lines = [
        f"# {manifest['title']}",
        "",
        f"Licence of the weights: {manifest['licence']}.",
        "",
        "## Training",
        "",
        RECIPES[manifest["recipe"]],
        "",
        *(f"- Data: {_described(entry)}" for entry in manifest["trainingData"]),
        "- " + ", ".join(f"{name.replace('_', ' ')}: {value}" for name, value in manifest["training"].items()),
        "- Annotated real pairs trained and chose nothing; shipped is a run's last checkpoint, or a mean of such.",
        "",
        "## Metrics",
        "",
        "`python -m semanticflow_training evaluate DATA --checkpoint CHECKPOINT`; protocol `av2-v1`, end-point errors",
        "in centimetres a sweep, given poses; instances are moving objects of at least 50 points. `coarse` is what the",
        "stage without learning says of the same pairs, and `network+context` is given.",
        "",
        *table_lines(rows),
    ]
    lines += ["", "## Limits", "", LIMITS.rstrip(), ""]
    target.write_text("\n".join(lines))


def table_lines(rows: list[dict[str, str]]) -> list[str]:
    """A Markdown table with padded columns."""
    cells = [["data", "pairs", "estimate", "3-way", "FD", "FS", "BS", "dynamic IoU", "PQ", "F1", "AP", "mIoU"]]
    for row in sorted(rows, key=lambda r: (r["data"].startswith("simulated"), r["data"])):
        title = DATA_TITLES.get(row["data"], row["data"].replace("simulated-", "Simulated test streets, "))
        lengths = [f"{100 * float(row[c]):.2f}" for c in ("three_way", "fd", "fs", "bs")]
        shares = [_share(row[c]) for c in ("dynamic_iou", "pq", "f1", "ap", "miou")]
        cells.append([title, row["pairs"], row["estimate"], *lengths, *shares])
    widths = [max(3, *(len(line[k]) for line in cells)) for k in range(len(cells[0]))]
    padded = ["| " + " | ".join(text.ljust(w) for text, w in zip(line, widths, strict=True)) + " |" for line in cells]
    return [padded[0], "| " + " | ".join("-" * w for w in widths) + " |", *padded[1:]]


def _described(entry: dict) -> str:
    labels = f"; {entry['labels']}" if "labels" in entry else ""
    return f"{entry['name']} ({entry['licence']}{labels})"


def _share(text: str) -> str:
    return "-" if text == "nan" else f"{float(text):.2f}"
