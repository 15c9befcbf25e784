"""Runs a training to its end, or on from where it stopped."""

from __future__ import annotations

import json
from pathlib import Path

import lightning as pl
import torch
import yaml
from lightning.pytorch.callbacks import ModelCheckpoint
from lightning.pytorch.loggers import CSVLogger
from torch.utils.data import DataLoader

from semanticflow_training.data.crops import CropDataset
from semanticflow_training.data.shards import Shards
from semanticflow_training.learning.configuration import (
    TrainingConfiguration,
    configuration_dict,
    configuration_from_dict,
)
from semanticflow_training.learning.module import NetworkModule
from semanticflow_training.learning.shipped import take_folded_weights, take_shipped_weights


class CropData(pl.LightningDataModule):
    """Crops of two shard folders; the training folder is read again every epoch, as it may still grow."""

    def __init__(self, configuration: TrainingConfiguration, train: Path, validation: Path | None) -> None:
        super().__init__()
        self.configuration, self.train, self.validation = configuration, train, validation

    def train_dataloader(self) -> DataLoader:
        epoch = self.trainer.current_epoch if self.trainer is not None else 0
        machine = self.configuration.machine
        dataset = CropDataset(
            Shards(self.train), self.configuration.crops, machine.epoch_crops, self.configuration.seed, epoch
        )
        # The crops are random already: no second shuffling.
        return DataLoader(
            dataset,
            batch_size=self.configuration.optimisation.batch,
            num_workers=machine.loaders,
            drop_last=True,
            shuffle=False,
        )

    def val_dataloader(self) -> DataLoader | list:
        if self.validation is None:
            return []
        dataset = CropDataset(
            Shards(self.validation), self.configuration.crops, self.configuration.machine.validation_crops, seed=4711
        )
        return DataLoader(dataset, batch_size=self.configuration.optimisation.batch, num_workers=0)


def fit(
    configuration: TrainingConfiguration,
    train: Path,
    validation: Path | None,
    out: Path,
    start_from: Path | None = None,
    max_time: str | None = None,
    stop_after: int | None = None,
) -> Path:
    """
    Trains; an `out/last.ckpt` of an earlier run of the same name is taken up. `start_from` gives first weights only:
    a checkpoint, or the folder of a shipped model.

    `stop_after` ends the run at a step as an interrupt would: the schedule stays that of all steps.

    Returns the path of the last checkpoint. Curves are in out/metrics.csv.
    """
    torch.set_num_threads(configuration.machine.threads)
    pl.seed_everything(configuration.seed, verbose=False)
    out.mkdir(parents=True, exist_ok=True)
    (out / "configuration.yaml").write_text(yaml.safe_dump(configuration_dict(configuration)))
    module = NetworkModule(configuration)
    if start_from is not None:
        _take_first_weights(module, start_from, train)
    last = out / "last.ckpt"
    version = len(list(out.glob("curves/*")))
    trainer = pl.Trainer(
        accelerator=configuration.machine.accelerator,
        devices=configuration.machine.devices,
        num_nodes=configuration.machine.nodes,
        strategy=_strategy(configuration),
        precision=configuration.machine.precision,
        max_steps=stop_after or configuration.optimisation.steps,
        max_time=max_time,
        gradient_clip_val=configuration.optimisation.clip,
        logger=CSVLogger(out, name="curves", version=f"{version:03d}"),
        log_every_n_steps=configuration.machine.log_steps,
        callbacks=[
            ModelCheckpoint(
                dirpath=out,
                filename="step-{step}",
                every_n_train_steps=configuration.machine.checkpoint_steps,
                save_top_k=1,
                monitor=None,
                save_last=True,
                enable_version_counter=False,
            )
        ],
        reload_dataloaders_every_n_epochs=1,
        num_sanity_val_steps=0,
        enable_progress_bar=False,
        enable_model_summary=False,
    )
    trainer.fit(
        module,
        CropData(configuration, train, validation),
        ckpt_path=last if last.exists() else None,
        weights_only=False,
    )
    final = out / "final.ckpt"
    trainer.save_checkpoint(final)
    return final


def _take_first_weights(module: NetworkModule, start_from: Path, train: Path) -> None:
    if start_from.is_dir():
        take_shipped_weights(module, start_from, train)
    else:
        known = torch.load(start_from, map_location="cpu", weights_only=True)["state_dict"]
        module.load_state_dict(grown(known, module.state_dict()))


def grown(known: dict[str, torch.Tensor], fresh: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """
    `known` weights in a network that may have more: modules that they lack stay as they are in `fresh`, and inputs that
    a linear layer has at its end beyond theirs count for nothing yet.

    Raises ValueError for weights that have no place in the network.
    """
    out = dict(fresh)
    for name, value in known.items():
        if name not in fresh:
            raise ValueError(f"{name} of the first weights is not in the network: give the network section they had.")
        wanted = fresh[name].shape
        if value.dim() == 2 and value.shape[0] == wanted[0] and value.shape[1] < wanted[1]:
            value = torch.cat([value, torch.zeros(wanted[0], wanted[1] - value.shape[1])], dim=1)
        if value.shape != wanted:
            raise ValueError(
                f"{name} of the first weights is {tuple(value.shape)}, the network expects {tuple(wanted)}."
            )
        out[name] = value
    return out


def _strategy(configuration: TrainingConfiguration):
    machine = configuration.machine
    if machine.strategy != "ddp" or machine.accelerator != "cpu":
        return machine.strategy
    from lightning.pytorch.strategies import DDPStrategy

    return DDPStrategy(process_group_backend="gloo")


def load_module(checkpoint: Path) -> NetworkModule:
    """
    The module of a checkpoint, or of a shipped model's folder (configuration from its manifest), ready to evaluate.

    Raises ValueError where a folder's graphs are not of that configuration.
    """
    if checkpoint.is_dir():
        manifest = json.loads((checkpoint / "manifest.json").read_text())
        module = NetworkModule(configuration_from_dict(manifest["configuration"]))
        take_folded_weights(module.network, checkpoint)
        return module.eval()
    content = torch.load(checkpoint, map_location="cpu", weights_only=False)
    module = NetworkModule(configuration_from_dict(content["configuration"]))
    module.load_state_dict(content["state_dict"])
    return module.eval()
