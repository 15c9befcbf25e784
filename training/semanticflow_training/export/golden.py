"""Golden outputs: a small seeded scene with what PyTorch says of it, for parity tests in any runtime."""

from __future__ import annotations

import numpy as np
import torch

from semanticflow_training.data.context import context_channels
from semanticflow_training.data.prepared_pair import PointTargets, centre_votes
from semanticflow_training.export.graphs import map_cells
from semanticflow_training.network.configuration import MAP_METRES, PRIOR_CHANNELS
from semanticflow_training.network.network import SemanticFlowNetwork
from semanticflow_training.network.pillars import Grid, pillar_canvas

TOLERANCE = 1e-4
ITERATIONS = 4
SEED = 20250101
MAP_ROWS_KEPT = 64


def golden_scene(seed: int = SEED) -> tuple[np.ndarray, np.ndarray, PointTargets]:
    """A moving box among standing posts and a wall: 600 points of sweep 0, 600 of sweep 1, and coarse labels."""
    random = np.random.default_rng(seed)
    moving = random.uniform([-2, -0.9, 0.2], [2, 0.9, 1.6], (200, 3)) + [12, 3, 0]
    wall = random.uniform([-15, 8, 0.3], [15, 8.2, 3], (250, 3))
    posts = random.uniform(-0.15, 0.15, (150, 3)) * [1, 1, 8] + [[6, -5, 1.5]]
    motion = np.array([0.9, 0.1, 0])
    points0 = np.concatenate([moving, wall, posts]).astype(np.float32)
    points1 = np.concatenate([moving + motion, wall, posts]) + random.normal(0, 0.01, (600, 3))
    instance = np.where(np.arange(600) < 200, 1, 0).astype(np.int32)
    coarse = PointTargets(
        residual=np.where(instance[:, None] > 0, motion, 0).astype(np.float32),
        dynamic=instance > 0,
        instance=instance,
        vote=centre_votes(points0, instance),
        confidence=np.full(600, 0.9, np.float32),
    )
    return points0, points1.astype(np.float32), coarse


def golden_outputs(network: SemanticFlowNetwork, grid: Grid | None = None) -> dict:
    """JSON: inputs, canvas sums, some rows of each map, and the states after ITERATIONS without and with context."""
    network.eval()
    points0, points1, coarse = golden_scene()
    grid = grid or Grid.full()
    canvas0, canvas1 = pillar_canvas(points0, grid), pillar_canvas(points1, grid)
    with torch.no_grad():
        maps = network.encoder(torch.from_numpy(canvas0)[None], torch.from_numpy(canvas1)[None])
    rows = _rows_near(points0, grid)
    content = {
        "tolerance": TOLERANCE,
        "iterations": ITERATIONS,
        "points0": _listed(points0),
        "points1": _listed(points1),
        "canvas0_sum_by_feature": _listed(canvas0.astype(np.float64).sum(axis=(1, 2))),
        "canvas1_sum_by_feature": _listed(canvas1.astype(np.float64).sum(axis=(1, 2))),
        "map_rows": rows.tolist(),
        "maps": {
            name: _listed(m[0].permute(1, 2, 0).reshape(-1, m.shape[1])[rows].numpy())
            for name, m in zip(("own", "target", "start"), maps, strict=True)
        },
    }
    for name, prior in (
        ("without_context", np.zeros((len(points0), PRIOR_CHANNELS), np.float32)),
        ("with_context", context_channels(points0, coarse)),
    ):
        with torch.no_grad():
            states = network.refine(
                maps,
                torch.from_numpy(points0)[None],
                torch.from_numpy(prior)[None],
                torch.full((1, 2), grid.x),
                ITERATIONS,
            )
        first, last = states[0], states[-1]
        content[name] = {
            "prior": _listed(prior),
            "first_flow": _listed(first.flow.numpy()),
            "first_mask": _listed(first.mask.numpy()),
            "flow": _listed(last.flow.numpy()),
            "mask": _listed(last.mask.numpy()),
        }
    return content


def _rows_near(points: np.ndarray, grid: Grid) -> np.ndarray:
    """Map rows of the first points' cells."""
    side = map_cells(grid)
    cells = np.clip(np.floor((points[:, :2] - [grid.x, grid.y]) / MAP_METRES), 0, side - 1).astype(int)
    return np.unique(cells[:, 1] * side + cells[:, 0])[:MAP_ROWS_KEPT]


def _listed(values: np.ndarray) -> list:
    # Seven digits: half a float32's last place, a third of the size of its full decimal form.
    return np.vectorize(lambda v: float(f"{v:.7g}"))(values).tolist() if values.size else []
