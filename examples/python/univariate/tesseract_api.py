"""Rosenbrock's function, the usual first test of an optimizer, with all its gradients."""

from pydantic import BaseModel, Field
from tesseract_core.runtime import Differentiable, Float64


class InputSchema(BaseModel):
    x: Differentiable[Float64] = Field(default=0.0, description="First coordinate")
    y: Differentiable[Float64] = Field(default=0.0, description="Second coordinate")
    a: float = Field(default=1.0, description="Where the minimum lies: x = a, y = a²")
    b: float = Field(default=100.0, description="How steep the valley's sides are")


class OutputSchema(BaseModel):
    result: Differentiable[Float64] = Field(description="(a - x)² + b·(y - x²)²")


def apply(inputs: InputSchema) -> OutputSchema:
    """Evaluates (a - x)² + b·(y - x²)²."""
    x, y, a, b = inputs.x, inputs.y, inputs.a, inputs.b
    return OutputSchema(result=(a - x) ** 2 + b * (y - x**2) ** 2)


def jacobian(inputs: InputSchema, jac_inputs: set[str], jac_outputs: set[str]):
    """The derivatives by x and y."""
    gradient = gradient_of(inputs)
    return {output: {path: gradient[path] for path in jac_inputs} for output in jac_outputs}


def jacobian_vector_product(inputs: InputSchema, jvp_inputs: set[str], jvp_outputs: set[str], tangent_vector):
    """The change of the result along a tangent."""
    gradient = gradient_of(inputs)
    change = sum(gradient[path] * tangent_vector[path] for path in sorted(jvp_inputs))
    return {output: change for output in jvp_outputs}


def vector_jacobian_product(inputs: InputSchema, vjp_inputs: set[str], vjp_outputs: set[str], cotangent_vector):
    """The gradient, weighted with a cotangent."""
    gradient = gradient_of(inputs)
    weight = sum(cotangent_vector[output] for output in vjp_outputs)
    return {path: weight * gradient[path] for path in vjp_inputs}


def abstract_eval(abstract_inputs):
    """The result is a scalar, whatever comes in."""
    return {"result": {"shape": [], "dtype": "float64"}}


def gradient_of(inputs):
    x, y, a, b = inputs.x, inputs.y, inputs.a, inputs.b
    return {"x": -2 * (a - x) - 4 * b * x * (y - x**2), "y": 2 * b * (y - x**2)}
