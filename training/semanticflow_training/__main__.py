"""`python -m semanticflow_training COMMAND`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path


def main(argv: list[str] | None = None) -> int:
    """Runs one command; returns the exit code."""
    parser = argparse.ArgumentParser(prog="semanticflow_training", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    _pack(commands)
    _train(commands)
    _average(commands)
    _evaluate(commands)
    _export(commands)
    _ablation(commands)
    _sensitivity(commands)
    _loss_fixture(commands)
    _reading_fixture(commands)
    _model_fixture(commands)
    _export_published(commands)
    arguments = parser.parse_args(argv)
    return arguments.run(arguments) or 0


def _pack(commands) -> None:
    parser = commands.add_parser("pack", help="pack labelled HDF5 files into training shards")
    parser.add_argument("source", type=Path, help="folder with NAME.h5 and NAME.labels.h5")
    parser.add_argument("target", type=Path, help="folder of the shards")
    parser.add_argument("--labels", type=Path, help="folder of the sidecars, when they are elsewhere")
    parser.set_defaults(run=_run_pack)


def _run_pack(arguments) -> None:
    from semanticflow_training.data.shards import pack_folder

    print(f"{pack_folder(arguments.source, arguments.target, arguments.labels)} pairs packed")


def _train(commands) -> None:
    parser = commands.add_parser("train", help="train a network, or go on where an earlier run stopped")
    parser.add_argument("--config", default="cpu", help="smoke, cpu, gpu, cluster or a YAML file")
    parser.add_argument("--set", action="append", default=[], metavar="section.key=value")
    parser.add_argument("--shards", type=Path, required=True)
    parser.add_argument("--validation", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--start-from", type=Path, help="checkpoint or folder of a shipped model: first weights")
    parser.add_argument("--max-time", help="DD:HH:MM:SS")
    parser.set_defaults(run=_run_train)


def _run_train(arguments) -> None:
    from semanticflow_training.learning.configuration import load_configuration
    from semanticflow_training.learning.fit import fit

    configuration = load_configuration(arguments.config, arguments.set)
    final = fit(
        configuration,
        arguments.shards,
        arguments.validation,
        arguments.out,
        arguments.start_from,
        arguments.max_time,
    )
    print(final)


def _average(commands) -> None:
    parser = commands.add_parser("average", help="write the mean of networks that went on from common weights")
    parser.add_argument("out", type=Path, help="checkpoint to write")
    parser.add_argument(
        "sources", type=Path, nargs="+", help="a checkpoint, then checkpoints or folders of shipped models"
    )
    parser.set_defaults(run=_run_average)


def _run_average(arguments) -> None:
    from semanticflow_training.learning.averaging import average

    average(arguments.sources, arguments.out)


def _reading_options(parser) -> None:
    """How what the network says is read: settings of a model, not weights."""
    from semanticflow_training.evaluation.grouping import FEWEST_CONFIDENCE

    parser.add_argument("--iterations", type=int, default=4)
    parser.add_argument("--threshold", type=float, default=0.5, help="probability from which a point is foreground")
    parser.add_argument("--threshold-with-context", type=float, default=0.5)
    parser.add_argument(
        "--fewest-confidence",
        type=float,
        default=FEWEST_CONFIDENCE,
        help="mean foreground probability below which an instance stands",
    )


def _predictor(arguments):
    from semanticflow_training.evaluation.predict import Predictor
    from semanticflow_training.learning.fit import load_module

    return Predictor(
        load_module(arguments.checkpoint).network,
        arguments.iterations,
        arguments.threshold,
        arguments.threshold_with_context,
        arguments.fewest_confidence,
    )


def _evaluate(commands) -> None:
    parser = commands.add_parser("evaluate", help="measure ego motion, the coarse stage and a network against truth")
    parser.add_argument("inputs", type=Path, nargs="+", help="NAME.h5 files or folders of them")
    parser.add_argument(
        "--checkpoint",
        type=Path,
        help="a checkpoint, or the folder of a shipped model; without one: ego motion and the coarse stage alone",
    )
    _reading_options(parser)
    parser.add_argument("--csv", type=Path)
    parser.add_argument("--threads", type=int, default=1)
    parser.set_defaults(run=_run_evaluate)


def _run_evaluate(arguments) -> None:
    import torch

    from semanticflow_training.evaluation.table import as_text, evaluate_files, write_csv

    torch.set_num_threads(arguments.threads)
    predictor = None if arguments.checkpoint is None else _predictor(arguments)
    paths = [path for given in arguments.inputs for path in _sweep_files(given)]
    table = evaluate_files(paths, predictor, lambda text: print(text, file=sys.stderr))
    print(as_text(table))
    if arguments.csv is not None:
        write_csv(table, arguments.csv)


def _sweep_files(given: Path) -> list[Path]:
    if given.is_file():
        return [given]
    return [path for path in sorted(given.glob("*.h5")) if not path.name.endswith(".labels.h5")]


def _export(commands) -> None:
    parser = commands.add_parser("export", help="write ONNX graphs, manifest and golden outputs, and check them")
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("folder", type=Path, help="public/models/NAME")
    parser.add_argument("--facts", type=Path, required=True, help="YAML: title, licence, training_data, recipe, ...")
    parser.add_argument("--results", type=Path, required=True, help="CSV of evaluate, for the model card")
    parser.set_defaults(run=_run_export)


def _run_export(arguments) -> int:
    import json

    import yaml

    from semanticflow_training.export.golden import TOLERANCE
    from semanticflow_training.export.manifest import ModelFacts, export_model
    from semanticflow_training.export.model_card import write_model_card
    from semanticflow_training.export.parity import golden_differences
    from semanticflow_training.learning.fit import load_module

    module = load_module(arguments.checkpoint)
    facts = ModelFacts(name=arguments.folder.name, **yaml.safe_load(arguments.facts.read_text()))
    manifest = export_model(module.network, module.configuration, facts, arguments.folder)
    write_model_card(json.loads(manifest.read_text()), arguments.results, arguments.folder / "MODEL_CARD.md")
    differences = golden_differences(arguments.folder)
    for name, value in differences.items():
        print(f"{name:32} {value:.2e}")
    return 0 if max(differences.values()) <= TOLERANCE else 1


def _ablation(commands) -> None:
    parser = commands.add_parser("ablation", help="train the small preset without each part in turn, and measure it")
    parser.add_argument("inputs", type=Path, nargs="+", help="simulated test streets, NAME.h5 or folders")
    parser.add_argument("--shards", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True, help="runs, ablation.csv and ablation.png")
    parser.add_argument("--set", action="append", default=[], metavar="section.key=value")
    parser.add_argument("--variant", action="append", help="only these (default all)")
    parser.add_argument("--seed", type=int, action="append", help="train from these, each (default 1)")
    parser.set_defaults(run=_run_ablation)


def _run_ablation(arguments) -> None:
    from semanticflow_training.studies.ablation import run_ablation
    from semanticflow_training.studies.plots import plot_table

    paths = [path for given in arguments.inputs for path in _sweep_files(given)]
    table = run_ablation(
        arguments.shards,
        paths,
        arguments.out,
        overrides=arguments.set,
        variants=arguments.variant,
        seeds=arguments.seed or (1,),
    )
    plot_table(table, arguments.out / "ablation.png")
    print(table)


def _sensitivity(commands) -> None:
    parser = commands.add_parser("sensitivity", help="measure a network under noise in its context and ego motion")
    parser.add_argument("inputs", type=Path, nargs="+", help="simulated test streets, NAME.h5 or folders")
    parser.add_argument("--checkpoint", type=Path, required=True)
    _reading_options(parser)
    parser.add_argument("--out", type=Path, required=True, help="sensitivity.csv and sensitivity.png")
    parser.set_defaults(run=_run_sensitivity)


def _run_sensitivity(arguments) -> None:
    import torch

    from semanticflow_training.studies.plots import plot_table
    from semanticflow_training.studies.sensitivity import run_sensitivity

    torch.set_num_threads(1)
    paths = [path for given in arguments.inputs for path in _sweep_files(given)]
    table = run_sensitivity(_predictor(arguments), paths, arguments.out)
    plot_table(table, arguments.out / "sensitivity.png")
    print(table)


def _export_published(commands) -> None:
    parser = commands.add_parser(
        "export-published", help="write the published network with random weights, for benchmarks"
    )
    parser.add_argument("target", type=Path, help="ONNX file")
    parser.add_argument("--points", type=int, default=100_000)
    parser.set_defaults(run=_run_export_published)


def _run_export_published(arguments) -> None:
    from semanticflow_training.export.graphs import export_published

    export_published(arguments.target, arguments.points)


def _model_fixture(commands) -> None:
    parser = commands.add_parser("model-fixture", help="write a tiny random model, for tests of other runtimes")
    parser.add_argument("target", type=Path, help="folder")
    parser.add_argument("--head", choices=("votes", "slots"), default="votes")
    parser.set_defaults(run=_run_model_fixture)


def _run_model_fixture(arguments) -> None:
    from semanticflow_training.export.fixture import write_model_fixture

    write_model_fixture(arguments.target, arguments.head)


def _loss_fixture(commands) -> None:
    parser = commands.add_parser("loss-fixture", help="write per-point losses of a small scene, for parity elsewhere")
    parser.add_argument("target", type=Path, help="JSON file")
    parser.set_defaults(run=_run_loss_fixture)


def _run_loss_fixture(arguments) -> None:
    from semanticflow_training.losses.fixture import write_loss_fixture

    write_loss_fixture(arguments.target)


def _reading_fixture(commands) -> None:
    parser = commands.add_parser(
        "reading-fixture", help="write how a small scene is read with context, for parity elsewhere"
    )
    parser.add_argument("target", type=Path, help="JSON file")
    parser.set_defaults(run=_run_reading_fixture)


def _run_reading_fixture(arguments) -> None:
    from semanticflow_training.evaluation.fixture import write_context_reading_fixture

    write_context_reading_fixture(arguments.target)


if __name__ == "__main__":
    sys.exit(main())
