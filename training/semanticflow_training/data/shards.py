"""Packed training data: many prepared pairs in two flat arrays, so that a crop costs no file of its own."""

from __future__ import annotations

import json
import os
from pathlib import Path

import numpy as np

from semanticflow_training.data.prepared_pair import PointTargets, PreparedPair, prepare
from semanticflow_training.data.sweep_file import SweepFile

TARGET_COLUMNS = 9
"""residual 3, dynamic 1, instance 1, vote 3, confidence 1."""
COLUMNS0 = 3 + 2 * TARGET_COLUMNS
"""xyz, pseudo-labels, truth."""
VERSION = 1


def pack_targets(targets: PointTargets | None, count: int) -> np.ndarray:
    """count x TARGET_COLUMNS float32; confidence 0 where nothing is known."""
    table = np.zeros((count, TARGET_COLUMNS), np.float32)
    if targets is not None:
        table[:, 0:3] = targets.residual
        table[:, 3] = targets.dynamic
        table[:, 4] = targets.instance
        table[:, 5:8] = targets.vote
        table[:, 8] = targets.confidence
    return table


def unpack_targets(table: np.ndarray) -> PointTargets:
    """Inverse of pack_targets."""
    return PointTargets(
        residual=table[:, 0:3],
        dynamic=table[:, 3] > 0.5,
        instance=table[:, 4].astype(np.int32),
        vote=table[:, 5:8],
        confidence=table[:, 8],
    )


def write_shard(pairs: list[tuple[str, PreparedPair]], folder: Path) -> None:
    """One shard: points0.npy, points1.npy and index.json. The index comes last, so a half-written shard is none."""
    folder.mkdir(parents=True, exist_ok=True)
    rows0, rows1, entries = [], [], []
    at0 = at1 = 0
    for name, pair in pairs:
        n, m = len(pair.points0), len(pair.points1)
        coarse, truth = pack_targets(pair.coarse, n), pack_targets(pair.truth, n)
        rows0.append(np.concatenate([pair.points0, coarse, truth], axis=1))
        rows1.append(pair.points1)
        entries.append(
            {
                "name": name,
                "start0": at0,
                "count0": n,
                "start1": at1,
                "count1": m,
                "coarse": pair.coarse is not None,
                "truth": pair.truth is not None,
            }
        )
        at0, at1 = at0 + n, at1 + m
    np.save(folder / "points0.npy", np.concatenate(rows0).astype(np.float32))
    np.save(folder / "points1.npy", np.concatenate(rows1).astype(np.float32))
    temporary = folder / "index.json.tmp"
    temporary.write_text(json.dumps({"version": VERSION, "pairs": entries}))
    os.replace(temporary, folder / "index.json")


def pack_folder(source: Path, target: Path, labels_folder: Path | None = None, say=print) -> int:
    """
    Packs every labelled log of a folder, one shard a log; logs that are packed already are left alone.

    Returns the number of pairs packed now. Raises EvaluationOnlyError for annotated real data.
    """
    packed = 0
    for path in sorted(Path(source).glob("*.h5")):
        if path.name.endswith(".labels.h5"):
            continue
        log = SweepFile(path, labels_folder)
        log.refuse_annotations()
        folder = Path(target) / log.log
        if not log.labels_path.exists() or (folder / "index.json").exists():
            continue
        pairs = [(f"{pair.log}/{pair.group}", prepare(pair)) for pair in log.pairs() if pair.coarse is not None]
        if pairs:
            write_shard(pairs, folder)
            packed += len(pairs)
            say(f"packed {log.log}: {len(pairs)} pairs")
    return packed


class Shards:
    """All pairs below a folder, memory-mapped."""

    def __init__(self, folder: Path) -> None:
        self.pairs: list[tuple[np.ndarray, np.ndarray, dict]] = []
        for index in sorted(Path(folder).glob("**/index.json")):
            content = json.loads(index.read_text())
            if content["version"] != VERSION:
                raise ValueError(f"{index} has version {content['version']}, expected {VERSION}: pack it again.")
            points0 = np.load(index.parent / "points0.npy", mmap_mode="r")
            points1 = np.load(index.parent / "points1.npy", mmap_mode="r")
            for entry in content["pairs"]:
                start0, start1 = entry["start0"], entry["start1"]
                self.pairs.append(
                    (
                        points0[start0 : start0 + entry["count0"]],
                        points1[start1 : start1 + entry["count1"]],
                        entry,
                    )
                )
        if not self.pairs:
            raise FileNotFoundError(f"{folder} holds no packed pairs: run the command pack first.")

    def __len__(self) -> int:
        return len(self.pairs)
