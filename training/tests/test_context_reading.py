"""What the context changes in reading; the app agrees on the same scene (src/model/network/contextReading.test.ts)."""

import json
from pathlib import Path

import numpy as np

from semanticflow_training.data.prepared_pair import PointTargets, PreparedPair
from semanticflow_training.evaluation.confirmation import confidence_in_mover, leave_out_unconfirmed
from semanticflow_training.evaluation.fixture import context_reading_fixture
from semanticflow_training.evaluation.reading import read_groups
from semanticflow_training.evaluation.walkers import divide_by_walkers

FIXTURE = Path(__file__).parents[2] / "src/model/network/fixtures/contextReading.json"


def bodies(*middles, count=30, seed=4):
    random = np.random.default_rng(seed)
    points = [random.uniform([x - 0.2, y - 0.2, 0.2], [x + 0.2, y + 0.2, 1.7], (count, 3)) for x, y in middles]
    return np.concatenate(points).astype(np.float32), np.repeat(np.arange(1, len(middles) + 1), count)


def test_the_apps_fixture_is_what_this_code_makes():
    assert json.loads(FIXTURE.read_text()) == context_reading_fixture()


def test_each_thing_of_the_scene_is_read_as_it_should_be():
    scene = context_reading_fixture()

    def parts(values, kind):
        return len({value for value, of in zip(scene[values], scene["kind"], strict=True) if of == kind and value > 0})

    kinds = list(dict.fromkeys(scene["kind"]))
    assert [parts("groups", kind) for kind in kinds] == [1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 1, 1]
    assert dict(zip(kinds, (parts("instance", kind) for kind in kinds), strict=True)) == {
        "two walkers": 2, "one walker": 1, "car": 1, "three walkers": 2, "doubted post": 0, "doubted mover": 1,
        "sure creeper": 1, "unsure creeper": 1, "lost van": 1, "doubted van": 0,
        "van and rider": 2, "van and trailer": 1,
    }  # fmt: skip
    assert [parts("polished_instance", kind) for kind in ("sure creeper", "unsure creeper")] == [1, 0]


def test_loose_points_go_with_the_nearest_walker_and_a_group_of_others_stays_whole():
    points, context = bodies((0, 0), (0, 0.7))
    context[:4] = 0
    whole = np.ones(len(points), np.int32)
    assert divide_by_walkers(whole, context, points).tolist() == [1] * 30 + [2] * 30
    # Walkers hold a third of the group.
    rest = points + np.float32([1.5, 0, 0])
    more = np.concatenate([points, rest, rest])
    context = np.concatenate([context, np.zeros(120, int)])
    assert (divide_by_walkers(np.ones(180, np.int32), context, more) == 1).all()


def test_without_context_nothing_is_divided_and_what_is_doubted_needs_sweep_1():
    points, _ = bodies((0, 0), (0, 0.7))
    prepared = PreparedPair(points, points + np.float32([0.3, 0, 0]), np.arange(60), None, None)
    standing = PreparedPair(points, points, np.arange(60), None, None)
    groups, every = np.ones(60, np.int32), np.ones(60, bool)
    flow, probability = np.tile(np.float32([0.3, 0, 0]), (60, 1)), np.full(60, 0.75, np.float32)
    said = read_groups(prepared, groups, every, flow, probability, None)
    assert (said.instance == 1).all() and said.foreground.all() and not said.adopted
    said = read_groups(standing, groups, every, flow, probability, None)
    assert (said.instance == 0).all() and not said.foreground.any() and not said.residual.any()
    sure = np.full(60, 0.95, np.float32)
    assert (read_groups(standing, groups, every, flow, sure, None).instance == 1).all()


def test_confidence_counts_where_half_of_a_group_is_known():
    context = PointTargets(
        residual=np.zeros((4, 3)), dynamic=np.ones(4, bool), instance=np.array([1, 2, 0, 0]), vote=np.zeros((4, 3)),
        confidence=np.array([0.6, 0.8, 0.99, 0.99], np.float32),
    )  # fmt: skip
    assert np.isclose(confidence_in_mover(context, np.arange(4)), 0.7)
    assert confidence_in_mover(context, np.arange(1, 4)) is None


def test_only_what_is_small_doubted_and_unknown_needs_sweep_1():
    points = np.random.default_rng(8).uniform([0, 0, 0.2], [3, 2, 1.6], (500, 3)).astype(np.float32)
    # Sweep 1 has the points where they were.
    prepared = PreparedPair(points, points, np.arange(500), None, None)
    flow = np.tile(np.float32([0.3, 0, 0]), (500, 1))

    def kept(count, probability, known):
        instance = np.where(np.arange(500) < count, 1, 0).astype(np.int32)
        context = PointTargets(
            flow, np.ones(500, bool), np.where(np.arange(500) < known, 1, 0), flow, np.full(500, 0.9, np.float32)
        )
        sure = np.full(500, probability, np.float32)
        out, foreground = leave_out_unconfirmed(prepared, instance, instance > 0, flow, sure, context)
        assert (foreground == (out > 0)).all()
        return bool(out.any())

    assert not kept(100, 0.75, 49)
    assert kept(100, 0.75, 50)
    assert kept(100, 0.9, 0)
    assert kept(500, 0.75, 0)
