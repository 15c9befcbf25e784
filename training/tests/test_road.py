"""The road around an object; the app has the same scenes (src/model/network/roadAround.test.ts)."""

import numpy as np

from semanticflow_training.evaluation.road import height_of, road_around

BOX = (np.array([10.0, 5.0, 0.8]), np.array([4.0, 2.0, 1.5]), 0.3)
"""Centre, size, yaw."""


def sloping_road(step=0.5):
    x, y = np.meshgrid(np.arange(4, 16, step), np.arange(-1, 11, step))
    return np.stack([x.ravel(), y.ravel(), 0.1 * (x.ravel() - 10) - 0.05 * (y.ravel() - 5) - 1.6], axis=1)


def test_a_sloping_road_is_found_beside_a_kerb_and_under_low_returns():
    road = sloping_road()
    kerb = np.array([[x, 8.2, 0.1 * (x - 10) - 0.16 - 1.6 + 0.15] for x in np.arange(8, 14, 0.3)])
    sills = np.array([[10 + 0.1 * k, 5, -1.4] for k in range(20)])
    plane = road_around(np.concatenate([road, kerb, sills]), BOX)
    places = np.array([[0, 0], [1.5, 0.5], [-1.5, -0.5]])
    assert np.abs(height_of(plane, places) - (0.1 * places[:, 0] - 0.05 * places[:, 1] - 1.6)).max() < 0.02


def test_too_few_returns_tell_no_road():
    assert road_around(sloping_road()[:7], BOX) is None
    assert road_around(np.zeros((0, 3)), BOX) is None
