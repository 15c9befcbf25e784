import pathlib
import tempfile

import linefit
import numpy as np
from arrays import array, tell, timed

# The peer takes the sensor's frame and is told the lidar's height above the ground. Its defaults are for a sensor at 0.5 m;
# these parameters are the best for it on the Argoverse 2 pair in a grid over error, slopes, bins and heights.
points, (height,) = array("points", 4), array("height")
settings = f"""
[important]
height = {float(height)}
[segments]
r_min = 0.5
r_max = 200.0
n_segments = 360
n_bins = 400
[ground]
min_slope = 0.0
max_slope = 0.3
max_fit_error = 0.3
max_dist_to_line = 0.2
long_threshold = 2.0
max_long_height = 0.4
max_start_height = 0.6
line_search_angle = 0.3
[others]
n_threads = 1
verbose = false
"""
with tempfile.TemporaryDirectory() as folder:
    path = pathlib.Path(folder) / "linefit.toml"
    path.write_text(settings)
    peer = linefit.ground_seg(str(path))

times, mask = timed(lambda: peer.run(points[:, :3]), runs=9, warm_up=2)
tell("linefit", times, ground=np.flatnonzero(mask).tolist())
