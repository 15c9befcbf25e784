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
    parser.add_argument("--start-from", type=Path, help="checkpoint that gives the first weights")
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


if __name__ == "__main__":
    sys.exit(main())
