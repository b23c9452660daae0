/**
 * Makes JavaScript shorter without changing what a person sees of it in a stack trace.
 *
 * Whatever starts the executable reads all files of the program and parses those it needs, so their size is
 * time. See docs/decisions/0008-smaller-program.md.
 *
 * @module
 */

import { minify } from "terser";

/** Lines stay short enough to be shown, and a position in a stack trace stays a place. */
const LINE_LENGTH = 200;

/**
 * A module without its white space and with short names for local variables; functions and classes keep theirs.
 *
 * @param source A module as the bundler writes it.
 * @throws {Error} when it is no JavaScript.
 */
export async function minifyModule(source: string): Promise<string> {
  const { code } = await minify(source, {
    module: true,
    compress: false, // takes twice the time and gains nothing that could be measured
    mangle: { keep_classnames: true, keep_fnames: true },
    // "some": licences; V8 reads ASCII as it is, and anything else into strings of twice the size
    format: { comments: "some", max_line_len: LINE_LENGTH, ascii_only: true },
  });
  return code ?? "";
}
