import dufomap
import numpy as np
from arrays import array, tell, timed

# Both sweeps in the world's frame, and where the vehicle was: that is what the peer integrates.
sweeps = [array("points0", 3), array("points1", 3)]
poses = array("poses", 7).tolist()


def work():
    peer = dufomap.dufomap(0.1, 0.2, 1, num_threads=1)
    for points, pose in zip(sweeps, poses):
        peer.run(points, pose, cloud_transform=False)
    return np.asarray(peer.segment(sweeps[0], poses[0], cloud_transform=False))


times, labels = timed(work, runs=5)
tell("dufomap", times, dynamic=labels.astype(int).ravel().tolist())
