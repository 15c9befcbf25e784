"""Pillar features: fixed statistics of the points in each cell, so that the app can make the same canvas exactly."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

PILLAR_METRES = 0.2
FEATURES = 8
LOW_METRES = 0.5
"""Height above the ground below which a point is low: kerbs, tyres, feet."""
MIDDLE_METRES = 1.2


@dataclass(frozen=True)
class Grid:
    """A square canvas: `cells` pillars a side, lower corner (x, y) in metres."""

    cells: int
    x: float
    y: float

    @staticmethod
    def full() -> Grid:
        """512 x 512 pillars around the vehicle."""
        return Grid.around(512)

    @staticmethod
    def around(cells: int) -> Grid:
        """A canvas whose middle is the vehicle."""
        half = cells * PILLAR_METRES / 2
        return Grid(cells, -half, -half)


def pillar_canvas(points: np.ndarray, grid: Grid) -> np.ndarray:
    """
    FEATURES x cells x cells float32 (row = y, column = x) of n x 3 points with z above the ground.

    log(1 + count) / 2; mean offset from the pillar's centre in x and y over half a pillar; mean, lowest and highest z
    over 2 m; share of points below LOW_METRES and between that and MIDDLE_METRES. Empty pillars are 0.
    """
    column = np.floor((points[:, 0] - grid.x) / PILLAR_METRES).astype(np.int64)
    row = np.floor((points[:, 1] - grid.y) / PILLAR_METRES).astype(np.int64)
    inside = (column >= 0) & (column < grid.cells) & (row >= 0) & (row < grid.cells)
    canvas = np.zeros((FEATURES, grid.cells * grid.cells), np.float32)
    if inside.any():
        points, column, row = points[inside], column[inside], row[inside]
        pillar = row * grid.cells + column
        order = np.argsort(pillar, kind="stable")
        cells, starts, counts = np.unique(pillar[order], return_index=True, return_counts=True)
        half = PILLAR_METRES / 2
        z = np.clip(points[order, 2], -2.0, 6.0)
        dx = (points[order, 0] - (grid.x + (column[order] + 0.5) * PILLAR_METRES)) / half
        dy = (points[order, 1] - (grid.y + (row[order] + 0.5) * PILLAR_METRES)) / half
        canvas[0, cells] = np.log1p(counts) / 2
        canvas[1, cells] = np.add.reduceat(dx, starts) / counts
        canvas[2, cells] = np.add.reduceat(dy, starts) / counts
        canvas[3, cells] = np.add.reduceat(z, starts) / counts / 2
        canvas[4, cells] = np.minimum.reduceat(z, starts) / 2
        canvas[5, cells] = np.maximum.reduceat(z, starts) / 2
        canvas[6, cells] = np.add.reduceat((z < LOW_METRES).astype(np.float32), starts) / counts
        middle = (z >= LOW_METRES) & (z < MIDDLE_METRES)
        canvas[7, cells] = np.add.reduceat(middle.astype(np.float32), starts) / counts
    return canvas.reshape(FEATURES, grid.cells, grid.cells)
