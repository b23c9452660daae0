#!/usr/bin/env python3
"""Finds what a rod is made of: fits a served model of it to thermometers.

    python3 fit.py SERVER.json [FOLDER]

SERVER.json is the file in which the server announced itself. FOLDER, the working folder unless given, gets
result.json and history.csv. Needs Python 3.10, tesseract-core and numpy.
"""

import csv
import json
import sys
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
from tesseract_core import Tesseract

START = {"conductivity": 50.0, "transfer": 5.0}  # first guess, in W/(m·K) and W/(m²·K)
NAMES = list(START)
MAX_STEPS = 50
TOLERANCE = 1e-6  # of the slope of the mean square error, in K², by the logarithm of a parameter
LEAST_GAIN = 1e-4  # share of what the slope promises that a step must gain
MAX_HALVINGS = 40


def open_server(announcement):
    """The server tells its address, and where its token is, in the file that it announced itself in."""
    server = json.loads(Path(announcement).read_text())
    url = urlsplit(server["url"])
    if server["token_file"] is None:
        return Tesseract.from_url(url.geturl())
    token = Path(server["token_file"]).read_text().strip()
    return Tesseract.from_url(url._replace(netloc=f"any:{token}@{url.netloc}").geturl())


def compare(rod, measured, at):
    """Mean square difference between the model and the thermometers, and its slope by the logarithms."""
    values = np.exp(at)  # logarithms keep both parameters above 0
    inputs = dict(zip(NAMES, values.tolist()), thermometers=measured["thermometers"])
    excess = rod.apply(inputs)["temperature"] - measured["temperature"]
    slope = rod.vector_jacobian_product(
        inputs, NAMES, ["temperature"], {"temperature": 2 * excess / excess.size}
    )
    return np.mean(excess**2), values * np.array([slope[name] for name in NAMES])


def minimize(evaluate, at):
    """Yields place, value and gradient at every step of the method of Broyden, Fletcher, Goldfarb and Shanno."""
    value, gradient = evaluate(at)
    inverse = np.eye(at.size) / np.linalg.norm(gradient)  # the first step has length 1
    yield at, value, gradient
    while not is_flat(gradient):
        direction = -inverse @ gradient
        for halvings in range(MAX_HALVINGS):
            length = 0.5**halvings
            next_value, next_gradient = evaluate(at + length * direction)
            if next_value <= value + LEAST_GAIN * length * (direction @ gradient):
                break
        else:
            return  # no step gains anything: the numbers end here
        moved, change = length * direction, next_gradient - gradient
        at, value, gradient = at + moved, next_value, next_gradient
        curvature = moved @ change
        if curvature > 0:
            turn = np.eye(at.size) - np.outer(moved, change) / curvature
            inverse = turn @ inverse @ turn.T + np.outer(moved, moved) / curvature
        yield at, value, gradient


def is_flat(gradient):
    return np.abs(gradient).max() <= TOLERANCE


def main(announcement, folder="."):
    rod = open_server(announcement)
    measured = json.loads(Path(__file__).with_name("measured.json").read_text())
    measured = {name: np.array(values) for name, values in measured.items()}
    with open(Path(folder, "history.csv"), "w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["step", "error_kelvin", *NAMES])
        search = minimize(lambda at: compare(rod, measured, at), np.log(list(START.values())))
        for step, (at, value, gradient) in zip(range(MAX_STEPS + 1), search):
            error, (conductivity, transfer) = float(np.sqrt(value)), np.exp(at).tolist()
            rows.writerow([step, error, conductivity, transfer])
            file.flush()
            print(
                f"step {step:2}: off by {error:8.4f} K with "
                f"{conductivity:.2f} W/(m·K), {transfer:.3f} W/(m²·K)",
                flush=True,
            )
    result = {"conductivity": conductivity, "transfer": transfer, "error": error}
    result["converged"] = bool(is_flat(gradient))
    Path(folder, "result.json").write_text(json.dumps(result) + "\n")


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__.strip())
    main(*sys.argv[1:])
