/** The request bodies that both servers get, byte for byte. @module */

import { join } from "node:path";

/** Writes the bodies and the wrk scripts that send them; @returns Paths of the scripts by name. */
export async function writeBodies(dir: string): Promise<Map<string, string>> {
  const scripts = new Map<string, string>();
  for (const [name, chunks] of Object.entries(BODIES)) {
    const body = join(dir, `${name}.json`);
    const file = await Deno.open(body, { write: true, create: true, truncate: true });
    for (const chunk of chunks()) await writeAll(file, new TextEncoder().encode(chunk));
    file.close();
    const script = join(dir, `${name}.lua`);
    await Deno.writeTextFile(script, wrkScript(body));
    scripts.set(name, script);
  }
  return scripts;
}

const BODIES: Record<string, () => Generator<string>> = {
  tiny: () => base64Body(3),
  base64Small: () => base64Body(100_000),
  base64Medium: () => base64Body(1_000_000),
  base64Large: () => base64Body(10_000_000),
  list: () => listBody(100_000),
};

/** A body of `length` float64 as base64, in pieces. */
export function* base64Body(length: number): Generator<string> {
  yield `{"inputs":{"a":{"object_type":"array","shape":[${length}],"dtype":"float64",` +
    `"data":{"buffer":"`;
  const step = 300_000;
  for (let at = 0; at < length; at += step) {
    const values = Float64Array.from(
      { length: Math.min(step, length - at) },
      (_, k) => noise(at + k),
    );
    yield new Uint8Array(values.buffer).toBase64();
  }
  yield `","encoding":"base64"}},"s":2.0}}`;
}

function* listBody(length: number): Generator<string> {
  const values = Array.from({ length }, (_, k) => noise(k));
  yield JSON.stringify({ inputs: { a: values, s: 2.5 } });
}

/** Reproducible values with all their digits in use. */
function noise(k: number): number {
  const x = Math.sin(k + 1) * 43_758.545_312_3;
  return x - Math.floor(x) + 0.1;
}

function wrkScript(body: string): string {
  return `local file = io.open(${JSON.stringify(body)}, "rb")
wrk.method = "POST"
wrk.body = file:read("*a")
wrk.headers["content-type"] = "application/json"
file:close()
`;
}

async function writeAll(file: Deno.FsFile, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.byteLength;) at += await file.write(bytes.subarray(at));
}
