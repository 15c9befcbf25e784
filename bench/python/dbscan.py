from arrays import array, tell, timed
from sklearn.cluster import DBSCAN

points = array("points", 3)
eps, minimum_points = array("parameters")
times, result = timed(lambda: DBSCAN(eps=eps, min_samples=int(minimum_points), n_jobs=1).fit(points), runs=3)
tell(
    "scikit-learn",
    times,
    labels=result.labels_.tolist(),
    core=result.core_sample_indices_.tolist(),
)
