"""What stays with the sensor is no mover; the scene is that of the app's own test."""

import numpy as np
import pytest

from semanticflow_training.data.own_vehicle import own_vehicle


def drive(metres: float):
    bonnet = np.array([[1.5 + 0.05 * (k % 5), -0.4 + 0.2 * (k // 5), -0.9] for k in range(20)], np.float32)
    wall = np.array([[-10 + 0.1 * k, 2, 0.3] for k in range(200)], np.float32)
    pole = np.array([[3.9, 0.2, 0.1 * k] for k in range(3)], np.float32)
    ego = np.eye(4)
    ego[0, 3] = -metres
    shaken = bonnet + np.float32(0.01) * np.sin(np.arange(20, dtype=np.float32))[:, None] * [[1, 0, 0]]
    standing = np.concatenate([wall, pole]) - [[metres, 0, 0]]
    first = np.concatenate([bonnet, wall, pole]).astype(np.float32)
    return own_vehicle(first, np.concatenate([shaken, standing]).astype(np.float32), ego)


@pytest.mark.parametrize("metres", [1.2, -0.8])
def test_is_what_keeps_its_place_in_the_sensors_frame(metres):
    for own in drive(metres):
        assert own[:20].all()
        assert own.sum() == 20


def test_is_not_told_while_it_stands():
    assert not any(own.any() for own in drive(0.1))


def test_does_not_mind_empty_sweeps():
    ego = np.eye(4)
    ego[0, 3] = 1
    own0, own1 = own_vehicle(np.zeros((0, 3), np.float32), np.zeros((0, 3), np.float32), ego)
    assert len(own0) == len(own1) == 0
