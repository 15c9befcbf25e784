"""The manifest beside the graphs: all that a program has to know to run them (docs/model-manifest.md)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from semanticflow_training.evaluation.grouping import (
    CELL_METRES,
    FEWEST_CONFIDENCE,
    FEWEST_IN_CELL,
    FEWEST_POINTS,
    STILL_METRES,
)
from semanticflow_training.export.golden import golden_outputs
from semanticflow_training.export.graphs import OPSET, export_graphs, map_cells
from semanticflow_training.export.json_text import formatted_json
from semanticflow_training.learning.configuration import TrainingConfiguration, configuration_dict
from semanticflow_training.network.configuration import MAP_METRES, PRIOR_CHANNELS
from semanticflow_training.network.network import FIRST_LOGIT, SemanticFlowNetwork
from semanticflow_training.network.pillars import FEATURES, LOW_METRES, MIDDLE_METRES, PILLAR_METRES, Grid

MANIFEST_VERSION = 1
MOST_BYTES = 12_000_000


@dataclass(frozen=True)
class ModelFacts:
    """What only the trainer knows."""

    name: str
    title: str
    licence: str
    training_data: list[dict]
    recipe: str
    threshold: float
    threshold_with_context: float
    training: dict
    """Steps, crops, hours."""
    fewest_confidence: float = FEWEST_CONFIDENCE
    """Mean foreground probability below which an instance stands."""


def export_model(
    network: SemanticFlowNetwork,
    configuration: TrainingConfiguration,
    facts: ModelFacts,
    folder: Path,
    grid: Grid | None = None,
) -> Path:
    """Writes encoder.onnx, step.onnx, golden.json and manifest.json. Raises ValueError above MOST_BYTES."""
    grid = grid or Grid.full()
    paths = export_graphs(network, folder, grid)
    total = sum(path.stat().st_size for path in paths.values())
    if total > MOST_BYTES:
        raise ValueError(f"the graphs have {total} bytes, at most {MOST_BYTES} are shipped")
    (folder / "golden.json").write_text(formatted_json(golden_outputs(network, grid)) + "\n")
    manifest = manifest_of(network, configuration, facts, folder, grid)
    path = folder / "manifest.json"
    path.write_text(formatted_json(manifest) + "\n")
    return path


def manifest_of(
    network: SemanticFlowNetwork,
    configuration: TrainingConfiguration,
    facts: ModelFacts,
    folder: Path,
    grid: Grid | None = None,
) -> dict:
    """The manifest's content; sums are taken of the files in the folder."""
    sizes = network.configuration
    grid = grid or Grid.full()
    rows = map_cells(grid) ** 2
    return {
        "manifestVersion": MANIFEST_VERSION,
        "name": facts.name,
        "title": facts.title,
        "licence": facts.licence,
        "trainingData": facts.training_data,
        "recipe": facts.recipe,
        "training": facts.training,
        "opset": OPSET,
        "graphs": {
            "encoder": {
                "file": "encoder.onnx",
                "sha256": _sum(folder / "encoder.onnx"),
                "inputs": {name: [1, FEATURES, grid.cells, grid.cells] for name in ("canvas0", "canvas1")},
                "outputs": {
                    "own": [rows, sizes.own + sizes.target],
                    "target": [rows, sizes.target],
                    "start": [rows, sizes.hidden + 2],
                },
            },
            "step": {
                "file": "step.onnx",
                "sha256": _sum(folder / "step.onnx"),
                "inputs": {
                    "own": [rows, sizes.own + sizes.target],
                    "target": [rows, sizes.target],
                    "points": ["points", 3],
                    "prior": ["points", PRIOR_CHANNELS],
                    "hidden": ["points", sizes.hidden],
                    "flow": ["points", 3],
                    "mask": ["points", sizes.outputs],
                },
                "outputs": {
                    "next_hidden": ["points", sizes.hidden],
                    "next_flow": ["points", 3],
                    "next_mask": ["points", sizes.outputs],
                },
            },
        },
        "grid": {
            "cornerMetres": [grid.x, grid.y],
            "pillarMetres": PILLAR_METRES,
            "pillars": grid.cells,
            "mapMetres": MAP_METRES,
            "mapCells": map_cells(grid),
            "rowOrder": "row = y * cells + x",
        },
        "points": {
            "frame": "sweep 1's frame; sweep 0 moved by the ego motion",
            "height": "z minus the median z of sweep 1's ground points within 25 m horizontally",
            "leftOut": "ground points and points outside the grid",
        },
        "pillarFeatures": {
            "names": [
                "log(1 + count) / 2",
                "mean offset x from the pillar's centre / 0.1 m",
                "mean offset y from the pillar's centre / 0.1 m",
                "mean z / 2 m",
                "lowest z / 2 m",
                "highest z / 2 m",
                f"share of points with z < {LOW_METRES} m",
                f"share of points with {LOW_METRES} m <= z < {MIDDLE_METRES} m",
            ],
            "heightClampMetres": [-2.0, 6.0],
        },
        "prior": [
            "coarse residual flow x, y, z in metres a sweep (0 where static)",
            "coarse dynamic 0 or 1",
            "coarse confidence 0..1",
            "vector to the middle of the extent of the coarse object's kept points x, y, z in metres (0 without one)",
            "1 with context; without it all nine are 0",
        ],
        "firstState": {
            "hidden": f"start[row of the point's cell][0:{sizes.hidden}]",
            "flow": f"prior[0:3] with context, else start[{sizes.hidden}:{sizes.hidden + 2}] and 0",
            "mask": f"[{FIRST_LOGIT}, then prior[5:8] with context, else 0]" if sizes.head == "votes" else "all 0",
        },
        "head": {"kind": sizes.head, "outputs": sizes.outputs},
        "iterations": {"default": 4, "trained": list(configuration.optimisation.iterations), "most": 8},
        "foregroundThreshold": {"alone": facts.threshold, "withContext": facts.threshold_with_context},
        "grouping": {
            "cellMetres": CELL_METRES,
            "fewestVotesInCell": FEWEST_IN_CELL,
            "fewestPoints": FEWEST_POINTS,
            "connectivity": 8,
            "stillMetres": STILL_METRES,
            "fewestConfidence": facts.fewest_confidence,
        },
        "intervalSeconds": 0.1,
        "golden": {"file": "golden.json", "sha256": _sum(folder / "golden.json")},
        "configuration": configuration_dict(configuration),
    }


def _sum(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
