/**
 * Lists of float64 to and from JSON text, in AssemblyScript: `./denow task wasm` compiles it into
 * runtime/payload/float_lists_wasm.ts.
 *
 * Texts and numbers lie in the module's memory, where the caller puts and takes them. What is rare (subnormal
 * numbers, more than 19 digits, what is no number at all) is left to the caller's JSON parser.
 */

export { read } from "./read";
export { FREE } from "./tables";
export { write } from "./write";
