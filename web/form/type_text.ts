/** What a field takes, in a few words. @module */

import { arrayTypeText } from "../schema/array_type.ts";
import type { Field, Limits } from "../schema/field.ts";

/** "float64 [n, 3]", "integer from 0 to 10", "list". */
export function typeText(field: Field): string {
  switch (field.kind) {
    case "array":
      return arrayTypeText(field.type);
    case "number":
      return [field.isInteger ? "integer" : "number", ...limitTexts(field.limits)].join(" ");
    case "numbers":
      return field.isInteger ? "list of integers" : "list of numbers";
    case "text":
      return ["text", ...lengthTexts(field.minLength, field.maxLength)].join(" ");
    case "flag":
      return "true or false";
    case "choice":
      return field.options.length === 1 ? "fixed" : "one of a list";
    case "union":
      return "one of several types";
    case "list":
      return "list";
    case "tuple":
      return "tuple";
    case "dict":
      return "named entries";
    case "model":
      return "";
    case "paths":
      return "paths";
    case "null":
      return "nothing";
    case "json":
      return "any JSON";
  }
}

function limitTexts(limits: Limits): string[] {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = limits;
  return [
    ...(minimum === undefined ? [] : [`≥ ${minimum}`]),
    ...(exclusiveMinimum === undefined ? [] : [`> ${exclusiveMinimum}`]),
    ...(maximum === undefined ? [] : [`≤ ${maximum}`]),
    ...(exclusiveMaximum === undefined ? [] : [`< ${exclusiveMaximum}`]),
    ...(multipleOf === undefined ? [] : [`in steps of ${multipleOf}`]),
  ];
}

function lengthTexts(least: number, greatest: number | undefined): string[] {
  if (greatest !== undefined) return [`of ${least} to ${greatest} characters`];
  return least === 0 ? [] : [`of at least ${least} characters`];
}
