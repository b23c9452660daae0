/** Vectors of three numbers, and what a triangle's area does when its corners move. */

/** A point or a direction. */
export type Vector3 = readonly [number, number, number];

/** From one point to another. */
export function minus(to: Vector3, from: Vector3): Vector3 {
  return [to[0] - from[0], to[1] - from[1], to[2] - from[2]];
}

/** The vector product. */
export function cross(a: Vector3, b: Vector3): Vector3 {
  return [
    a[1] * b[2] - a[2] * b[1],
    a[2] * b[0] - a[0] * b[2],
    a[0] * b[1] - a[1] * b[0],
  ];
}

/** The length of a vector. */
export function norm([x, y, z]: Vector3): number {
  return Math.sqrt(x * x + y * y + z * z);
}

/** The area of a triangle. */
export function areaOf([p, q, r]: readonly [Vector3, Vector3, Vector3]): number {
  return 0.5 * norm(cross(minus(q, p), minus(r, p)));
}

/** How the area of a triangle grows with each of its corners; nothing for one without area. */
export function areaGradient([p, q, r]: readonly [Vector3, Vector3, Vector3]): Vector3[] {
  const normal = cross(minus(q, p), minus(r, p));
  const length = norm(normal);
  if (length === 0) return [];
  const unit: Vector3 = [normal[0] / length, normal[1] / length, normal[2] / length];
  return [minus(r, q), minus(p, r), minus(q, p)].map((edge) => {
    const [x, y, z] = cross(unit, edge);
    return [0.5 * x, 0.5 * y, 0.5 * z];
  });
}
