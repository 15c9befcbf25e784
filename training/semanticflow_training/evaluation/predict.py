"""The network on a whole pair: full grid in, an Estimate of all N points out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import torch

from semanticflow_training.data.context import context_channels
from semanticflow_training.data.prepared_pair import PointTargets, PreparedPair
from semanticflow_training.data.sweep_file import SweepPair
from semanticflow_training.evaluation.estimate import Estimate
from semanticflow_training.evaluation.grouping import FEWEST_CONFIDENCE, group_votes
from semanticflow_training.evaluation.reading import read_groups
from semanticflow_training.losses.objective import foreground_logit
from semanticflow_training.network.configuration import PRIOR_CHANNELS
from semanticflow_training.network.network import SemanticFlowNetwork
from semanticflow_training.network.pillars import Grid, pillar_canvas

ITERATIONS = 4
FOREGROUND_THRESHOLD = 0.5
FOREGROUND_THRESHOLD_WITH_CONTEXT = 0.5


class Predictor:
    """Runs a trained network; iterations and the threshold of the foreground are settings, not weights."""

    def __init__(
        self,
        network: SemanticFlowNetwork,
        iterations: int = ITERATIONS,
        threshold: float = FOREGROUND_THRESHOLD,
        threshold_with_context: float = FOREGROUND_THRESHOLD_WITH_CONTEXT,
        fewest_confidence: float = FEWEST_CONFIDENCE,
    ) -> None:
        self.network, self.iterations = network.eval(), iterations
        self.threshold, self.threshold_with_context = threshold, threshold_with_context
        self.fewest_confidence = fewest_confidence

    def maps(self, prepared: PreparedPair):
        """Feature maps of a pair; the same for every context."""
        with torch.no_grad():
            return self.network.encoder(*canvases(prepared))

    def estimate(self, pair: SweepPair, prepared: PreparedPair, context: PointTargets | None, maps=None) -> Estimate:
        """With the coarse stage's context or, with None, alone."""
        points = prepared.points0
        prior = np.zeros((len(points), PRIOR_CHANNELS), np.float32)
        if context is not None:
            prior = context_channels(points, context)
        with torch.no_grad():
            asked = (torch.from_numpy(points)[None], torch.from_numpy(prior)[None], torch.full((1, 2), -51.2))
            if maps is None:
                state = self.network(*canvases(prepared), *asked, self.iterations, chunk=20_000)[-1]
            else:
                state = self.network.refine(maps, *asked, self.iterations, chunk=20_000)[-1]
            head = self.network.configuration.head
            probability = torch.sigmoid(foreground_logit(state, head)).numpy()
        foreground = probability >= (self.threshold if context is None else self.threshold_with_context)
        if head == "votes":
            groups = group_votes(points, state.mask[:, 1:].numpy(), foreground)
        else:
            groups = np.where(foreground, state.mask[:, 1:].argmax(dim=1).numpy() + 1, 0).astype(np.int32)
        said = read_groups(
            prepared, groups, foreground, state.flow.numpy(), probability, context, self.fewest_confidence
        )
        whole = spread(pair, prepared, said.residual, said.foreground, said.instance, said.probability)
        return replace(whole, adopted=said.adopted)


def canvases(prepared: PreparedPair) -> tuple[torch.Tensor, torch.Tensor]:
    """Both sweeps on the full grid, 1 x FEATURES x 512 x 512."""
    grid = Grid.full()
    return tuple(torch.from_numpy(pillar_canvas(points, grid))[None] for points in (prepared.points0, prepared.points1))


def spread(pair: SweepPair, prepared: PreparedPair, residual, dynamic, instance, confidence) -> Estimate:
    """From the kept points to all N of sweep 0; the others stand."""
    n, rows = len(pair.points0), prepared.rows0
    out = Estimate(np.zeros((n, 3), np.float32), np.zeros(n, bool), np.zeros(n, np.int32), np.zeros(n, np.float32))
    out.residual[rows], out.dynamic[rows], out.instance[rows], out.confidence[rows] = (
        residual,
        dynamic,
        instance,
        confidence,
    )
    return out
