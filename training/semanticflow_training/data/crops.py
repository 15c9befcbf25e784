"""Random square crops of packed pairs, augmented: what one training step sees."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import torch
from torch.utils.data import Dataset

from semanticflow_training.data.augmentation import Augmentation, augment
from semanticflow_training.data.context import ContextNoise, context_channels, noisy_context
from semanticflow_training.data.prepared_pair import PointTargets
from semanticflow_training.data.recipe import targets_by_recipe
from semanticflow_training.data.shards import TARGET_COLUMNS, Shards, unpack_targets
from semanticflow_training.network.configuration import PRIOR_CHANNELS
from semanticflow_training.network.pillars import PILLAR_METRES, Grid, pillar_canvas

SURFACE_POINTS = 2048
"""Sweep-1 points a crop that the Chamfer term looks at."""


@dataclass(frozen=True)
class CropConfiguration:
    """How crops are taken."""

    cells: int = 96
    """Pillars a side; a multiple of 16."""
    margin_metres: float = 1.6
    """Points nearer to the crop's edge are seen but not asked: their partners may lie outside."""
    points: int = 768
    """Points a crop that are asked."""
    dynamic_share: float = 0.5
    """Share of the asked points that are dynamic, where there are any."""
    around_movers: float = 0.75
    """Share of crops centred at a moving object."""
    context_share: float = 0.5
    """Share of crops with the coarse stage's context."""
    recipe: str = "self-supervised"
    noise_share: float = 1.0
    """Share of the crops with context whose context gets noise; the others show the coarse stage's own mistakes, which
    only targets better than it can teach to correct."""
    noise: ContextNoise = field(default_factory=ContextNoise)
    augmentation: Augmentation = field(default_factory=Augmentation)


class CropDataset(Dataset):
    """`length` crops; crop i of an epoch depends on (seed, epoch, i) alone, so a resumed run sees the same ones."""

    def __init__(
        self, shards: Shards, configuration: CropConfiguration, length: int, seed: int, epoch: int = 0
    ) -> None:
        self.shards, self.configuration = shards, configuration
        self.length, self.seed, self.epoch = length, seed, epoch

    def __len__(self) -> int:
        return self.length

    def __getitem__(self, index: int) -> dict[str, torch.Tensor]:
        random = np.random.default_rng([self.seed, self.epoch, index])
        for _ in range(20):
            crop = take_crop(self.shards, self.configuration, random)
            if crop is not None:
                return {name: torch.from_numpy(np.ascontiguousarray(value)) for name, value in crop.items()}
        raise RuntimeError("20 places in a row held too few points for a crop: is the data empty?")


def take_crop(shards: Shards, configuration: CropConfiguration, random: np.random.Generator) -> dict | None:
    """Arrays of one crop; None when the place drawn holds too few points."""
    table, points1, entry = shards.pairs[random.integers(len(shards))]
    side = configuration.cells * PILLAR_METRES
    centre = _centre(table, configuration, random, side)
    # Rotation needs a wider cut; what is outside the turned square is dropped afterwards.
    reach = side / 2 * 1.5
    table = np.array(table[_near(table, centre, reach)])
    points1 = np.array(points1[_near(points1, centre, reach)])
    if len(table) < 50 or len(points1) < 50:
        return None
    points0 = table[:, :3] - [centre[0], centre[1], 0]
    points1 = points1 - [centre[0], centre[1], 0]
    targets = targets_by_recipe(table, entry, configuration.recipe, random)
    coarse = unpack_targets(table[:, 3 : 3 + TARGET_COLUMNS])
    points0, points1, targets, coarse = augment(
        points0.astype(np.float32), points1.astype(np.float32), targets, coarse, configuration.augmentation, random
    )
    grid = Grid(configuration.cells, -side / 2, -side / 2)
    asked = _asked(points0, targets, side / 2 - configuration.margin_metres, configuration, random)
    if asked is None:
        return None
    if random.random() < configuration.context_share:
        if random.random() < configuration.noise_share:
            coarse = noisy_context(points0, coarse, configuration.noise, random)
        prior = context_channels(points0, coarse)[asked]
    else:
        prior = np.zeros((len(asked), PRIOR_CHANNELS), np.float32)
    return {
        "canvas0": pillar_canvas(points0, grid),
        "canvas1": pillar_canvas(points1, grid),
        "corner": np.array([grid.x, grid.y], np.float32),
        "points": points0[asked],
        "prior": prior,
        "residual": targets.residual[asked].astype(np.float32),
        "dynamic": targets.dynamic[asked].astype(np.float32),
        "instance": targets.instance[asked],
        "vote": targets.vote[asked].astype(np.float32),
        "confidence": targets.confidence[asked].astype(np.float32),
        "surface": points1[random.integers(len(points1), size=SURFACE_POINTS)],
    }


def _near(points: np.ndarray, centre: np.ndarray, reach: float) -> np.ndarray:
    return (np.abs(points[:, 0] - centre[0]) < reach) & (np.abs(points[:, 1] - centre[1]) < reach)


def _centre(
    table: np.ndarray, configuration: CropConfiguration, random: np.random.Generator, side: float
) -> np.ndarray:
    """Around a mover (each object is as likely as any other, whatever its size), or around any point."""
    if random.random() < configuration.around_movers:
        rows = np.flatnonzero(table[:, 3 + 4] > 0)
        if len(rows):
            names = np.unique(table[rows, 3 + 4])
            name = names[random.integers(len(names))]
            rows = rows[table[rows, 3 + 4] == name]
            return table[rows[random.integers(len(rows))], :2] + random.uniform(-0.3, 0.3, 2) * side
    return np.array(table[random.integers(len(table)), :2])


def _asked(
    points: np.ndarray,
    targets: PointTargets,
    half: float,
    configuration: CropConfiguration,
    random: np.random.Generator,
) -> np.ndarray | None:
    inside = (np.abs(points[:, 0]) < half) & (np.abs(points[:, 1]) < half) & (targets.confidence > 0)
    moving = np.flatnonzero(inside & targets.dynamic)
    standing = np.flatnonzero(inside & ~targets.dynamic)
    if len(moving) + len(standing) < 30:
        return None
    count = configuration.points
    wanted = round(count * configuration.dynamic_share) if len(moving) >= 10 else 0
    if len(standing) == 0:
        wanted = count
    chosen = [random.choice(moving, wanted, replace=len(moving) < wanted)] if wanted else []
    rest = count - wanted
    if rest:
        chosen.append(random.choice(standing, rest, replace=len(standing) < rest))
    return np.concatenate(chosen)
