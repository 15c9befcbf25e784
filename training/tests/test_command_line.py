"""The command line of Node and this package must say the same of the same file."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from semanticflow_training.data.sweep_file import SweepFile
from semanticflow_training.evaluation.table import evaluate_files

PROJECT = Path(__file__).parents[2]
PROGRAM = PROJECT / "bin/semanticflow.js"


@pytest.fixture(scope="module")
def street(tmp_path_factory):
    """A simulated street, labelled by the command line."""
    if shutil.which("node") is None or not (PROJECT / "node_modules").exists():
        pytest.skip("Node or node_modules is missing: run npm ci")
    out = tmp_path_factory.mktemp("labelled")
    node("label", "simulate:spinning-32:21", "--frames", "2", "--out", str(out), "--quiet")
    return out / "simulated-spinning-32-21.h5"


def node(*argv: str) -> str:
    done = subprocess.run(["node", PROGRAM, *argv], capture_output=True, text=True, timeout=300, cwd=PROJECT)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_its_files_are_read_with_labels_and_truth(street):
    pair = next(iter(SweepFile(street).pairs()))
    assert len(pair.points0) > 10_000
    assert pair.coarse is not None
    assert pair.truth.dynamic.sum() > 50
    # Pseudo-labels are good on an easy street: both speak of the same points in the same frame.
    agreeing = (pair.coarse.dynamic == pair.truth.dynamic).mean()
    assert agreeing > 0.98


def test_both_measure_ego_motion_alike(street):
    report = json.loads(node("evaluate", str(street), "--estimate", "ego", "--json", "--quiet"))
    ours = evaluate_files([street], None)[("simulated-spinning-32", "ego")]
    for name in ("fd", "fs", "bs"):
        assert ours[name] == pytest.approx(report["epe"][name], abs=2e-4)
    assert ours["three_way"] == pytest.approx(report["epe"]["threeWay"], abs=2e-4)
