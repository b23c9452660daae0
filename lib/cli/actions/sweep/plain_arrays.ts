/** Arrays in outputs as nested lists and nothing else, which tables can hold. @module */

/**
 * An array as the `json` encoding writes it. Within a text of JSON its quotes would be escaped, so what matches is an
 * array; its buffer holds numbers, lists, `null`, and texts of complex numbers.
 */
const ARRAY =
  /\{"object_type":"array","shape":\[[\d,]*\],"dtype":"\w+","data":\{"buffer":([^{}]*),"encoding":"json"\}\}/g;

/** Replaces every array of a result, JSON text, by its buffer. Numbers keep all their digits. */
export function plainArrays(text: string): string {
  return text.replace(ARRAY, "$1");
}
