import csv

import torch

from semanticflow_training.evaluation.predict import Predictor
from semanticflow_training.network.configuration import NetworkConfiguration
from semanticflow_training.network.network import SemanticFlowNetwork
from semanticflow_training.studies import ablation, sensitivity
from semanticflow_training.studies.plots import plot_table

TINY = [
    "optimisation.steps=2", "optimisation.batch=2", "crops.cells=48", "crops.points=32", "crops.margin_metres=0.8",
    "machine.epoch_crops=4", "machine.checkpoint_steps=2",
]  # fmt: skip


def rows_of(table):
    with table.open(newline="") as file:
        return list(csv.DictReader(file))


def test_the_ablation_measures_each_variant_once_and_goes_on(shards, streets, tmp_path, monkeypatch):
    monkeypatch.setattr(ablation, "ITERATIONS", (1,))
    tests = [streets / "street-2.h5"]
    said: list[str] = []
    variants = ["whole", "slots head", "no context"]
    table = ablation.run_ablation(shards, tests, tmp_path, overrides=TINY, variants=variants[:1], say=said.append)
    ablation.run_ablation(shards, tests, tmp_path, overrides=TINY, variants=variants, say=said.append)
    ablation.run_ablation(shards, tests, tmp_path, overrides=TINY, variants=variants[2:], seeds=(1, 5), say=said.append)
    assert said == [*(f"ablation: {name}, seed 1" for name in variants), "ablation: no context, seed 5"]
    found = rows_of(table)
    by_seed = [row["fd"] for row in found if row["variant"] == "no context" and row["estimate"] == "network"]
    assert len(by_seed) == 2
    assert {row["variant"] for row in found} == {*variants, "1 iterations"}
    without = {row["estimate"] for row in found if row["variant"] == "no context"}
    assert without == {"network", "network+polish"}
    plot_table(table, tmp_path / "ablation.png")
    assert (tmp_path / "ablation.png").stat().st_size > 5_000


def test_noise_makes_the_context_worse(streets, tmp_path, monkeypatch):
    monkeypatch.setattr(sensitivity, "SHARES", (0.0, 1.0))
    monkeypatch.setattr(sensitivity, "EGO_METRES", (0.0, 0.1))
    torch.manual_seed(1)
    predictor = Predictor(SemanticFlowNetwork(NetworkConfiguration()), iterations=1)
    found = rows_of(sensitivity.run_sensitivity(predictor, [streets / "street-0.h5"], tmp_path, lambda text: None))
    of = {(row["variant"], row["estimate"]): row for row in found}
    # All clusters dropped: what is left is ego motion alone.
    assert float(of["drop 0.0", "coarse"]["fd"]) < 0.01 < float(of["drop 1.0", "coarse"]["fd"])
    assert float(of["split 1.0", "coarse"]["pq"]) < float(of["split 0.0", "coarse"]["pq"])
    assert float(of["ego motion 0.1 m", "ego"]["bs"]) > 0.05
