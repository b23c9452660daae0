"""Times the official Python client: client.py URL LENGTH ROUNDS prints seconds, one line a round."""

import sys
import time

import numpy as np
from tesseract_core import Tesseract

url, length, rounds = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
a = np.random.default_rng(0).standard_normal(length)
tesseract = Tesseract.from_url(url)
for _ in range(rounds):
    start = time.perf_counter()
    result = tesseract.apply({"a": a, "s": 2.0})["result"]
    print(time.perf_counter() - start, flush=True)
    assert np.array_equal(np.asarray(result), a * 2.0)
