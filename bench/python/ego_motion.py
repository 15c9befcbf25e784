import numpy as np
from arrays import array, tell, timed
from kiss_icp.config import KISSConfig
from kiss_icp.kiss_icp import KissICP

sweeps = [array("points0", 3), array("points1", 3)]


def work():
    config = KISSConfig()
    config.data.max_range = 100.0
    config.data.deskew = False
    config.mapping.voxel_size = 1.0
    odometry = KissICP(config=config)
    for points in sweeps:
        odometry.register_frame(points, np.zeros(len(points)))
    return odometry.last_pose


times, pose = timed(work, runs=5)
# Sweep 0 from sweep 1.
tell("kiss-icp", times, pose=np.asarray(pose).ravel().tolist())
