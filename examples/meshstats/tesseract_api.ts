/** Measures a triangle mesh and the data on its points; shows nested models and dicts of arrays. */

// deno-lint-ignore-file camelcase explicit-module-boundary-types -- the module contract

import { array, differentiable, Float64, NDArray, z } from "tessera";
import { areaGradient, areaOf, type Vector3 } from "./geometry.ts";

const Mesh = z.object({
  points: differentiable(array("float32", [null, 3])).describe("Coordinates of the points"),
  triangles: array("int32", [null, 3]).describe("Three indices of points for each triangle"),
  point_data: z.record(z.string(), array("float64", [null])).default({})
    .describe("Named values, one for each point"),
}).superRefine((mesh, context) => {
  if (mesh.points.shape[0] === 0) return context.addIssue("The mesh has no points");
  // abstract_eval brings shapes without values
  if (!(mesh.triangles instanceof NDArray)) return;
  const count = mesh.points.shape[0] ?? 0;
  if (mesh.triangles.data.some((index) => index < 0 || index >= count)) {
    context.addIssue(`triangles name points outside 0 to ${count - 1}`);
  }
});

const Statistics = z.object({
  triangle_count: z.int(),
  area: differentiable(Float64).describe("Sum over the triangles"),
  barycenter: differentiable(array("float32", [3])).describe("Mean of the points"),
  lower: array("float32", [3]).describe("Smallest coordinates"),
  upper: array("float32", [3]).describe("Largest coordinates"),
});

export const InputSchema = z.object({ mesh: Mesh });
export const OutputSchema = z.object({
  statistics: Statistics,
  point_data_ranges: z.record(z.string(), array("float64", [2]))
    .describe("Smallest and largest value of each entry of point_data"),
});

type Mesh = z.infer<typeof Mesh>;
type Inputs = z.infer<typeof InputSchema>;
type Shaped = { shape: readonly number[]; dtype: string };

/** Measures the mesh. */
export function apply({ mesh }: Inputs) {
  const points = pointsOf(mesh);
  const ranges = Object.entries(mesh.point_data)
    .map(([name, { data }]) => [name, rangeOf(data)]);
  return {
    statistics: {
      triangle_count: mesh.triangles.shape[0],
      area: trianglesOf(mesh).reduce((sum, { corners }) => sum + areaOf(corners), 0),
      barycenter: perAxis(
        points,
        (values) => values.reduce((sum, x) => sum + x, 0) / values.length,
      ),
      lower: perAxis(points, (values) => rangeOf(values)[0]),
      upper: perAxis(points, (values) => rangeOf(values)[1]),
    },
    point_data_ranges: Object.fromEntries(ranges),
  };
}

/** Derivatives of area and barycenter by the points. */
export function jacobian({ mesh }: Inputs, _jacInputs: Set<string>, jacOutputs: Set<string>) {
  const derivatives: Record<string, (mesh: Mesh) => NDArray> = {
    "statistics.area": areaByPoints,
    "statistics.barycenter": barycenterByPoints,
  };
  // the only differentiable input is mesh.points
  const rows = [...jacOutputs].map((path) => [path, { "mesh.points": derivatives[path]?.(mesh) }]);
  return Object.fromEntries(rows);
}

/** Every shape is fixed but the keys of point_data, which are those that come in. */
export function abstract_eval(
  { mesh }: { mesh: { triangles: Shaped; point_data: Record<string, Shaped> } },
) {
  const vector = { shape: [3], dtype: "float32" };
  const ranges = Object.keys(mesh.point_data).map((
    name,
  ) => [name, { shape: [2], dtype: "float64" }]);
  return {
    statistics: {
      triangle_count: mesh.triangles.shape[0],
      area: { shape: [], dtype: "float64" },
      barycenter: vector,
      lower: vector,
      upper: vector,
    },
    point_data_ranges: Object.fromEntries(ranges),
  };
}

function areaByPoints(mesh: Mesh): NDArray<"float64"> {
  const slope = NDArray.zeros("float64", mesh.points.shape);
  for (const { indices, corners } of trianglesOf(mesh)) {
    areaGradient(corners).forEach((gradient, corner) => {
      const start = 3 * (indices[corner] ?? 0);
      gradient.forEach((value, axis) => {
        slope.data[start + axis] = (slope.data[start + axis] ?? 0) + value;
      });
    });
  }
  return slope;
}

function barycenterByPoints(mesh: Mesh): NDArray<"float32"> {
  const count = mesh.points.shape[0] ?? 0;
  const slope = NDArray.zeros("float32", [3, count, 3]);
  for (let axis = 0; axis < 3; axis++) {
    for (let point = 0; point < count; point++) {
      slope.data[axis * count * 3 + point * 3 + axis] = 1 / count;
    }
  }
  return slope;
}

function pointsOf({ points }: Mesh): Vector3[] {
  return Array.from({ length: points.shape[0] ?? 0 }, (_, index) => {
    const [x = 0, y = 0, z = 0] = points.data.subarray(3 * index, 3 * index + 3);
    return [x, y, z];
  });
}

function trianglesOf(mesh: Mesh) {
  const points = pointsOf(mesh);
  const corner = (index: number): Vector3 => points[index] ?? [0, 0, 0];
  return Array.from({ length: mesh.triangles.shape[0] ?? 0 }, (_, index) => {
    const [p = 0, q = 0, r = 0] = mesh.triangles.data.subarray(3 * index, 3 * index + 3);
    return { indices: [p, q, r], corners: [corner(p), corner(q), corner(r)] as const };
  });
}

function perAxis(points: readonly Vector3[], reduce: (values: number[]) => number): number[] {
  return [0, 1, 2].map((axis) => reduce(points.map((point) => point[axis] ?? 0)));
}

function rangeOf(values: Iterable<number>): [number, number] {
  let [lower, upper] = [Infinity, -Infinity];
  for (const value of values) {
    lower = Math.min(lower, value);
    upper = Math.max(upper, value);
  }
  return [lower, upper];
}
