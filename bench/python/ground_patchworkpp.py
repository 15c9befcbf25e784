import numpy as np
import pypatchworkpp
from arrays import array, tell, timed

# The peer takes the sensor's frame: z = 0 at the lidar, whose height above the ground it is told.
points, (height,) = array("points", 4), array("height")
parameters = pypatchworkpp.Parameters()
parameters.sensor_height = float(height)
parameters.verbose = False
parameters.max_range = 200.0
peer = pypatchworkpp.patchworkpp(parameters)


def work():
    peer.estimateGround(points)
    return np.asarray(peer.getGroundIndices())


times, indices = timed(work, runs=9, warm_up=2)
tell("pypatchworkpp", times, ground=np.asarray(indices).astype(int).ravel().tolist())
