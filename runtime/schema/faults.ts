/** Validation errors that zod has no words for travel through it as they are. @module */

import type { z } from "zod";

/** An error in pydantic's words. */
export interface Fault {
  readonly type: string;
  readonly msg: string;
  /** Left out of the answer where undefined. */
  readonly ctx?: Record<string, unknown>;
}

/** Adds an error to a node's result. @param path Keys below the node's value. */
export function pushFault(
  payload: z.core.ParsePayload,
  fault: Fault,
  inst: z.core.$ZodType,
  path: readonly (string | number)[] = [],
): void {
  const issue = { code: "custom", params: { fault }, input: payload.value, inst } as const;
  payload.issues.push(path.length === 0 ? issue : { ...issue, path: [...path] });
}

/** The error that {@linkcode pushFault} put into an issue. */
export function faultOf(params: Record<string, unknown> | undefined): Fault | undefined {
  return params?.fault as Fault | undefined;
}
