"""The Lightning module: one step of training, one look at the validation crops."""

from __future__ import annotations

import math

import lightning as pl
import torch

from semanticflow_training.learning.configuration import TrainingConfiguration, configuration_dict
from semanticflow_training.losses.flow import flow_error
from semanticflow_training.losses.matching import matching_loss
from semanticflow_training.losses.objective import batch_objective, foreground_logit
from semanticflow_training.network.configuration import NetworkConfiguration
from semanticflow_training.network.network import SemanticFlowNetwork, flat
from semanticflow_training.network.published import PublishedNetwork
from semanticflow_training.network.refinement import GridPlace, cell_of


def built_network(configuration: NetworkConfiguration) -> torch.nn.Module:
    """The network of a configuration."""
    return PublishedNetwork() if configuration.kind == "published" else SemanticFlowNetwork(configuration)


class NetworkModule(pl.LightningModule):
    """Holds the network and its configuration; the checkpoint carries both."""

    def __init__(self, configuration: TrainingConfiguration) -> None:
        super().__init__()
        self.configuration = configuration
        self.network = built_network(configuration.network)
        # Small channels last is a third faster on CPUs; the numbers are the same.
        self.network.encoder.to(memory_format=torch.channels_last)

    def forward(self, batch: dict, iterations: int):
        return self.network(*_canvases(batch), batch["points"], batch["prior"], batch["corner"], iterations)

    def _matching(self, batch: dict, maps) -> torch.Tensor:
        """How well matching features tell where points truly went."""
        cells, own = maps.own.shape[-1], self.configuration.network.own
        crops, count = batch["points"].shape[:2]
        points = batch["points"].reshape(-1, 3)[:, :2]
        first_row = torch.arange(crops, dtype=torch.float32).repeat_interleave(count) * cells * cells
        place = GridPlace(batch["corner"].repeat_interleave(count, dim=0), cells, first_row if crops > 1 else None)
        row, _ = cell_of(points, place)
        return matching_loss(
            torch.index_select(flat(maps.own), 0, row)[:, own:],
            flat(maps.target),
            points + batch["residual"].reshape(-1, 3)[:, :2],
            place,
            batch["dynamic"].reshape(-1),
            batch["confidence"].reshape(-1),
        )

    def training_step(self, batch: dict, batch_index: int) -> torch.Tensor:
        low, high = self.configuration.optimisation.iterations
        # What is drawn in a step depends on the step alone, so a resumed run draws the same.
        torch.manual_seed(self.configuration.seed * 1_000_003 + self.global_step)
        iterations = int(torch.randint(low, high + 1, (1,)))
        weights, head = self.configuration.weights, self.configuration.network.head
        if weights.matching > 0:
            maps = self.network.encoder(*_canvases(batch))
            states = self.network.refine(maps, batch["points"], batch["prior"], batch["corner"], iterations)
            terms = batch_objective(batch, states, head, weights)
            terms["matching"] = self._matching(batch, maps)
            terms["loss"] = terms["loss"] + weights.matching * terms["matching"]
        else:
            terms = batch_objective(batch, self(batch, iterations), head, weights)
        self.log_dict({f"train/{k}": v.detach() for k, v in terms.items()}, on_step=True, on_epoch=False)
        return terms["loss"]

    def validation_step(self, batch: dict, batch_index: int) -> None:
        with torch.no_grad():
            states = self(batch, 4)
        terms = batch_objective(batch, states, self.configuration.network.head, self.configuration.weights)
        dynamic = batch["dynamic"].reshape(-1) > 0.5
        error = flow_error(states[-1].flow, batch["residual"].reshape(-1, 3))
        said = foreground_logit(states[-1], self.configuration.network.head) > 0
        values = {f"validation/{k}": v for k, v in terms.items()}
        values["validation/iou"] = (said & dynamic).sum() / (said | dynamic).sum().clamp(min=1)
        if dynamic.any():
            values["validation/dynamic_epe"] = error[dynamic].mean()
        if (~dynamic).any():
            values["validation/static_epe"] = error[~dynamic].mean()
        self.log_dict(values, on_step=False, on_epoch=True)

    def configure_optimizers(self):
        options = self.configuration.optimisation
        decayed = [p for p in self.parameters() if p.ndim > 1]
        others = [p for p in self.parameters() if p.ndim <= 1]
        optimiser = torch.optim.AdamW(
            [
                {"params": decayed, "weight_decay": options.weight_decay},
                {"params": others, "weight_decay": 0.0},
            ],
            lr=options.learning_rate,
        )
        schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: learning_rate_factor(step, options))
        return {"optimizer": optimiser, "lr_scheduler": {"scheduler": schedule, "interval": "step"}}

    def on_save_checkpoint(self, checkpoint: dict) -> None:
        checkpoint["configuration"] = configuration_dict(self.configuration)


def _canvases(batch: dict) -> tuple[torch.Tensor, torch.Tensor]:
    return tuple(batch[name].contiguous(memory_format=torch.channels_last) for name in ("canvas0", "canvas1"))


def learning_rate_factor(step: int, options) -> float:
    """Linear warm-up, then cosine from 1 down to 0.01."""
    if step < options.warmup:
        return (step + 1) / options.warmup
    progress = min(1.0, (step - options.warmup) / max(1, options.steps - options.warmup))
    return 0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * progress))
