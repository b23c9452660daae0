"""Adds two vectors: s·a + b, on request scaled to length 1, with its Jacobian."""

import numpy as np
from pydantic import BaseModel, Field, model_validator
from tesseract_core.runtime import Array, Differentiable, Float64

Vector = Differentiable[Array[(None,), Float64]]


class InputSchema(BaseModel):
    a: Vector = Field(description="First vector")
    b: Vector = Field(description="Second vector, as long as the first")
    s: Differentiable[Float64] = Field(default=1.0, description="Factor for the first vector")
    normalize: bool = Field(default=False, description="Whether the sum is scaled to length 1")

    @model_validator(mode="after")
    def same_length(self):
        if self.a.shape != self.b.shape:
            raise ValueError("a and b differ in length")
        return self


class OutputSchema(BaseModel):
    result: Vector = Field(description="The sum")


def apply(inputs: InputSchema) -> OutputSchema:
    """Computes s·a + b."""
    total = inputs.s * inputs.a + inputs.b
    return OutputSchema(result=total / np.linalg.norm(total) if inputs.normalize else total)


def jacobian(inputs: InputSchema, jac_inputs: set[str], jac_outputs: set[str]):
    """Every derivative of the result; with `normalize` the direction of the result itself drops out."""
    identity = np.eye(inputs.a.size)
    sum_by = {"a": inputs.s * identity, "b": identity, "s": inputs.a}
    by_sum = direction_removed(inputs) if inputs.normalize else identity
    return {output: {path: by_sum @ sum_by[path] for path in jac_inputs} for output in jac_outputs}


def abstract_eval(abstract_inputs):
    """The result is as long as the vectors."""
    return {"result": {"shape": abstract_inputs.a.shape, "dtype": "float64"}}


def direction_removed(inputs):
    """The derivative of total / |total| by total."""
    total = inputs.s * inputs.a + inputs.b
    length = np.linalg.norm(total)
    direction = total / length
    return (np.eye(total.size) - np.outer(direction, direction)) / length
