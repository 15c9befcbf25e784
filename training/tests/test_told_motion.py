"""Motions that the context is sure of; the app agrees on the scene of contextReading.test.ts."""

import numpy as np
from scipy.spatial.transform import Rotation

from semanticflow_training.data.prepared_pair import PointTargets
from semanticflow_training.evaluation.told_motion import told_places


def context_of(residual, instance, confidence):
    return PointTargets(residual, instance > 0, instance, np.zeros_like(residual), confidence)


def test_half_of_an_instance_tells_the_motion_of_all_of_it_if_it_is_sure_seed_6():
    points = np.random.default_rng(6).uniform([0, 0, 0], [4, 2, 1.5], (40, 3))
    moved = points @ Rotation.from_euler("z", 0.05).as_matrix().T + [1, 0.2, 0.05]
    known = np.arange(40) < 20
    context = context_of(np.where(known[:, None], moved - points, 0), np.where(known, 3, 0), np.where(known, 0.8, 1.0))
    told = told_places(context, np.arange(40), points)
    assert np.allclose(told, moved)
    assert told_places(context, np.arange(1, 40)[::-1], points[1:][::-1]) is None
    unsure = context_of(context.residual, context.instance, np.where(known, 0.7, 1.0))
    assert told_places(unsure, np.arange(40), points) is None
