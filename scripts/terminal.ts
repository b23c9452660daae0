/** What the scripts of this folder print. @module */

const encoder = new TextEncoder();

/** Writes one line to stdout. */
export function say(line = ""): void {
  writeAll(Deno.stdout, `${line}\n`);
}

/** Writes one line of progress to stderr. */
export function note(line: string): void {
  writeAll(Deno.stderr, `${line}\n`);
}

function writeAll(to: { writeSync(bytes: Uint8Array): number }, text: string): void {
  let rest = encoder.encode(text);
  while (rest.length > 0) rest = rest.subarray(to.writeSync(rest));
}
