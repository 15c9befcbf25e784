"""What every peer's script shares: arrays from the folder that bench/python.ts wrote, and its times told as JSON."""

import json
import sys
import time
from importlib.metadata import version
from pathlib import Path

import numpy as np

folder = Path(sys.argv[1])


def array(name, columns=None):
    file = next(folder.glob(f"{name}.*"))
    values = np.fromfile(file, dtype=np.dtype(f"<{file.suffix[1:]}"))
    return values if columns is None else values.reshape(-1, columns)


def timed(work, runs=5, warm_up=1):
    """Milliseconds of each run on the clock and of the processor, and the last result."""
    wall, cpu, result = [], [], None
    for k in range(-warm_up, runs):
        start, busy = time.perf_counter(), time.process_time()
        result = work()
        if k >= 0:
            wall.append(1000 * (time.perf_counter() - start))
            cpu.append(1000 * (time.process_time() - busy))
    return {"wall": wall, "cpu": cpu}, result


def tell(package, times, **more):
    print(json.dumps({"version": f"{package} {version(package)}", **times, **more}))
