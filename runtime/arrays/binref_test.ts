import assert from "node:assert/strict";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { SegmentWriter } from "../payload/segments.ts";
import { BinrefWriter } from "./binref.ts";
import { decodeArrayField, type DecodeContext, isArrayFault } from "./decode.ts";
import { encodeArray } from "./encode.ts";
import { NDArray } from "./ndarray.ts";

/** A folder to read from, with a file of [0, 1, 2] in it, and a secret of the same beside it. */
class Folders implements Disposable {
  readonly outer = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "tessera binref " }));
  readonly inputs = join(this.outer, "in");
  readonly context: DecodeContext = {
    baseDir: this.inputs,
    roots: [this.inputs],
    allowUrls: false,
    strictShapes: false,
    strictTypes: false,
  };

  constructor() {
    Deno.mkdirSync(this.inputs);
    for (const file of [join(this.inputs, "a.bin"), join(this.outer, "secret.bin")]) {
      Deno.writeFileSync(file, NDArray.fromNested("float64", [0, 1, 2]).bytes());
    }
  }

  /** What the reference decodes to: elements, or the error text. */
  read(buffer: unknown, { shape = [3], compression, context = this.context }: {
    shape?: readonly number[];
    compression?: string;
    context?: DecodeContext;
  } = {}): unknown {
    const data = { buffer, encoding: "binref", ...(compression && { compression }) };
    const raw = { shape, dtype: "float64", data };
    const spec = { dtype: "float64", shape: "any", differentiable: false } as const;
    const result = decodeArrayField(raw, spec, context);
    return isArrayFault(result) ? result.ctx["error"] ?? result.type : result.toNested();
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.outer, { recursive: true });
  }
}

Deno.test("decodeArrayField() reads binrefs by path, offset and URL of a file", () => {
  using folders = new Folders();
  assert.deepEqual(folders.read("a.bin"), [0, 1, 2]);
  assert.deepEqual(folders.read("a.bin:8", { shape: [2] }), [1, 2]);
  assert.deepEqual(folders.read("a.bin:8:999", { shape: [2] }), [1, 2]);
  assert.deepEqual(folders.read(join(folders.inputs, "a.bin")), [0, 1, 2]);
  assert.deepEqual(folders.read(pathToFileURL(join(folders.inputs, "a.bin")).href), [0, 1, 2]);
  assert.deepEqual(folders.read("a.bin", { shape: [0] }), []);
  assert.equal(folders.read("a.bin:16", { shape: [] }), 2);
});

Deno.test("decodeArrayField() refuses binrefs that leave the allowed folders", () => {
  using folders = new Folders();
  const secret = join(folders.outer, "secret.bin");
  Deno.symlinkSync(secret, join(folders.inputs, "link.bin"));
  Deno.symlinkSync(folders.outer, join(folders.inputs, "up"));
  const absent = join(folders.outer, "absent.bin");
  const paths = ["../secret.bin", secret, "link.bin", "up/secret.bin", pathToFileURL(secret).href];
  for (const path of [...paths, absent, "../absent.bin", "/etc/passwd", "../in2/a.bin"]) {
    assert.match(String(folders.read(path)), /outside the folders/, path);
  }
  const anywhere = { ...folders.context, roots: null };
  assert.deepEqual(folders.read("../secret.bin", { context: anywhere }), [0, 1, 2]);
  assert.match(String(folders.read(secret, { context: { ...anywhere, roots: [] } })), /outside/);
});

Deno.test("decodeArrayField() says what is wrong with a binref", () => {
  using folders = new Folders();
  assert.match(String(folders.read("absent.bin")), /No such file/);
  assert.match(String(folders.read("absent.bin", { shape: [0] })), /No such file/);
  assert.match(String(folders.read(".")), /not a file/);
  assert.match(String(folders.read("http://x/a.bin")), /URL/);
  assert.match(
    String(folders.read("a.bin:8")),
    /is too small: expected 24 bytes at offset 8, but only 16 could be read\.$/,
  );
  assert.match(String(folders.read("a.bin", { shape: [1e12] })), /but only 24 could be read/);
  assert.match(
    String(folders.read("a.bin", { compression: "lz4" })),
    /compressed_size is required/,
  );
  assert.match(String(folders.read("a.bin:0:24", { compression: "lz4" })), /LZ4/);
  assert.equal(folders.read(""), "array_non_numeric");
  assert.equal(folders.read("a\0.bin"), "array_non_numeric");
});

Deno.test("BinrefWriter puts the arrays of a response into one file, and they read back", () => {
  using folders = new Folders();
  const dir = join(folders.inputs, "run_1");
  const binref = new BinrefWriter({ dir, prefix: "run_1/" });
  for (const compression of [null, "lz4"] as const) {
    const array = NDArray.zeros("float64", [2, 300]).map((_, k) => k % 7);
    const out = new SegmentWriter();
    encodeArray(array, out, { format: "json+binref", compression, binref });
    const raw = JSON.parse(out.segments().join(""));
    assert.deepEqual(Object.keys(raw), ["object_type", "shape", "dtype", "data"]);
    assert.match(raw.data.buffer, compression === null ? /\.bin:0$/ : /\.bin:4800:[0-9]+$/);
    const spec = { dtype: null, shape: "any", differentiable: false } as const;
    assert.deepEqual(decodeArrayField(raw, spec, folders.context), array);
  }
  assert.equal([...Deno.readDirSync(dir)].length, 1);
});

Deno.test("BinrefWriter makes a file even for an array without elements", () => {
  using folders = new Folders();
  const binref = new BinrefWriter({ dir: folders.inputs, prefix: "" });
  const reference = binref.write(new Uint8Array(0));
  assert.deepEqual(folders.read(reference, { shape: [0, 3] }), []);
});

Deno.test("BinrefWriter begins a new file only after one has grown beyond 100 MiB", () => {
  using folders = new Folders();
  const binref = new BinrefWriter({ dir: folders.inputs, prefix: "" });
  const first = binref.write(new Uint8Array(100 * 1024 * 1024));
  const [name = ""] = first.split(":");
  assert.equal(binref.write(new Uint8Array(8)), `${name}:${100 * 1024 * 1024}`);
  const third = binref.write(new Uint8Array(8));
  assert.ok(!third.startsWith(name) && third.endsWith(":0"));
});
