/** What the controls of a field are given. @module */

import type { ComponentChildren } from "preact";
import type { Schema } from "../schema/json_schema.ts";
import type { Draft, FieldPath } from "./draft.ts";

/** The part of a field that is filled in. */
export interface ControlProps<D extends Draft> {
  /** Id of the element, which the label names. */
  readonly id: string;
  readonly draft: D;
  readonly onChange: (draft: Draft) => void;
  /** Ids of the texts that describe it, and of its errors. */
  readonly describedBy: string | undefined;
  readonly isInvalid: boolean;
}

/** The attributes that tie an element to its label, its texts and its errors. */
export function controlAttributes(
  { id, describedBy, isInvalid }: Pick<ControlProps<Draft>, "id" | "describedBy" | "isInvalid">,
): { id: string; "aria-describedby"?: string; "aria-invalid"?: "true" } {
  return {
    id,
    ...(describedBy === undefined ? {} : { "aria-describedby": describedBy }),
    ...(isInvalid ? { "aria-invalid": "true" } : {}),
  };
}

/** A field to show. */
export interface FieldViewProps {
  readonly schema: Schema;
  /** The name on its label. */
  readonly name: string;
  readonly path: FieldPath;
  /** Left out of the request when undefined. */
  readonly draft: Draft | undefined;
  readonly onChange: (draft: Draft | undefined) => void;
  /** Whether it may be left out. */
  readonly isOptional?: boolean;
  /** More to put beside the label. */
  readonly children?: ComponentChildren;
}
