import csv
import subprocess
import sys

import pytest
import torch
import yaml

from semanticflow_training.learning.configuration import (
    PRESETS,
    configuration_dict,
    configuration_from_dict,
    load_configuration,
)
from semanticflow_training.learning.fit import fit, load_module


def losses_of(folder):
    """train/loss in the order of steps, over all curves of a run."""
    out = []
    for path in sorted(folder.glob("curves/*/metrics.csv")):
        with path.open() as file:
            out += [float(row["train/loss"]) for row in csv.DictReader(file) if row.get("train/loss")]
    return out


@pytest.mark.parametrize("name", PRESETS)
def test_presets_are_read_and_survive_a_round_trip(name):
    configuration = load_configuration(name)
    assert configuration_from_dict(yaml.safe_load(yaml.safe_dump(configuration_dict(configuration)))) == configuration


def test_overrides_and_their_errors():
    assert load_configuration("smoke", ["optimisation.steps=7"]).optimisation.steps == 7
    with pytest.raises(ValueError, match="unknown keys"):
        load_configuration("smoke", ["optimisation.stepps=7"])
    with pytest.raises(ValueError, match=r"section\.key=value"):
        load_configuration("smoke", ["optimisation.steps"])


def test_smoke_training_brings_the_loss_down(shards, tmp_path):
    configuration = load_configuration("smoke", ["machine.epoch_crops=40", "optimisation.steps=80"])
    final = fit(configuration, shards, shards, tmp_path)
    losses = losses_of(tmp_path)
    assert len(losses) == 80
    first, last = sum(losses[:20]) / 20, sum(losses[-20:]) / 20
    assert last < 0.8 * first, losses
    network = load_module(final).network
    assert all(torch.isfinite(p).all() for p in network.parameters())


def test_an_interrupted_run_goes_on_and_ends_like_one_that_was_not(shards, tmp_path):
    configuration = load_configuration(
        "smoke", ["optimisation.steps=8", "machine.checkpoint_steps=4", "machine.epoch_crops=8", "crops.points=64"]
    )
    whole = fit(configuration, shards, None, tmp_path / "whole")
    cut = tmp_path / "cut"
    fit(configuration, shards, None, cut, stop_after=4)
    assert torch.load(cut / "last.ckpt", weights_only=False)["global_step"] == 4
    again = fit(configuration, shards, None, cut)
    first = torch.load(whole, weights_only=False)["state_dict"]
    second = torch.load(again, weights_only=False)["state_dict"]
    for name in first:
        assert torch.allclose(first[name].float(), second[name].float(), atol=1e-5), name


def test_two_processes_train_together(shards, tmp_path):
    command = [
        sys.executable, "-m", "semanticflow_training", "train", "--config", "cluster",
        "--shards", str(shards), "--out", str(tmp_path),
    ]  # fmt: skip
    for override in (
        "machine.accelerator=cpu", "machine.devices=2", "machine.nodes=1", "machine.precision=32-true",
        "machine.loaders=0", "machine.epoch_crops=8", "machine.checkpoint_steps=2", "optimisation.steps=2",
        "optimisation.batch=2", "crops.cells=48", "crops.points=64", "crops.margin_metres=0.8",
    ):  # fmt: skip
        command += ["--set", override]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr[-2000:]
    assert (tmp_path / "final.ckpt").exists()
