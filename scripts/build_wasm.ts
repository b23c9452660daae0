/**
 * Compiles wasm/float_lists.ts (AssemblyScript) into runtime/payload/float_lists_wasm.ts: `deno task wasm`.
 *
 * The result is kept with the sources, so that nothing has to be built before the tests; a test compiles it again
 * and compares.
 *
 * @module
 */

// @ts-types="./assemblyscript.d.ts"
import asc from "assemblyscript/asc";
import { ROOT } from "./process.ts";

const SOURCE = "wasm/float_lists.ts";
const TARGET = "runtime/payload/float_lists_wasm.ts";
const LINE_LENGTH = 96;

/** The text of the file that is kept; @throws {Error} With the compiler's words. */
export async function compileWasm(): Promise<string> {
  const folder = await Deno.makeTempDir({ prefix: "tessera-wasm-" });
  try {
    const output = `${folder}/float_lists.wasm`;
    const flags = ["-O3", "--noAssert", "--runtime", "stub", "--importMemory", "--memoryBase", "0"];
    const argv = [SOURCE, "--baseDir", ROOT, "--outFile", output, ...flags];
    const { error, stderr } = await asc.main(argv);
    if (error !== null) throw new Error(`Cannot compile ${SOURCE}: ${error.message}\n${stderr}`);
    return sourceOf(await Deno.readFile(output));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function sourceOf(wasm: Uint8Array<ArrayBuffer>): string {
  const lines = wasm.toBase64().match(new RegExp(`.{1,${LINE_LENGTH}}`, "g")) ?? [];
  return [
    `/** ${SOURCE}, compiled: \`./denow task wasm\` writes this file. @module */`,
    "",
    "/** A WebAssembly module, as base64. */",
    "export const FLOAT_LISTS_WASM: string =",
    ...lines.map((line, k) => `  "${line}"${k === lines.length - 1 ? ";" : " +"}`),
    "",
  ].join("\n");
}

if (import.meta.main) await Deno.writeTextFile(`${ROOT}/${TARGET}`, await compileWasm());
