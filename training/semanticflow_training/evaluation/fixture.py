"""A small seeded scene and how it is read with context, for the app's reading to agree with."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from semanticflow_training.data.prepared_pair import PointTargets, PreparedPair, centre_votes
from semanticflow_training.evaluation.estimate import Estimate
from semanticflow_training.evaluation.grouping import group_votes
from semanticflow_training.evaluation.polish import polish
from semanticflow_training.evaluation.reading import read_groups

SEED = 31
STEP = 0.15


def context_reading_fixture() -> dict:
    """
    Inputs and what is read from them as plain lists; `kind` says which thing of the scene each point is of.

    Two walkers with three loose points between them, one walker in two parts, a car in two parts, three walkers of
    whom two touch, a doubted post, a doubted mover, two long sides that creep along themselves, one surely,
    two vans that the network calls background, and two vans that share their votes with what moves unlike or like them.
    """
    random = np.random.default_rng(SEED)
    scene = _Scene(random)
    scene.add("two walkers", "moves", [_body(random, 5, 5, 40), _body(random, 5, 5.65, 30)], loose=(5, 5.3))
    one = _body(random, -8, 4, 60)
    scene.add("one walker", "moves", [one[one[:, 0] < -8], one[one[:, 0] >= -8]])
    car = random.uniform([14, -7, 0.2], [18, -5.3, 1.5], (80, 3))
    scene.add("car", "moves", [car[car[:, 0] < 16], car[car[:, 0] >= 16]])
    three = [_body(random, -4, -9, 30), _body(random, -3.3, -9, 30), _body(random, -2.9, -9, 30)]
    scene.add("three walkers", "moves", three)
    scene.add("doubted post", "stands", [_body(random, 20, 10, 40)], sure=False, known=False)
    scene.add("doubted mover", "moves", [_body(random, -20, 10, 40)], sure=False, known=False)
    scene.add("sure creeper", "creeps", [_side(-15)], sure=False, confidence=0.9)
    scene.add("unsure creeper", "creeps", [_side(15)], sure=False, confidence=0.5)
    scene.add("lost van", "moves", [_van(random, 0, 25)], sure=None, confidence=0.9)
    scene.add("doubted van", "moves", [_van(random, 0, -25)], sure=None, confidence=0.6)
    scene.add("van and rider", "moves", [_van(random, 20, 25), _body(random, 22.2, 24, 40)], steps=(STEP, -STEP))
    scene.add("van and trailer", "moves", [_van(random, 20, -25), _van(random, 22.6, -25)], steps=(STEP, STEP))
    return scene.read()


def _body(random: np.random.Generator, x: float, y: float, count: int) -> np.ndarray:
    return random.uniform([x - 0.22, y - 0.22, 0.2], [x + 0.22, y + 0.22, 1.7], (count, 3))


def _van(random: np.random.Generator, x: float, y: float) -> np.ndarray:
    return random.uniform([x, y - 0.8, 0.3], [x + 2, y + 0.8, 1.8], (60, 3))


def _side(y: float) -> np.ndarray:
    """One scan line a height on a flat side, returns a sweep apart by what it creeps."""
    return np.array([[2 + 0.08 * k, y, z] for z in (0.5, 0.9, 1.3) for k in range(50)])


class _Scene:
    """Collects things point by point."""

    def __init__(self, random: np.random.Generator) -> None:
        self.random = random
        self.parts: list[dict] = []
        self.objects = 0

    def add(
        self,
        kind: str,
        way: str,
        parts: list[np.ndarray],
        loose=None,
        sure=True,
        known=True,
        confidence=0.8,
        steps=None,
    ):
        """
        Parts of one group of votes, each an object of the context if `known`; `loose`: three points of none; `steps`:
        what the context says of each part's motion.
        """
        context = []
        for part in parts:
            self.objects += known
            context += [self.objects if known else 0] * len(part)
        points = list(parts)
        if loose is not None:
            points.append(self.random.uniform([*loose, 0.5], [loose[0] + 0.1, loose[1] + 0.1, 1], (3, 3)))
            context += [0] * 3
        places = np.concatenate(points).astype(np.float32)
        count = len(places)
        sizes = [len(part) for part in points] if steps else [count]
        step = 0.08 if way == "creeps" else STEP
        # A creeping side looks the same in sweep 1: other returns at the same places.
        after = places + np.float32([0 if way in ("stands", "creeps") else step, 0, 0])
        self.parts.append(
            {
                "kind": [kind] * count,
                "points0": places,
                "points1": after + self.random.normal(0, 0.003, (count, 3)).astype(np.float32),
                "flow": np.tile(np.float32([step, 0, 0]), (count, 1)),
                "known_flow": np.repeat(np.float32([[s, 0, 0] for s in steps or [step]]), sizes, axis=0),
                "probability": np.full(count, {True: 0.95, False: 0.75, None: 0.2}[sure]),
                "vote": centre_votes(places, np.ones(count, np.int32)),
                "object": np.array(context, np.int32),
                "confidence": np.full(count, confidence, np.float32),
            }
        )

    def read(self) -> dict:
        """Both stages of reading, with context."""
        kind = [name for part in self.parts for name in part["kind"]]
        values = {key: np.concatenate([part[key] for part in self.parts]) for key in self.parts[0] if key != "kind"}
        count = len(kind)
        logit = np.log(values["probability"] / (1 - values["probability"])).astype(np.float32)
        probability = (1 / (1 + np.exp(-logit.astype(np.float64)))).astype(np.float32)
        context = PointTargets(
            residual=values["known_flow"],
            dynamic=values["object"] > 0,
            instance=values["object"],
            vote=values["vote"],
            confidence=values["confidence"],
        )
        prepared = PreparedPair(values["points0"], values["points1"], np.arange(count), context, None)
        claimed = probability >= 0.5
        groups = group_votes(values["points0"], values["vote"], claimed)
        said = read_groups(prepared, groups, claimed, values["flow"], probability, context)
        residual = said.residual.astype(np.float32)
        estimate = Estimate(residual, said.foreground, said.instance, said.probability, said.adopted)
        polished = polish(estimate, prepared, context)
        out = {
            "points0": values["points0"],
            "points1": values["points1"],
            "flow": values["flow"],
            "mask": np.column_stack([logit, values["vote"]]),
            "object": values["object"],
            "context_flow": values["known_flow"],
            "confidence": values["confidence"],
            "groups": groups,
            "instance": said.instance,
            "said_flow": residual,
            "polished_instance": polished.instance,
            "polished_flow": polished.residual,
        }
        return {"seed": SEED, "kind": kind, **{name: _listed(value) for name, value in out.items()}}


def _listed(values: np.ndarray) -> list:
    if values.dtype.kind == "i":
        return values.tolist()
    # Nine digits give a float32 back exactly.
    return np.vectorize(lambda v: float(f"{v:.9g}"))(values).tolist()


def write_context_reading_fixture(path: Path) -> None:
    """JSON, about 100 kB."""
    path.write_text(json.dumps(context_reading_fixture()))
