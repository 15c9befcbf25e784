"""A training run in one file: presets and how they are read."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields, is_dataclass
from importlib import resources
from pathlib import Path

import yaml

from semanticflow_training.data.augmentation import Augmentation
from semanticflow_training.data.context import ContextNoise
from semanticflow_training.data.crops import CropConfiguration
from semanticflow_training.losses.objective import LossWeights
from semanticflow_training.network.configuration import NetworkConfiguration

PRESETS = ("smoke", "cpu", "gpu", "cluster", "ablation", "cpu-supervised-sim", "cpu-supervised-sim-longer", "cpu-mix")


@dataclass(frozen=True)
class Optimisation:
    """AdamW with warm-up and cosine decay."""

    steps: int = 1000
    batch: int = 4
    learning_rate: float = 2e-3
    weight_decay: float = 0.01
    warmup: int = 100
    clip: float = 5.0
    iterations: tuple[int, int] = (2, 5)
    """Drawn anew each step: a network trained for 3 alone drifts when it runs for more."""


@dataclass(frozen=True)
class Machine:
    """Where and how it runs."""

    accelerator: str = "cpu"
    devices: int = 1
    nodes: int = 1
    strategy: str = "auto"
    precision: str = "32-true"
    threads: int = 1
    loaders: int = 0
    """Processes that make crops beside the training process."""
    epoch_crops: int = 800
    """Crops between two looks at the shards folder, where new ones may have appeared."""
    checkpoint_steps: int = 100
    validation_crops: int = 48
    log_steps: int = 10
    """Steps between two lines of the curves."""


@dataclass(frozen=True)
class TrainingConfiguration:
    """Everything that decides a run."""

    name: str = "run"
    seed: int = 1
    network: NetworkConfiguration = field(default_factory=NetworkConfiguration)
    crops: CropConfiguration = field(default_factory=CropConfiguration)
    weights: LossWeights = field(default_factory=LossWeights)
    optimisation: Optimisation = field(default_factory=Optimisation)
    machine: Machine = field(default_factory=Machine)


def load_configuration(name_or_path: str, overrides: list[str] | None = None) -> TrainingConfiguration:
    """A preset's name or a YAML file, with `section.key=value` overrides."""
    if name_or_path in PRESETS:
        text = resources.files("semanticflow_training").joinpath(f"presets/{name_or_path}.yaml").read_text()
    else:
        text = Path(name_or_path).read_text()
    content = yaml.safe_load(text) or {}
    for override in overrides or []:
        path, _, value = override.partition("=")
        if not value:
            raise ValueError(f"{override!r} is not understood: section.key=value is expected")
        place = content
        *sections, key = path.split(".")
        for section in sections:
            place = place.setdefault(section, {})
        place[key] = yaml.safe_load(value)
    return _built(TrainingConfiguration, content, "")


def configuration_dict(configuration: TrainingConfiguration) -> dict:
    """Plain data for YAML, checkpoints and the manifest."""
    return yaml.safe_load(yaml.safe_dump(_plain(asdict(configuration))))


def configuration_from_dict(content: dict) -> TrainingConfiguration:
    """Inverse of configuration_dict."""
    return _built(TrainingConfiguration, content, "")


def _plain(value):
    if isinstance(value, dict):
        return {k: _plain(v) for k, v in value.items()}
    if isinstance(value, (tuple, list)):
        return [_plain(v) for v in value]
    return value


NESTED = {
    "network": NetworkConfiguration,
    "crops": CropConfiguration,
    "weights": LossWeights,
    "optimisation": Optimisation,
    "machine": Machine,
    "noise": ContextNoise,
    "augmentation": Augmentation,
}


def _built(kind: type, content: dict, where: str):
    known = {f.name for f in fields(kind)}
    unknown = set(content) - known
    if unknown:
        raise ValueError(f"{where or 'the configuration'} has unknown keys {sorted(unknown)}; known: {sorted(known)}")
    values = {}
    for key, value in content.items():
        nested = NESTED.get(key)
        if nested is not None and is_dataclass(nested):
            values[key] = _built(nested, value or {}, f"{where}.{key}".strip("."))
        else:
            values[key] = tuple(value) if isinstance(value, list) else value
    return kind(**values)
