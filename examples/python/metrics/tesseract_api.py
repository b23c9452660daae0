"""Fits a line to points and logs how it gets there."""

import json
import tempfile
from pathlib import Path

import numpy as np
from pydantic import BaseModel, Field, model_validator
from tesseract_core.runtime import Array, Float64
from tesseract_core.runtime.experimental import log_artifact, log_metric, log_parameter


class InputSchema(BaseModel):
    x: Array[(None,), Float64] = Field(description="Where the points are")
    y: Array[(None,), Float64] = Field(description="How high they are")
    rate: float = Field(default=0.1, gt=0, description="Length of a step per unit of slope")
    steps: int = Field(default=100, ge=1, le=100_000, description="How many steps are made")

    @model_validator(mode="after")
    def same_length(self):
        if self.x.size != self.y.size or self.x.size == 0:
            raise ValueError("x and y differ in length, or there are no points")
        return self


class OutputSchema(BaseModel):
    slope: float | None = Field(description="Of the line; null where the steps were too long")
    offset: float | None = Field(description="Of the line at x = 0; null likewise")


def apply(inputs: InputSchema) -> OutputSchema:
    """Goes downhill on the mean square error."""
    log_parameter("rate", inputs.rate)
    log_parameter("steps", inputs.steps)
    slope, offset = 0.0, 0.0
    # steps that overshoot grow until they are no numbers any more
    with np.errstate(over="ignore", invalid="ignore"):
        for _ in range(inputs.steps):
            difference = slope * inputs.x + offset - inputs.y
            log_metric("error", float(np.mean(difference**2)))
            slope -= inputs.rate * 2 * np.mean(difference * inputs.x)
            offset -= inputs.rate * 2 * np.mean(difference)
    print(f"y = {slope:.3f}·x + {offset:.3f} after {inputs.steps} steps")
    keep({"slope": float(slope), "offset": float(offset)})
    is_found = np.isfinite(slope) and np.isfinite(offset)
    return OutputSchema(slope=slope if is_found else None, offset=offset if is_found else None)


def keep(line: dict[str, float]) -> None:
    """Writes the line to a file of its own and keeps that with the run."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "line.json"
        file.write_text(json.dumps(line))
        log_artifact(file)
