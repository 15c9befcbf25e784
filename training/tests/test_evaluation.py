import numpy as np
import pytest

from semanticflow_training.data.prepared_pair import prepare
from semanticflow_training.data.sweep_file import SweepFile
from semanticflow_training.evaluation.estimate import Estimate, ego_estimate, estimate_of_labels
from semanticflow_training.evaluation.flow_metrics import FlowMetrics
from semanticflow_training.evaluation.grouping import group_votes, leave_out_standing
from semanticflow_training.evaluation.instance_metrics import InstanceMetrics, average_precision
from semanticflow_training.evaluation.polish import polish
from semanticflow_training.evaluation.table import as_text, evaluate_files, write_csv


@pytest.fixture
def pair(streets):
    return next(iter(SweepFile(streets / "street-0.h5").pairs()))


def test_ego_motion_alone_has_the_movers_speed_as_error(pair):
    metrics = FlowMetrics()
    metrics.add(pair, ego_estimate(pair))
    summary = metrics.summary()
    truth = estimate_of_labels(pair.truth, pair)
    speed = np.linalg.norm(truth.residual[pair.truth.dynamic], axis=1).mean()
    assert summary["fd"] == pytest.approx(speed, rel=1e-5)
    assert summary["bs"] < 1e-5
    assert summary["dynamic_iou"] == 0


def test_truth_is_perfect(pair):
    flow, instances = FlowMetrics(), InstanceMetrics()
    estimate = estimate_of_labels(pair.truth, pair)
    flow.add(pair, estimate)
    instances.add(pair, estimate)
    assert flow.summary()["dynamic_iou"] == 1
    assert instances.summary()["pq"] == pytest.approx(1)
    assert instances.summary()["ap"] == pytest.approx(1)


def test_missing_and_merged_objects_cost_what_the_definition_says(pair):
    truth = estimate_of_labels(pair.truth, pair)
    claimed = truth.instance.copy()
    claimed[claimed == 1] = 0
    claimed[claimed == 3] = 2
    instances = InstanceMetrics()
    instances.add(pair, Estimate(truth.residual, truth.dynamic, claimed, truth.confidence))
    summary = instances.summary()
    # Six objects of 250 points, four predictions; the merged one matches one of its two at IoU 1/2.
    assert summary["recall"] == pytest.approx(4 / 6)
    assert summary["pq"] == pytest.approx((3 + 0.5) / ((4 + 6) / 2))


def test_average_precision_of_a_known_ranking():
    ranked = [(0.9, True), (0.8, False), (0.7, True)]
    # Precision 1 up to recall 1/2 (51 of 101 points), 2/3 up to 1.
    assert average_precision(ranked, 2) == pytest.approx((51 + 50 * 2 / 3) / 101)


def test_votes_are_grouped_by_where_they_point_seed_2():
    random = np.random.default_rng(2)
    centres = np.array([[0.0, 0, 1], [5, 1, 1], [20, -3, 1]])
    of_point = np.repeat(np.arange(3), 60)
    points = centres[of_point] + random.uniform(-2, 2, (180, 3))
    vote = centres[of_point] - points + random.normal(0, 0.05, (180, 3))
    foreground = np.ones(180, bool)
    foreground[::10] = False
    instance = group_votes(points, vote, foreground)
    assert (instance[~foreground] == 0).all()
    for k in range(3):
        assert len(np.unique(instance[foreground & (of_point == k)])) == 1
    assert len(np.unique(instance[foreground])) == 3


def test_polish_makes_a_noisy_flow_rigid_and_better_seed_3(pair):
    truth = estimate_of_labels(pair.truth, pair)
    random = np.random.default_rng(3)
    noise = np.where(truth.dynamic[:, None], random.normal(0, 0.05, truth.residual.shape) + [0.1, 0, 0], 0)
    noisy = Estimate((truth.residual + noise).astype(np.float32), truth.dynamic, truth.instance, truth.confidence)
    errors = []
    for estimate in (noisy, polish(noisy, prepare(pair))):
        metrics = FlowMetrics()
        metrics.add(pair, estimate)
        errors.append(metrics.summary()["fd"])
    assert errors[1] < 0.5 * errors[0]


def test_what_sweep_1_does_not_confirm_stands(pair):
    truth = estimate_of_labels(pair.truth, pair)
    standing = ~truth.dynamic & ~pair.ground0
    claimed = np.where(standing & (pair.points0[:, 0] > 0), 99, 0).astype(np.int32)
    drift = np.where(claimed[:, None] > 0, [0.3, 0, 0], 0).astype(np.float32)
    doubtful = Estimate(drift, claimed > 0, claimed, np.full(len(claimed), 0.6, np.float32))
    assert not polish(doubtful, prepare(pair)).dynamic.any()
    moving = Estimate(truth.residual, truth.dynamic, truth.instance, np.full(len(claimed), 0.6, np.float32))
    assert (polish(moving, prepare(pair)).instance > 0).sum() == (truth.instance > 0).sum()


def test_doubtful_and_standing_groups_are_left_out():
    instance = np.repeat([1, 2, 3], 10).astype(np.int32)
    residual = np.repeat([[0.5, 0, 0], [0.5, 0, 0], [0.01, 0, 0]], 10, axis=0)
    probability = np.repeat([0.9, 0.55, 0.9], 10)
    kept, foreground = leave_out_standing(residual, instance, np.ones(30, bool), probability)
    assert set(kept.tolist()) == {0, 1}
    assert (foreground == (instance == 1)).all()


def test_the_table_names_data_estimate_and_protocol(streets, tmp_path):
    table = evaluate_files([streets / "street-0.h5", streets / "street-1.h5"], None)
    assert ("street-0", "coarse") in table
    assert "av2-v1" in as_text(table)
    write_csv(table, tmp_path / "table.csv")
    lines = (tmp_path / "table.csv").read_text().splitlines()
    assert lines[0].startswith("data,estimate,pairs,three_way,fd")
    assert len(lines) == 1 + len(table)
