import numpy as np
import pytest
from street import EGO_MOTION, write_street

from semanticflow_training.data.augmentation import Augmentation, augment
from semanticflow_training.data.context import ContextNoise, context_channels, noisy_context
from semanticflow_training.data.crops import CropConfiguration, CropDataset
from semanticflow_training.data.faster import faster
from semanticflow_training.data.prepared_pair import prepare
from semanticflow_training.data.recipe import targets_by_recipe
from semanticflow_training.data.shards import Shards, pack_folder
from semanticflow_training.data.sweep_file import EvaluationOnlyError, SweepFile


def first_pair(streets):
    return next(iter(SweepFile(streets / "street-0.h5").pairs()))


def test_reads_sweeps_labels_and_truth(streets):
    pair = first_pair(streets)
    assert np.allclose(pair.ego_motion, EGO_MOTION)
    assert pair.coarse.flow.shape == pair.points0.shape
    assert pair.coarse.instance.max() == pair.truth.instance.max() == 6
    assert (pair.coarse.dynamic == pair.truth.dynamic).all()


def test_preparing_removes_ego_motion_and_ground(streets):
    pair = first_pair(streets)
    prepared = prepare(pair)
    assert len(prepared.points0) < len(pair.points0)
    standing = ~prepared.truth.dynamic
    # The street is matched point by point, so what stands must lie where sweep 1 has it.
    there = prepared.points1[: len(prepared.points0)]
    assert np.abs(prepared.points0 - there)[standing].max() < 0.06
    moved = prepared.points0 + prepared.truth.residual
    assert np.abs(moved - there).max() < 0.06
    centres = prepared.points0 + prepared.truth.vote
    for name in range(1, 7):
        assert np.ptp(centres[prepared.truth.instance == name], axis=0).max() < 1e-4


def test_annotated_data_never_trains(tmp_path):
    write_street(tmp_path, "real", 1, evaluation_only=True)
    with pytest.raises(EvaluationOnlyError, match="never trains"):
        pack_folder(tmp_path, tmp_path / "shards")


def test_packing_is_resumable_and_half_written_shards_do_not_count(streets, tmp_path):
    quiet = {"say": lambda text: None}
    assert pack_folder(streets, tmp_path, **quiet) == 3
    assert pack_folder(streets, tmp_path, **quiet) == 0
    (tmp_path / "street-1" / "index.json").unlink()
    assert len(Shards(tmp_path)) == 2
    assert pack_folder(streets, tmp_path, **quiet) == 1
    with pytest.raises(FileNotFoundError, match="pack"):
        Shards(tmp_path / "nowhere")


def test_crops_depend_on_seed_epoch_and_index_alone(shards):
    configuration = CropConfiguration(cells=64, points=128)
    dataset = CropDataset(Shards(shards), configuration, 8, seed=3)
    again = CropDataset(Shards(shards), configuration, 8, seed=3)
    for name, value in dataset[5].items():
        assert (value == again[5][name]).all()
    later = CropDataset(Shards(shards), configuration, 8, seed=3, epoch=1)
    assert (dataset[5]["points"] != later[5]["points"]).any()


def test_what_a_crop_asks_lies_inside_it(shards):
    configuration = CropConfiguration(cells=64, points=128)
    for crop in (CropDataset(Shards(shards), configuration, 20, seed=1)[k] for k in range(20)):
        assert crop["canvas0"].shape == (8, 64, 64)
        assert crop["points"][:, :2].abs().max() <= 6.4 - configuration.margin_metres
        still = crop["dynamic"] < 0.5
        assert (crop["residual"][still].abs() < 1e-6).all()


def test_targets_turn_with_the_points_seed_9(shards):
    table, points1, entry = Shards(shards).pairs[0]
    table = np.array(table)
    targets = targets_by_recipe(table, entry, "supervised-sim", np.random.default_rng(0))
    options = Augmentation(most_dropout=0, pose_metres=0, height_metres=0)
    points0, turned1, turned, _ = augment(
        table[:, :3], np.array(points1), targets, targets, options, np.random.default_rng(9)
    )
    assert np.abs(points0 + turned.residual - turned1[: len(points0)]).max() < 0.08
    for name in range(1, 7):
        centres = (points0 + turned.vote)[turned.instance == name]
        assert np.ptp(centres, axis=0).max() < 1e-3


def test_faster_objects_arrive_where_they_did_seed_2(streets):
    prepared = prepare(first_pair(streets))
    points0, truth, coarse = prepared.points0, prepared.truth, prepared.coarse
    moved, quicker, context = faster(points0, truth, coarse, 1.0, np.random.default_rng(2))
    assert np.allclose(moved + quicker.residual, points0 + truth.residual, atol=1e-5)
    assert (moved[truth.instance == 0] == points0[truth.instance == 0]).all()
    assert np.allclose(
        context.residual - coarse.residual, (quicker.residual - truth.residual) * coarse.dynamic[:, None]
    )
    before = np.linalg.norm(truth.residual, axis=1)
    after = np.linalg.norm(quicker.residual, axis=1)
    movers = truth.instance > 0
    assert (after[movers] >= before[movers] - 1e-6).all()
    assert after.max() < 3.2
    assert (after[movers] > 1.2 * before[movers]).mean() > 0.3
    for name in range(1, 7):
        assert np.ptp((moved + quicker.vote)[truth.instance == name], axis=0).max() < 1e-4
    untouched = faster(points0, truth, coarse, 1e-9, np.random.default_rng(2))
    assert (untouched[0] == points0).all()
    assert (untouched[1].residual == truth.residual).all()


def test_recipes_take_the_word_that_they_name(shards):
    table, _, entry = Shards(shards).pairs[0]
    table = np.array(table)
    table[:, 3] = 7.0  # the pseudo-label's flow, made tellable from the truth's
    random = np.random.default_rng(0)
    assert (targets_by_recipe(table, entry, "self-supervised", random).residual[:, 0] == 7).all()
    assert (targets_by_recipe(table, entry, "supervised-sim", random).residual[:, 0] != 7).all()
    drawn = {targets_by_recipe(table, entry, "mix", random).residual[0, 0] == 7 for _ in range(40)}
    assert drawn == {True, False}
    without_truth = {**entry, "truth": False}
    assert (targets_by_recipe(table, without_truth, "supervised-sim", random).residual[:, 0] == 7).all()
    with pytest.raises(ValueError, match="recipe"):
        targets_by_recipe(table, entry, "magic", random)


def test_context_noise_drops_and_flips_seed_1(streets):
    prepared = prepare(first_pair(streets))
    nothing = ContextNoise(drop=0, split=0, merge=0, flip=0, jitter_metres=0)
    random = np.random.default_rng(1)
    same = noisy_context(prepared.points0, prepared.coarse, nothing, random)
    assert np.allclose(same.residual, prepared.coarse.residual)
    assert (same.instance == prepared.coarse.instance).all()
    dropped = noisy_context(prepared.points0, prepared.coarse, ContextNoise(drop=1, flip=0), random)
    assert not dropped.dynamic.any()
    flipped = noisy_context(prepared.points0, prepared.coarse, ContextNoise(0, 0, 0, 1.0, 0), random)
    assert flipped.dynamic.sum() > prepared.coarse.dynamic.sum()
    split = noisy_context(prepared.points0, prepared.coarse, ContextNoise(0, 1.0, 0, 0, 0), random)
    assert len(np.unique(split.instance)) == 2 * 6 + 1
    assert (context_channels(prepared.points0, same)[:, 8] == 1).all()
