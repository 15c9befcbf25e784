"""A small made-up street for tests: boxes that drive, walls that stand, written as the CLI writes it."""

from __future__ import annotations

from pathlib import Path

import h5py
import numpy as np

EGO_MOTION = np.array(
    [[np.cos(0.01), np.sin(0.01), 0, -0.8], [-np.sin(0.01), np.cos(0.01), 0, 0.02], [0, 0, 1, 0], [0, 0, 0, 1]]
)


def street_points(random: np.random.Generator, movers: int = 6):
    """Sweep 0's points, instance (0 = standing), and residual motion a point, in sweep 1's axes."""
    parts, instance, motion = [], [], []
    for k in range(movers):
        centre = random.uniform(-25, 25, 2)
        size = np.array([random.uniform(2, 5), random.uniform(1, 2), 1.6])
        points = random.uniform(-0.5, 0.5, (250, 3)) * size + [centre[0], centre[1], 1.0]
        speed = random.uniform(0.3, 1.5) * random.choice([-1, 1])
        parts.append(points)
        instance.append(np.full(250, k + 1))
        motion.append(np.tile([speed, 0.1 * speed, 0], (250, 1)))
    for _ in range(12):
        start, length = random.uniform(-30, 30, 2), random.uniform(3, 10)
        points = np.stack(
            [start[0] + random.uniform(0, length, 300), np.full(300, start[1]), random.uniform(0.3, 3, 300)], axis=1
        )
        parts.append(points)
        instance.append(np.zeros(300))
        motion.append(np.zeros((300, 3)))
    ground = np.concatenate([random.uniform(-35, 35, (3000, 2)), np.zeros((3000, 1))], axis=1)
    parts.append(ground)
    instance.append(np.zeros(3000))
    motion.append(np.zeros((3000, 3)))
    points = np.concatenate(parts)
    is_ground = np.arange(len(points)) >= len(points) - 3000
    # Where the vehicle itself is nothing else can be.
    free = is_ground | (np.abs(points[:, 0]) > 6) | (np.abs(points[:, 1]) > 2)
    return points[free], np.concatenate(instance).astype(np.int32)[free], np.concatenate(motion)[free], is_ground[free]


def write_street(folder: Path, name: str, seed: int, evaluation_only: bool = False) -> Path:
    """NAME.h5 with truth and NAME.labels.h5 with labels equal to it; two sweeps."""
    random = np.random.default_rng(seed)
    points, instance, motion, ground = street_points(random)
    moved = points @ EGO_MOTION[:3, :3].T + EGO_MOTION[:3, 3]
    points1 = moved + motion + random.normal(0, 0.01, points.shape)
    flow = (moved + motion - points).astype(np.float32)
    folder.mkdir(parents=True, exist_ok=True)
    with h5py.File(folder / f"{name}.h5", "w") as file:
        if evaluation_only:
            file.attrs["evaluation_only"] = "annotated truth"
        for group, cloud in (("1000", points), ("2000", points1)):
            file[f"{group}/lidar"] = np.concatenate([cloud, np.zeros((len(cloud), 1))], axis=1).astype(np.float32)
            file[f"{group}/ground_mask"] = ground.astype(np.uint8)
        file["1000/pose"] = np.eye(4, dtype=np.float32)
        file["2000/pose"] = np.linalg.inv(EGO_MOTION).astype(np.float32)
        file["1000/flow"] = flow
        file["1000/flow_is_valid"] = np.ones(len(points), np.uint8)
        file["1000/flow_category_indices"] = np.where(instance > 0, 19, 0).astype(np.uint8)
        file["1000/flow_instance_id"] = instance.astype(np.int16)
        file["1000/ego_motion"] = EGO_MOTION.astype(np.float32)
    with h5py.File(folder / f"{name}.labels.h5", "w") as file:
        file["1000/label_flow"] = flow
        file["1000/label_dynamic"] = (instance > 0).astype(np.float32)
        file["1000/label_dynamic_mask"] = (instance > 0).astype(np.uint8)
        file["1000/label_instance"] = np.where(instance > 0, instance + 1, 0).astype(np.int32)
        file["1000/label_confidence"] = np.full(len(points), 0.9, np.float32)
        file["1000/label_ground"] = ground.astype(np.uint8)
        file["1000/label_ego_motion"] = EGO_MOTION
        file["2000/label_ground"] = ground.astype(np.uint8)
    return folder / f"{name}.h5"
