"""Has HyperQueue run /bin/true so many times on the cores here; prints the seconds from submission to the end."""

import sys
import tempfile
import time

from hyperqueue import Job, LocalCluster
from hyperqueue.cluster import WorkerConfig

count = int(sys.argv[1])
with tempfile.TemporaryDirectory() as folder, LocalCluster(f"{folder}/server", WorkerConfig()) as cluster:
    client = cluster.client()
    job = Job()
    for _ in range(count):
        job.program(["/bin/true"], stdout=None, stderr=None)
    start = time.perf_counter()
    client.wait_for_jobs([client.submit(job)])
    print(f"seconds {time.perf_counter() - start}")
