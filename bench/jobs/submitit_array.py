"""Has submitit call a function so many times in one Slurm array; prints the seconds until all results are there."""

import sys
import time

import submitit


def scale(s):
    return [s * value for value in (1.0, 2.0, 3.0)]


if __name__ == "__main__":
    count, folder = int(sys.argv[1]), sys.argv[2]
    executor = submitit.SlurmExecutor(folder=folder)
    executor.update_parameters(time=30, cpus_per_task=1, array_parallelism=count)
    start = time.perf_counter()
    jobs = executor.map_array(scale, [float(point) for point in range(count)])
    assert [job.result() for job in jobs][-1] == scale(count - 1.0)
    print(f"seconds {time.perf_counter() - start}")
