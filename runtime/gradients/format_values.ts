/** Arrays as text for people. @module */

import type { Values } from "./values.ts";

/** Elements shown of a long array. */
const MAX_SHOWN = 100;
const PRECISION = 8;

/** Nested brackets as numpy prints them, on one line; a scalar is bare; the rest is `...`. */
export function formatValues(values: Values): string {
  if (values.shape.length === 0) return element(values, 0);
  if (values.re.length === 0) return "[]";
  let shown = 0;
  const level = (axis: number, start: number, size: number): string => {
    const length = values.shape[axis] ?? 1;
    const each = size / length;
    const parts: string[] = [];
    for (let i = 0; i < length; i++) {
      if (shown >= MAX_SHOWN) {
        parts.push("...");
        break;
      }
      if (axis === values.shape.length - 1) {
        parts.push(element(values, start + i));
        shown++;
      } else parts.push(level(axis + 1, start + i * each, each));
    }
    return `[${parts.join(" ")}]`;
  };
  return level(0, 0, values.re.length);
}

function element({ re, im }: Values, at: number): string {
  const real = number(re[at] ?? NaN);
  if (im === null) return real;
  const imaginary = number(im[at] ?? NaN);
  return `${real}${imaginary.startsWith("-") ? "" : "+"}${imaginary}j`;
}

function number(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  const text = String(Number(value.toPrecision(PRECISION + 1)));
  const [mantissa = "", exponent] = text.split("e");
  if (exponent === undefined) return text.includes(".") ? text : `${text}.`;
  const [sign, digits] = [exponent.startsWith("-") ? "-" : "+", exponent.replace(/^[+-]/, "")];
  return `${mantissa}e${sign}${digits.padStart(2, "0")}`;
}
