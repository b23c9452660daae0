"""Measures a triangle mesh; every gradient is a finite difference of apply."""

from typing import Literal

import numpy as np
from pydantic import BaseModel, Field, model_validator
from tesseract_core.runtime import Array, Differentiable, Float64, Int32
from tesseract_core.runtime.experimental import (
    finite_difference_jacobian,
    finite_difference_jvp,
    finite_difference_vjp,
)


class Mesh(BaseModel):
    points: Differentiable[Array[(None, 3), Float64]] = Field(description="Coordinates of the points")
    triangles: Array[(None, 3), Int32] = Field(description="Three indices of points for each triangle")

    @model_validator(mode="after")
    def known_points(self):
        count = self.points.shape[0]
        # abstract_eval brings shapes without values
        if isinstance(self.triangles, np.ndarray) and ((self.triangles < 0) | (self.triangles >= count)).any():
            raise ValueError(f"triangles name points outside 0 to {count - 1}")
        return self


class Differences(BaseModel):
    algorithm: Literal["central", "forward", "stochastic"] = Field(
        default="central", description="Stochastic costs as much for a million points as for ten, and is noisy"
    )
    eps: float = Field(default=1e-5, gt=0, description="How far a coordinate is moved, in its own unit")
    seed: int = Field(default=0, description="Of the directions of the stochastic algorithm")


class InputSchema(BaseModel):
    mesh: Mesh
    differences: Differences = Field(default=Differences(), description="How gradients are made")


class OutputSchema(BaseModel):
    area: Differentiable[Float64] = Field(description="Sum over the triangles")
    volume: Differentiable[Float64] = Field(description="Enclosed by the triangles, which show outwards")
    barycenter: Differentiable[Array[(3,), Float64]] = Field(description="Mean of the points")


def apply(inputs: InputSchema) -> OutputSchema:
    """Measures the mesh."""
    mesh = inputs.mesh
    p, q, r = (mesh.points[mesh.triangles[:, corner]] for corner in range(3))
    normals = np.cross(q - p, r - p)
    return OutputSchema(
        area=np.linalg.norm(normals, axis=1).sum() / 2,
        volume=(p * normals).sum() / 6,
        barycenter=mesh.points.mean(axis=0),
    )


def jacobian(inputs: InputSchema, jac_inputs: set[str], jac_outputs: set[str]):
    """One pair of calls of apply for each coordinate of each point."""
    return finite_difference_jacobian(apply, inputs, jac_inputs, jac_outputs, **options_of(inputs))


def jacobian_vector_product(inputs: InputSchema, jvp_inputs: set[str], jvp_outputs: set[str], tangent_vector):
    """One pair of calls, whatever the size of the mesh."""
    options = options_of(inputs)
    options.pop("seed", None)
    return finite_difference_jvp(apply, inputs, jvp_inputs, jvp_outputs, tangent_vector, **options)


def vector_jacobian_product(inputs: InputSchema, vjp_inputs: set[str], vjp_outputs: set[str], cotangent_vector):
    """As many calls as the Jacobian takes."""
    return finite_difference_vjp(apply, inputs, vjp_inputs, vjp_outputs, cotangent_vector, **options_of(inputs))


def abstract_eval(abstract_inputs):
    """Every shape is fixed."""
    scalar = {"shape": [], "dtype": "float64"}
    return {"area": scalar, "volume": scalar, "barycenter": {"shape": [3], "dtype": "float64"}}


def options_of(inputs):
    algorithm, eps, seed = inputs.differences.algorithm, inputs.differences.eps, inputs.differences.seed
    return {"algorithm": algorithm, "eps": eps, **({"seed": seed} if algorithm == "stochastic" else {})}
