"""People who walk side by side and vote for one centre, told apart by the context (src/model/network/walkers.ts)."""

from __future__ import annotations

import numpy as np

WIDEST_METRES = 1.0
"""Diagonal of a walker's footprint: of the coarse stage's movers 9 pedestrians of 10 are below it and no vehicle."""
TALLEST_METRES = 2.2
"""Taller than anybody: a pole of a vehicle's edge."""
APART_METRES = 0.5
"""Middles of two people are 0.59 m and more apart on simulated streets, of one person's halves 0.41 m and less."""
FEWEST_POINTS = 5
"""Fewer have no motion of their own."""


def divide_by_walkers(instance: np.ndarray, context_object: np.ndarray, points: np.ndarray) -> np.ndarray:
    """
    n int32: a group that walkers of the context hold half of becomes one group a walker; its other points go with the
    walker whose middle is nearest. Parts of one person, who stand too close for two, stay together.

    `context_object`: n, moving objects of the coarse stage, 0 = none; `points`: n x 3, metres. The first part keeps its
    group's number, the others have new ones; the parts may be smaller than a group of votes may be.
    """
    walkers = _middles_of_walkers(context_object, points)
    out, last = instance.copy(), int(instance.max(initial=0))
    for group in np.unique(instance[instance > 0]):
        rows = np.flatnonzero(instance == group)
        own = context_object[rows]
        names, counts = np.unique(own, return_counts=True)
        kept = [k for k, name in enumerate(names) if int(name) in walkers and counts[k] >= FEWEST_POINTS]
        people = _join_close([int(names[k]) for k in kept], walkers)
        if counts[kept].sum() < len(rows) / 2 or len(people) < 2:
            continue
        part_of = {}
        for place, members in enumerate(people):
            last += place > 0
            part_of.update(dict.fromkeys(members, group if place == 0 else last))
        order = list(part_of)
        middles = np.array([walkers[name] for name in order])
        away = points[rows, None, :2].astype(np.float64) - middles
        nearest = np.hypot(away[..., 0], away[..., 1]).argmin(axis=1)
        out[rows] = [part_of.get(int(name), part_of[order[k]]) for name, k in zip(own, nearest, strict=True)]
    return out


def _middles_of_walkers(context_object: np.ndarray, points: np.ndarray) -> dict[int, np.ndarray]:
    """Middle of the extent (x, y) of every object of a walker's size."""
    middles = {}
    for name in np.unique(context_object[context_object > 0]):
        own = points[context_object == name].astype(np.float64)
        low, high = own.min(axis=0), own.max(axis=0)
        length, width, height = high - low
        footprint = np.hypot(length, width)
        if footprint < WIDEST_METRES and footprint < height < TALLEST_METRES:
            middles[int(name)] = (low[:2] + high[:2]) / 2
    return middles


def _join_close(names: list[int], middles: dict[int, np.ndarray]) -> list[list[int]]:
    """Walkers too close for two people are one, and so is a chain of them. In the order of each one's last walker."""
    people: list[list[int]] = []
    for name in names:
        close = [
            own for own in people if any(np.hypot(*(middles[other] - middles[name])) < APART_METRES for other in own)
        ]
        people = [own for own in people if own not in close] + [[part for own in close for part in own] + [name]]
    return people
