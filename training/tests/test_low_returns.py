"""Bumpers go with their car; the scene is that of the app's own test."""

from dataclasses import replace

import numpy as np
from scipy.spatial.transform import Rotation

from semanticflow_training.data.sweep_file import SweepPair
from semanticflow_training.evaluation.estimate import Estimate
from semanticflow_training.evaluation.low_returns import oriented_box, with_low_returns
from semanticflow_training.evaluation.rigid_motion import kabsch


def scene():
    mover = np.array([[10 + 0.2 * (k % 8), -10, 0.3 + 0.3 * (k // 8)] for k in range(40)])
    low = np.array([[10.5, -10, 0.22], [10.5, -10, 0], [10.5, -9.6, 0.22], [10.5, 10, 0.22]])
    points = np.concatenate([mover, low]).astype(np.float32)
    ground = np.arange(44) >= 40
    pair = SweepPair(
        log="scene", group="1", points0=points, points1=points, ground0=ground, ground1=ground, ego_motion=np.eye(4),
        coarse=None, truth=None, category=None, valid=None, judged_ground0=ground,
    )  # fmt: skip
    moves = ~ground
    residual = np.where(moves[:, None], np.float32([1, 0, 0]), np.float32(0))
    estimate = Estimate(residual, moves.copy(), moves.astype(np.int32), np.where(moves, 0.9, 0.1).astype(np.float32))
    return pair, estimate


def test_low_returns_go_with_their_object_and_the_road_does_not():
    pair, estimate = scene()
    found = with_low_returns(estimate, pair)
    assert found.instance[40:].tolist() == [1, 0, 0, 0]
    assert found.dynamic[40:].tolist() == [True, False, False, False]
    assert np.allclose(found.residual[40], [1, 0, 0], atol=1e-3)
    assert (found.residual[:40] == estimate.residual[:40]).all()


def test_with_a_road_in_sight_what_lies_above_it_goes_with_the_object():
    pair, estimate = scene()
    places = [(x, y) for x in np.arange(8.1, 14, 0.4) for y in (-11.9, -11.1, -10.7, -9.2, -8.1)]
    road = np.array([(x, y, 0.15) for x, y in places], np.float32)
    low = np.array([(10.5, -10, 0.19), (10.5, -10, 0.23)], np.float32)
    points = np.concatenate([pair.points0, road, low])
    more = len(road) + 2
    ground = np.concatenate([pair.ground0, np.ones(more, bool)])
    pair = replace(pair, points0=points, points1=points, ground0=ground, ground1=ground, judged_ground0=ground)
    estimate = Estimate(
        np.concatenate([estimate.residual, np.zeros((more, 3), np.float32)]),
        np.concatenate([estimate.dynamic, np.zeros(more, bool)]),
        np.concatenate([estimate.instance, np.zeros(more, np.int32)]),
        np.concatenate([estimate.confidence, np.zeros(more, np.float32)]),
    )
    assert with_low_returns(estimate, pair).instance[44:].tolist() == [0] * len(road) + [0, 1]


def test_kabsch_recovers_a_motion_seed_2():
    random = np.random.default_rng(2)
    source = random.normal(size=(30, 3))
    rotation = Rotation.from_euler("zyx", [0.3, -0.1, 0.05]).as_matrix()
    found, shift = kabsch(source, source @ rotation.T + [1, 2, 3])
    assert np.allclose(found, rotation) and np.allclose(shift, [1, 2, 3])


def test_box_lies_along_the_points_or_the_heading():
    corners = (
        np.array([[x, y, z] for x in (-2, 2) for y in (-1, 1) for z in (0, 1.5)])
        @ Rotation.from_euler("z", 20, degrees=True).as_matrix().T
    )
    _, size, yaw = oriented_box(corners, None)
    assert np.allclose(size, [4, 2, 1.5], atol=1e-6) and np.isclose(np.degrees(yaw), 20)
    _, size, _ = oriented_box(corners, np.radians(110))
    assert np.allclose(size, [2, 4, 1.5], atol=1e-6)
