"""The exported graphs in onnxruntime: the same calls that the app makes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnxruntime

from semanticflow_training.export.graphs import ENCODER_INPUTS, STEP_OUTPUTS
from semanticflow_training.network.network import FIRST_LOGIT


class ExportedNetwork:
    """encoder.onnx and step.onnx of a folder."""

    def __init__(self, folder: Path, threads: int = 1) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.log_severity_level = 3
        self.encoder, self.step = (
            onnxruntime.InferenceSession(
                str(Path(folder) / f"{name}.onnx"), options, providers=["CPUExecutionProvider"]
            )
            for name in ("encoder", "step")
        )

    def maps(self, canvas0: np.ndarray, canvas1: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """own, target, start: 65,536 x C."""
        return tuple(self.encoder.run(None, dict(zip(ENCODER_INPUTS, (canvas0[None], canvas1[None]), strict=True))))

    def refine(self, maps: tuple, points: np.ndarray, prior: np.ndarray, iterations: int) -> list[tuple]:
        """iterations + 1 states (hidden, flow, mask); the first is gathered here, as the app's worker does."""
        own, target, start = maps
        cells = np.clip(np.floor((points[:, :2] + np.float32(51.2)) / np.float32(0.4)), 0, 255).astype(np.int64)
        gathered = start[cells[:, 1] * 256 + cells[:, 0]]
        given = prior[:, 8:9]
        flow = np.concatenate([gathered[:, -2:], np.zeros_like(given)], axis=1) * (1 - given) + prior[:, :3] * given
        mask = np.concatenate([np.full_like(given, FIRST_LOGIT), prior[:, 5:8] * given], axis=1)
        states = [(gathered[:, :-2], flow, mask)]
        for _ in range(iterations):
            hidden, flow, mask = states[-1]
            states.append(
                tuple(
                    self.step.run(
                        list(STEP_OUTPUTS),
                        {
                            "own": own,
                            "target": target,
                            "points": points,
                            "prior": prior,
                            "hidden": hidden,
                            "flow": flow,
                            "mask": mask,
                        },
                    )
                )
            )
        return states
