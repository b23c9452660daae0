/**
 * Where our answers differ from upstream's on purpose, each with its reason.
 *
 * Two differences are rules rather than single cases: the answer's encoding follows the request's when nobody
 * states a preference (`answeredAs`), and the fault of an envelope is named where upstream says that it is no
 * number (D10, error_words.ts).
 *
 * For modules in Python, a third rule takes the place of the second: a traceback begins where the module is
 * called, without the web server around it. Which reasons stand for them is said in python_corpora.ts.
 *
 * @module
 */

/** The reasons, by the id under which cases name them. */
export const REASONS = {
  D1: "q=0 is a refusal, as HTTP says",
  D2: "a run id that leaves the output folder is refused",
  D3: "an error about NaN or infinity is answered as any other error",
  D4: "files outside the input and output folders are not read for a client",
  EXACT: "64-bit integers stay exact, where upstream takes a detour over float64",
  NUMBER: "a field without a type gives 1.0 back as 1: JavaScript has one kind of number",
  PYTHON: "in Python true equals 1",
  DEPTH: "the echo of a refused input ends at a depth that no honest input has",
  HEAD: "HEAD is answered wherever GET is",
  TEXT: "an error about bytes or half letters that are no text is answered as any other error",
  LONG: "a body of more than 64 KiB is UTF-8, or refused as what it is",
  TYPE: "a body without a content type is taken for JSON",
  PAGE: "a traceback is plain text, also for who takes web pages",
  D6: "negative lengths are refused in abstract_eval too",
} as const;

/** What our answer is instead. */
export interface Difference {
  /** The reason. */
  readonly id: keyof typeof REASONS;
  /** Our status. */
  readonly status: number;
  /** Types of the errors in our 422, in order; not looked at when left out. */
  readonly types?: readonly string[];
}
