import assert from "node:assert/strict";
import { join } from "node:path";
import { z } from "zod";
import { NDArray } from "../arrays/ndarray.ts";
import { PATH_POLICIES, resolveConfig } from "../config/from_env.ts";
import { SegmentWriter } from "../payload/segments.ts";
import { withConfig } from "../tracking/current_config.ts";
import { array } from "./array_schema.ts";
import { compileModel } from "./compile.ts";
import { differentiable } from "./differentiable.ts";
import { lazySequence } from "./lazy_sequence.ts";
import { IN_MEMORY, type ParseContext } from "./parse_context.ts";
import { getAtPath, hasPath } from "./paths.ts";

const Vectors = z.object({ data: lazySequence(differentiable(array("float64", [2]))) });
const Numbers = z.object({ data: lazySequence(z.int()) });

Deno.test("lazySequence() takes a list and checks its items", () => {
  assert.deepEqual(parse(Numbers, [1, 2]), [1, 2]);
  assert.deepEqual(parse(Numbers, [1, "x"]), [
    "data.json-or-python[json=list[int],python=chain[is-instance[Sequence]," +
    "function-wrap[sequence_validator()]]].1: int_parsing",
    "data.constrained-str: string_type",
  ]);
  assert.match(String(parse(Numbers, "no pattern")), /: sequence_str,.*: string_pattern_mismatch$/);
  assert.match(String(parse(Numbers, { a: 1 })), /: is_instance_of,.*: string_type$/);
});

Deno.test("lazySequence() reads the files of a pattern when they are used, each time", async () => {
  await inFolder({ "s_1.json": "[1,2]", "s_10.json": "[3,4]", "s_2.json": "broken" }, (folder) => {
    const data = parse(Vectors, "@s_*.json", { baseDir: folder, roots: [folder] }) as NDArray[];
    assert.equal(data.length, 3);
    assert.ok(Array.isArray(data));
    assert.deepEqual([...data[1]?.data ?? []], [3, 4]);
    Deno.writeTextFileSync(join(folder, "s_10.json"), "[5,6]");
    assert.deepEqual([...data.at(1)?.data ?? []], [5, 6]);
    assert.throws(
      () => data[2],
      /Cannot read item 2 of a lazy sequence from ".*s_2\.json": .* at character 0, expected JSON/,
    );
    Deno.writeTextFileSync(join(folder, "s_2.json"), "[1,2,3]");
    assert.throws(() => [...data], /item 2 .*s_2\.json": \S/);
    Deno.removeSync(join(folder, "s_2.json"));
    assert.throws(() => data.map(String), /s_2\.json": No such file/);
    assert.equal(data[3], undefined);
  });
});

Deno.test("lazySequence() works with paths of gradients and cannot be changed", async () => {
  await inFolder({ "a.json": "[1,2]" }, (folder) => {
    const data = parse(Vectors, "@a.json", { baseDir: folder, roots: [folder] }) as unknown[];
    assert.ok(hasPath({ data }, "data.[0]") && !hasPath({ data }, "data.[1]"));
    assert.ok(getAtPath({ data }, "data.[0]") instanceof NDArray);
    assert.throws(() => data[0] = 1, TypeError);
    assert.throws(() => data.push(1), TypeError);
    assert.deepEqual(compileModel(Vectors, "concrete").leaves.map(({ pattern }) => pattern), [
      "data.[]",
    ]);
  });
});

Deno.test("lazySequence() reads binrefs beside the file that names them", async () => {
  const header = '"object_type":"array","shape":[2],"dtype":"float64"';
  const item = `{${header},"data":{"buffer":"x.bin:0","encoding":"binref"}}`;
  await inFolder({ "sub/a.json": item }, (folder) => {
    Deno.writeFileSync(join(folder, "sub", "x.bin"), new Uint8Array(16));
    const data = parse(Vectors, "@sub/*.json", { baseDir: folder, roots: [folder] }) as NDArray[];
    assert.deepEqual([...data[0]?.data ?? []], [0, 0]);
  });
});

Deno.test("lazySequence() keeps requests in the folders that they may read", async () => {
  await inFolder({ "in/a.json": "1", "out/b.json": "2" }, (root) => {
    const folder = join(root, "in");
    Deno.symlinkSync(join(root, "out"), join(folder, "link"));
    const patterns = ["@../out/*.json", "@/etc/*", "@link/*.json", `@${root}/out/b.json`];
    for (const pattern of [...patterns, "@*/../../out/b.json"]) {
      const found = String(parse(Numbers, pattern, { baseDir: folder, roots: [folder] }));
      assert.match(found, /data\.constrained-str: value_error$/, pattern);
    }
    const url = parse(Numbers, "@http://127.0.0.1/*.json", { baseDir: folder, roots: [folder] });
    assert.match(String(url), /value_error/);
    assert.deepEqual(
      parse(Numbers, `@file://${folder}/a.json`, { baseDir: folder, roots: [folder] }),
      [
        1,
      ],
    );
  });
});

Deno.test("lazySequence() of a command looks in the input path when the working folder has none", async () => {
  await inFolder({ "odd_name_1.json": "7" }, (folder) => {
    const data = parse(Numbers, "@odd_name_*.json", { baseDir: folder, roots: null });
    assert.deepEqual([...data as number[]], [7]);
    assert.deepEqual(parse(Numbers, "@no_such_*.json", { baseDir: folder, roots: null }), []);
    const missing = parse(Numbers, "@no_such.json", { baseDir: folder, roots: null });
    assert.match(String(missing), /value_error/);
  });
});

Deno.test("lazySequence() is written as a list", async () => {
  await inFolder({ "a.json": "1", "b.json": "2" }, (folder) => {
    const data = parse(Numbers, "@*.json", { baseDir: folder, roots: [folder] });
    const out = new SegmentWriter();
    compileModel(Numbers, "concrete").write({ data }, out, { format: "json", compression: null });
    assert.deepEqual(out.segments(), ['{"data":[1,2]}']);
  });
});

Deno.test("lazySequence() of arrays is one of shapes for abstract_eval", () => {
  const model = compileModel(Vectors, "abstract");
  const found = model.parse({ data: [{ shape: [2], dtype: "float32" }] }, IN_MEMORY);
  assert.deepEqual(found, { ok: true, value: { data: [{ shape: [2], dtype: "float64" }] } });
});

function parse(model: z.ZodType, data: unknown, change: Partial<ParseContext> = {}): unknown {
  const config = resolveConfig({ inputPath: "/", outputPath: "/" }, PATH_POLICIES.server);
  const found = withConfig(config, () => {
    return compileModel(model, "concrete").parse({ data }, { ...IN_MEMORY, ...change });
  });
  if (found.ok) return (found.value as { data: unknown }).data;
  return found.errors.map(({ loc, type }) => `${loc.join(".")}: ${type}`);
}

async function inFolder(
  files: Readonly<Record<string, string>>,
  use: (folder: string) => void,
): Promise<void> {
  const folder = await Deno.realPath(await Deno.makeTempDir({ prefix: "tessera-lazy-" }));
  try {
    for (const [name, text] of Object.entries(files)) {
      await Deno.mkdir(join(folder, name, ".."), { recursive: true });
      await Deno.writeTextFile(join(folder, name), text);
    }
    use(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
