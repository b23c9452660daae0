"""The same module as ../module/tesseract_api.ts, for the upstream server."""

from pydantic import BaseModel
from tesseract_core.runtime import Array, Differentiable, Float64


class InputSchema(BaseModel):
    a: Differentiable[Array[(None,), Float64]]
    s: float = 1.0


class OutputSchema(BaseModel):
    result: Differentiable[Array[(None,), Float64]]


def apply(inputs: InputSchema) -> OutputSchema:
    return OutputSchema(result=inputs.a * inputs.s)
