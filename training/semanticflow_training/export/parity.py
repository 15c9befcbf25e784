"""Largest differences between the exported graphs and the golden outputs."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from semanticflow_training.export.runtime import ExportedNetwork
from semanticflow_training.network.pillars import Grid, pillar_canvas


def golden_differences(folder: Path) -> dict[str, float]:
    """Largest absolute difference of each golden array, in the array's own unit."""
    golden = json.loads((Path(folder) / "golden.json").read_text())
    exported = ExportedNetwork(folder)
    points0, points1 = (np.array(golden[name], np.float32) for name in ("points0", "points1"))
    grid = Grid.full()
    maps = exported.maps(pillar_canvas(points0, grid), pillar_canvas(points1, grid))
    rows = np.array(golden["map_rows"])
    out = {
        name: float(np.abs(m[rows] - np.array(golden["maps"][name])).max())
        for name, m in zip(("own", "target", "start"), maps, strict=True)
    }
    for case in ("without_context", "with_context"):
        prior = np.array(golden[case]["prior"], np.float32)
        states = exported.refine(maps, points0, prior, golden["iterations"])
        for state, prefix in ((states[0], "first_"), (states[-1], "")):
            for name, value in (("flow", state[1]), ("mask", state[2])):
                expected = np.array(golden[case][prefix + name])
                out[f"{case}/{prefix}{name}"] = float(np.abs(value - expected).max())
    return out
