"""Networks too small to be of use, on a small grid: what tests of other runtimes can run in no time."""

from __future__ import annotations

from pathlib import Path

import torch
from torch import nn

from semanticflow_training.export.manifest import ModelFacts, export_model
from semanticflow_training.learning.configuration import load_configuration
from semanticflow_training.network.network import SemanticFlowNetwork
from semanticflow_training.network.pillars import Grid

CELLS = 64
SEED = 5
SIZES = ("stem=8", "match=8", "trunk=[8, 8, 8]", "own=8", "target=8", "hidden=8", "radius=2")


def write_model_fixture(folder: Path, head: str) -> None:
    """A random network (seeded) of a few kilobytes on 64 x 64 pillars, exported like a trained one."""
    torch.manual_seed(SEED)
    slots = ("slots=8",) if head == "slots" else ()
    settings = [f"network.{size}" for size in (*SIZES, *slots, f"head={head}")]
    configuration = load_configuration("smoke", settings)
    network = SemanticFlowNetwork(configuration.network).eval()
    for last in (network.step.flow_head[-1], network.step.mask_head[-1]):
        # Trained heads say more than freshly initialised ones, whose flow nobody could tell from zero.
        nn.init.normal_(last.weight, std=0.3)
    facts = ModelFacts(
        name=f"tiny-{head}",
        title="Random weights, for tests",
        licence="Apache-2.0",
        training_data=[],
        recipe="none",
        threshold=0.5,
        threshold_with_context=0.5,
        training={},
    )
    export_model(network, configuration, facts, folder, Grid.around(CELLS))
