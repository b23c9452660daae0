import assert from "node:assert/strict";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import { z } from "zod";
import { TesseraError } from "../../lib/core/errors.ts";
import { loadModule } from "./load.ts";
import { moduleLoader } from "./loader.ts";

const SCHEMAS = `export const InputSchema = z.object({ a: z.number() });
export const OutputSchema = z.object({ b: z.number() });
`;
const HEAD = `import { z } from "zod";\n${SCHEMAS}`;

/** Files in a folder of their own, removed at the end of the test. */
async function folderWith(files: Record<string, string>, name = "module") {
  const root = await Deno.makeTempDir({ prefix: "tessera-test-" });
  const folder = join(root, name);
  for (const [path, text] of Object.entries(files)) {
    await Deno.mkdir(join(folder, path, ".."), { recursive: true });
    await Deno.writeTextFile(join(folder, path), text);
  }
  return {
    folder,
    path: (file: string) => join(folder, file),
    [Symbol.asyncDispose]: () => Deno.remove(root, { recursive: true }),
  };
}

async function importEntry(path: string) {
  return (await moduleLoader().loadEntry(path)).namespace;
}

async function failureOf(promise: Promise<unknown>): Promise<TesseraError> {
  const error: unknown = await promise.then(() => undefined, (error) => error);
  assert.ok(error instanceof TesseraError, Deno.inspect(error));
  return error;
}

function call(
  namespace: Readonly<Record<string, unknown>>,
  name: string,
  ...args: unknown[]
): unknown {
  return (namespace[name] as (...args: unknown[]) => unknown)(...args);
}

function stackOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return (error as Error).stack ?? "";
  }
  throw new Error("it did not throw");
}

Deno.test("loadModule() gives the module's exports and doc comments", async () => {
  await using dir = await folderWith({
    "tesseract_api.ts": `${HEAD}
/**
 * Adds one.
 *
 * Twice, if need be.
 * @param inputs what comes in
 */
export function apply(inputs: z.infer<typeof InputSchema>): { b: number } { return { b: inputs.a + 1 }; }
/** Not called. */
function other() {}
export const abstract_eval = async (inputs: unknown) => await inputs;
`,
  });
  const module = await loadModule(dir.path("tesseract_api.ts"));
  assert.equal(module.path, dir.path("tesseract_api.ts"));
  assert.equal(module.name, "tesseract_api");
  assert.deepEqual(module.docs, { apply: "Adds one.\n\nTwice, if need be." });
  assert.deepEqual(Object.keys(module.functions), ["apply", "abstract_eval"]);
  assert.deepEqual(module.functions.apply?.({ a: 1 }), { b: 2 });
  assert.ok(module.inputs instanceof z.ZodObject);
});

Deno.test("loadModule() resolves zod to the runtime's own copy", async () => {
  await using dir = await folderWith({
    "a.js": `import * as all from "zod"; import { z } from "zod/v4"; export { all, z };`,
  });
  const namespace = await importEntry(dir.path("a.js"));
  assert.equal((namespace.z as typeof z).ZodObject, z.ZodObject);
  assert.equal((namespace.all as { z: typeof z }).z.ZodObject, z.ZodObject);
});

Deno.test("loadModule() runs each file once when several files import it", async () => {
  await using dir = await folderWith({
    "main.ts": `import { left } from "./left.ts"; import { right } from "./lib/right.mjs";
export { left, right }; export const same = left === right; export * as json from "./data.json" with { type: "json" };`,
    "left.ts": `import { state } from "./lib/state.mts"; export const left: object = state;`,
    "lib/right.mjs": `import { state } from "./state.mts"; export const right = state;`,
    "lib/state.mts":
      `globalThis.runs = (globalThis.runs ?? 0) + 1; export const state = {} as const;`,
    "data.json": `{ "__proto__": 1, "text": "\\u2028 ' \\" \\\\ é" }`,
  });
  const namespace = await importEntry(dir.path("main.ts"));
  assert.equal(namespace.same, true);
  assert.equal((globalThis as { runs?: number }).runs, 1);
  const json = (namespace.json as { default: object }).default;
  assert.deepEqual(Object.entries(json), [["__proto__", 1], ["text", `\u2028 ' " \\ é`]]);
  assert.equal(await importEntry(dir.path("main.ts")), namespace, "unchanged: not run again");
});

Deno.test("loadModule() sees a change of the file when it is called again", async () => {
  await using dir = await folderWith({ "a.ts": `export const a: number = 1;` });
  assert.equal((await importEntry(dir.path("a.ts"))).a, 1);
  await Deno.writeTextFile(dir.path("a.ts"), `export const a: number = 2;`);
  assert.equal((await importEntry(dir.path("a.ts"))).a, 2);
});

Deno.test("loadModule() keeps import.meta that of the source in any folder", async () => {
  for (
    const name of ["plain", "with space", `a#b%20c?d`, `ünïcödé 目`, `quo'te"s\\back`, "new\nline"]
  ) {
    await using dir = await folderWith({
      "m e#t%a'.ts": `import { x } from "./lib/x%23.ts";
export const meta = import.meta, name: string = import . meta.filename, y = x;
export const resolved = import.meta.resolve("./lib/x%23.ts");
export const text = await Deno.readTextFile(new URL("./lib/x%23.ts", import.meta.url));
export function fail() { throw new Error("here"); }`,
      "lib/x#.ts": `export const x: string = import.meta.dirname;`,
    }, name);
    const path = dir.path("m e#t%a'.ts");
    const { href } = pathToFileURL(path);
    const namespace = await importEntry(path);
    const { resolve: _resolve, ...meta } = namespace.meta as Record<string, unknown>;
    assert.deepEqual({ ...meta }, { url: href, filename: path, dirname: dir.folder, main: false });
    assert.equal(namespace.name, path);
    assert.equal(namespace.y, dir.path("lib"));
    assert.equal(namespace.resolved, pathToFileURL(dir.path("lib/x#.ts")).href);
    assert.match(String(namespace.text), /import\.meta\.dirname/);
    const stack = stackOf(() => call(namespace, "fail"));
    assert.ok(stack.includes(`(file://${path}:5:32)`) || stack.includes(`(${href}:5:32)`), stack);
  }
});

Deno.test("stack traces keep line and column in TypeScript and JavaScript", async () => {
  const typescript =
    `import type { T } from "./none.ts"; import { y } from "./y.ts"; import "./y.ts";
type A = { é: string }; const é: string = "é😀" as A["é"]; function inner<Q extends unknown>(this: void, x: Q): never { throw new Error(x as string); }
export const outer = (x: string): void => { const u = import.meta.url; void u; inner<string>(x); }
export class K { #p: number | undefined = 1; m(): void { (undefined as unknown as { q(): void }).q(); } }
export { y };`;
  await using dir = await folderWith({
    "t.ts": typescript,
    "y.ts": `export const y = 1;`,
    "j.js":
      `#!/usr/bin/env node\nimport { y } from "./y.ts"; import.meta; export function outer() { y(); }`,
    "crlf.ts": "type A = 1;\r\nexport function outer(): void {\r\n  throw new Error('x');\r\n}\r\n",
    "user_map.js": `export function outer() { throw 1 + nope; }\n//# sourceMappingURL=nope.js.map`,
  });
  const line = (text: string, needle: string): string => {
    const at = text.indexOf(needle);
    const lines = text.slice(0, at).split("\n");
    return `${lines.length}:${(lines.at(-1)?.length ?? 0) + 1}`;
  };
  const t = await importEntry(dir.path("t.ts"));
  const { href } = pathToFileURL(dir.path("t.ts"));
  const stack = stackOf(() => call(t, "outer", "x"));
  assert.ok(stack.includes(`at inner (${href}:${line(typescript, "new Error(x")})`), stack);
  assert.ok(stack.includes(`outer (${href}:${line(typescript, "inner<string>")})`), stack);
  const K = t.K as new () => { m(): void };
  const method = stackOf(() => new K().m());
  assert.ok(method.includes(`K.m (${href}:${line(typescript, "q(); }")})`), method);

  for (
    const [file, place] of [["j.js", "2:68"], ["crlf.ts", "3:9"], ["user_map.js", "1:37"]] as const
  ) {
    const namespace = await importEntry(dir.path(file));
    const text = stackOf(() => call(namespace, "outer"));
    assert.ok(text.includes(`outer (${pathToFileURL(dir.path(file)).href}:${place})`), text);
  }
});

Deno.test("stack traces keep the line and nearly the column of what cannot just be stripped", async () => {
  const text = `enum Color { Red, Green = "g" }
namespace N { export const x: number = 1; }
export class P { constructor(private readonly v: string) {}
  fail(): never { import.meta;
    throw new Error(this.v + Color.Red + N.x);
  }
}
`;
  await using dir = await folderWith({ "p.ts": text });
  const { P } = await importEntry(dir.path("p.ts")) as { P: new (v: string) => { fail(): never } };
  const stack = stackOf(() => new P("v").fail());
  assert.match(stack, /^Error: v01\n/);
  assert.ok(stack.includes(`(${pathToFileURL(dir.path("p.ts")).href}:5:11)`), stack);
});

Deno.test("loadModule() runs files that import one another in a circle", async () => {
  await using dir = await folderWith({
    "a.ts": `import { b } from "./b.ts"; export const url: string = import.meta.url;
export function a(n: number): number { return n === 0 ? 0 : b(n - 1); }
export function metaEarly(): string { return import.meta.filename; }
export { early } from "./b.ts"; export { zed } from "./z.ts";
export const lazy = (): Promise<{ c: unknown }> => import("./c.ts");`,
    "b.ts": `import { a, metaEarly } from "./a.ts"; import { z } from "zod"; void z;
export const early: string = metaEarly();
export function b(n: number): number { if (n > 5) throw new Error("deep"); return a(n); }`,
    "z.ts": `export const zed = 1; import "./z.ts";`,
    "c.ts": `import { a } from "./a.ts"; export const c = a;`,
  });
  const before = await temporaryFolders();
  const namespace = await importEntry(dir.path("a.ts"));
  assert.deepEqual((await temporaryFolders()).filter((name) => !before.includes(name)), []);
  assert.equal(namespace.early, dir.path("a.ts"));
  assert.equal(call(namespace, "a", 2), 0);
  const stack = stackOf(() => call(namespace, "a", 7));
  assert.ok(stack.includes(`b (${pathToFileURL(dir.path("b.ts")).href}:3:57)`), stack);
  assert.ok(stack.includes(`a (${pathToFileURL(dir.path("a.ts")).href}:2:61)`), stack);
  const lazy = await call(namespace, "lazy") as { c: unknown };
  assert.equal(lazy.c, namespace.a, "the same instance");
});

async function temporaryFolders(): Promise<string[]> {
  const folder = Deno.env.get("TMPDIR") ?? "/tmp";
  const names = (await Array.fromAsync(Deno.readDir(folder))).map((entry) => entry.name);
  return names.filter((name) => name.startsWith("tessera-") && !name.startsWith("tessera-test-"));
}

Deno.test("loadModule() loads a big graph with shared files", async () => {
  const layers = 12;
  const files: Record<string, string> = {
    "0.ts": "export const n: number = 1; //" + "x".repeat(500),
  };
  for (let layer = 1; layer <= layers; layer++) {
    files[`${layer}.ts`] = `import { n as a } from "./${layer - 1}.ts";
import * as b from "./${layer - 1}_.ts"; export const n: number = a + b.n;`;
    files[`${layer - 1}_.ts`] = `export { n } from "./${layer - 1}.ts";`;
  }
  await using dir = await folderWith(files);
  const namespace = await importEntry(dir.path(`${layers}.ts`));
  assert.equal(namespace.n, 2 ** layers);
});

Deno.test("import() in a module finds files, names and JSON, computed or not", async () => {
  await using dir = await folderWith({
    "main.ts": `import { own } from "./own.ts"; export { own };
export const load = (name: string, options?: ImportCallOptions): Promise<unknown> => import(name, options);
export const literal = async (): Promise<unknown> => (await import("./own.ts")).own;
export const json = (): Promise<unknown> => import("./d.json", { with: { type: "json" } });
export const text = \`import("./own.ts") \${await import("./own.ts").then((m) => typeof m)}\`; // import("no")`,
    "own.ts": `export const own: object = {};`,
    "late.ts": `import { own } from "./own.ts"; export const late = own;`,
    "d.json": "[1]",
    "broken.js": `import { own } from "./own.ts"; let own;`,
    "broken.ts": "export const = 1;",
  });
  const namespace = await importEntry(dir.path("main.ts"));
  const load = (name: string) => call(namespace, "load", name) as Promise<Record<string, unknown>>;
  assert.equal(await call(namespace, "literal"), namespace.own);
  assert.equal((await load("./late.ts")).late, namespace.own);
  assert.equal((await load(pathToFileURL(dir.path("late.ts")).href)).late, namespace.own);
  assert.deepEqual((await call(namespace, "json") as { default: unknown }).default, [1]);
  assert.equal(namespace.text, `import("./own.ts") object`);
  assert.equal((await load("zod")).z, z);
  assert.equal(typeof (await load("node:fs")).readFileSync, "function");
  assert.match(
    (await failureOf(load("./lat.ts"))).message,
    /^Cannot import "\.\/lat\.ts" at .*main\.ts: found no file/,
  );
  assert.match((await failureOf(load("./d.json"))).message, /JSON/);
  assert.match((await failureOf(load("./broken.js"))).message, /already been declared, at .*:1:37/);
  assert.match(
    (await failureOf(load("./broken.ts"))).message,
    /broken\.ts:1:14\n\s+1 \| export const = 1;/,
  );
});

Deno.test("loadModule() says which import leads nowhere, and where it stands", async () => {
  const cases: [string, RegExp, RegExp?][] = [
    [
      `import "./none.ts"`,
      /^Cannot import "\.\/none\.ts" at \S+main\.ts:2:8: found no file "\S+none\.ts"$/,
    ],
    [`export * from "./helper"`, /main\.ts:2:15: found no file/, /Did you mean "\S+\/helper\.ts"/],
    [`import "./helper.js"`, /found no file/, /helper\.ts/],
    [`import "./helpr.ts"`, /found no file/, /helper\.ts/],
    [`import "./folder"`, /"\S+folder" is a folder/, /folder\/mod\.ts/],
    [`import d from "./data.json"`, /JSON file/, /with \{ type: "json" \}/],
    [`import d from "./data.json" with { type: "text" }`, /type: "text" is not supported/],
    [`import "./page.tsx"`, /JSX/],
    [`import "./old.cjs"`, /CommonJS/],
    [`import "./notes.txt"`, /neither JavaScript/],
    [`import "fs"`, /built-in/, /"node:fs"/],
    [`import "node:fss"`, /no such built-in/],
    [`import "helper.ts"`, /package/, /"\.\/helper\.ts"/],
    [`import "lodash"`, /packages are not installed/, /"tessera", "zod" and Node's built-ins/],
    [`import "npm:lodash@4"`, /packages are not installed/],
    [`import "jsr:@std/path"`, /packages are not installed/],
    [`import "https://esm.sh/x.js"`, /without the network/, /Download/],
    [`import "blob:x"`, /"blob:"/],
    [`import "zod/v3"`, /only "zod" itself/],
  ];
  await using dir = await folderWith({
    "helper.ts": "",
    "folder/mod.ts": "",
    "data.json": "1",
    "page.tsx": "",
    "old.cjs": "",
    "notes.txt": "",
  });
  for (const [text, message, hint] of cases) {
    await Deno.writeTextFile(dir.path("main.ts"), `${HEAD.split("\n")[0]}\n${text};\nthrow 1;`);
    const error = await failureOf(importEntry(dir.path("main.ts")));
    assert.match(error.message, message, text);
    if (hint !== undefined) assert.match(error.hint ?? "", hint, text);
  }
});

Deno.test("loadModule() shows syntax errors with file, line, column and the line", async () => {
  const cases: [string, string, string, string][] = [
    ["a.ts", "let é = 1;\nconst x: = 3;", ":2:10", "  2 | const x: = 3;\n    |          ^"],
    ["b.js", "let a = 1;\n let b = = 2;", ":2:10", "  2 |  let b = = 2;\n    |          ^"],
    ["c.js", `import { z } from "zod"; let z;`, ":1:30", "  1 | "],
    ["t.ts", "\t'é目😀'; let x: = 1;", ":1:17", "    |                 ^"],
    ["d.js", "function f() { (\n", "d.js:", ""],
    ["e.ts", `import { z } from "./b.js";`, "b.js:2:10", "let b = = 2"],
    ["f.json", `{"a": 1,\n "b": }`, "f.json:2:7", `  2 |  "b": }\n    |       ^`],
    ["g.ts", "export const a = 1;\nexport { nope };", "g.ts:2:10", "export { nope }"],
    ["h.ts", "enum A { x };\nlet a: = 2", "h.ts:2:8", "let a: = 2"],
    ["i.ts", "@dec class A {}", "i.ts:1:", "@dec class A {}"],
  ];
  await using dir = await folderWith(Object.fromEntries(cases));
  for (const [file, , place, excerpt] of cases) {
    let path = dir.path(file);
    if (file.endsWith(".json")) {
      path = dir.path("json.js");
      await Deno.writeTextFile(path, `import "./${file}" with { type: "json" };`);
    }
    const error = await failureOf(importEntry(path));
    const isRight = error.message.startsWith("Cannot load ") && error.message.includes(place) &&
      error.message.includes(excerpt) && error.message.length < 800;
    assert.ok(isRight, `${file}: ${error.message}`);
  }
});

Deno.test("loadModule() names an export that another file does not have", async () => {
  await using dir = await folderWith({
    "types.ts": "export interface Shape { a: string }\nexport const shapes = 1;",
    "a.ts": `let x = 1;\nimport { z } from "zod"; import { shape } from "./types.ts";`,
    "b.ts": `import { z, Interface, shapes } from "./types.ts"; throw 1;`,
    "c.ts": `import { nothing } from "zod";`,
  });
  const near = await failureOf(importEntry(dir.path("a.ts")));
  const types = dir.path("types.ts");
  assert.equal(
    near.message,
    `Cannot load "${dir.path("a.ts")}": found no export "shape" in "${types}", imported at ${
      dir.path("a.ts")
    }:2:35`,
  );
  assert.equal(near.hint, `Did you mean "shapes"?`);
  const type = await failureOf(importEntry(dir.path("b.ts")));
  assert.match(type.hint ?? "", /"import type \{ \w+ \}"/);
  const embedded = await failureOf(importEntry(dir.path("c.ts")));
  assert.match(embedded.message, /found no export "nothing" in "zod", imported at \S+c\.ts:1:10$/);
});

Deno.test("loadModule() keeps what a module throws as the cause, with its own stack", async () => {
  await using dir = await folderWith({
    "main.ts": `import { check } from "./check.ts";\n\nawait check("x");`,
    "check.ts":
      `export async function check(x: string): Promise<void> {\n  await 0;\n  throw new RangeError("no " + x); }`,
    "text.js": "throw 'text'",
    "file.js": "await Deno.readTextFile('/nonexistent/file')",
  });
  const error = await failureOf(loadModule(dir.path("main.ts")));
  assert.equal(error.code, "failed");
  assert.equal(
    error.message,
    `Cannot load module "${dir.path("main.ts")}": it threw RangeError: no x, at ${
      dir.path("check.ts")
    }:3:9`,
  );
  assert.ok(error.cause instanceof RangeError);
  assert.ok(error.cause.stack?.includes(`main.ts:3:1`), error.cause.stack);
  const text = await failureOf(loadModule(dir.path("text.js")));
  assert.match(text.message, /^Cannot load module "\S+text\.js": it threw "text"/);
  const file = await failureOf(loadModule(dir.path("file.js")));
  assert.match(file.message, /it threw NotFound: .*, at \S+file\.js:1:12$/);
});

Deno.test("loadModule() refuses what is not a module's file", async () => {
  await using dir = await folderWith({ "a.py": "", "folder.ts/x": "" });
  await Deno.writeFile(dir.path("bytes.ts"), new Uint8Array([0x2f, 0x2f, 0xff, 0xfe]));
  const message = async (file: string) => (await failureOf(loadModule(dir.path(file)))).message;
  assert.match(await message("none.ts"), /^Cannot load module "\S+none\.ts": found no file/);
  assert.match(await message("a.py"), /Python/);
  assert.match(await message("bytes.ts"), /not UTF-8/);
  assert.match(await message("folder.ts"), /is a folder/);
});

Deno.test("loadModule() writes nothing beside the source and loads the type stripper for types only", async () => {
  await using dir = await folderWith({
    "a.js": `${HEAD}export const apply = () => 1;`,
    "b.ts": `${HEAD}export const apply = () => 1;`,
    "../probe.ts": `import { loadModule } from "${import.meta.resolve("./load.ts")}";
import Module from "node:module";
await loadModule(Deno.args[0]);
const cache = (Module as unknown as { _cache: object })._cache;
console.log(Object.keys(cache).some((path) => path.includes("/amaro/")));`,
  });
  const config = decodeURIComponent(new URL("../../deno.json", import.meta.url).pathname);
  for (const [file, expected] of [["a.js", "false\n"], ["b.ts", "true\n"]] as const) {
    const args = ["run", "-A", "--no-check", "--config", config];
    const { stdout } = await new Deno.Command(Deno.execPath(), {
      args: [...args, dir.path("../probe.ts"), dir.path(file)],
      stderr: "inherit",
    }).output();
    assert.equal(new TextDecoder().decode(stdout), expected, file);
  }
  const names = (await Array.fromAsync(Deno.readDir(dir.folder))).map((entry) => entry.name);
  assert.deepEqual(names.sort(), ["a.js", "b.ts"]);
});

Deno.test("loadModule() works in a worker thread", async () => {
  await using dir = await folderWith({
    "a.ts": `import "./b.ts"; ${HEAD}export function apply(): never { throw new Error("in a"); }`,
    "b.ts": `import "./a.ts"; export const b = 1;`,
    "../worker.js": `import { loadModule } from "${import.meta.resolve("./load.ts")}";
import { parentPort, workerData } from "node:worker_threads";
try { (await loadModule(workerData)).functions.apply(); } catch (error) { parentPort.postMessage(error.stack); }`,
  });
  const worker = new Worker(pathToFileURL(dir.path("../worker.js")), {
    workerData: dir.path("a.ts"),
  });
  const stack = await new Promise((resolve, reject) => {
    worker.on("message", resolve);
    worker.on("error", reject);
  });
  await worker.terminate();
  assert.match(String(stack), /^Error: in a\n {4}at \S*apply \(file:\S+\/a\.ts:4:40\)/);
});

Deno.test("loadModule() wants a differentiable array on both sides where there are gradients", async () => {
  const module = (output: string) =>
    `import { array, differentiable, z } from "tessera";
export const InputSchema = z.object({ a: z.array(differentiable(array("float64", [null]))) });
export const OutputSchema = z.object({ b: ${output} });
export const apply = () => ({ b: 1 });
export const jacobian = () => ({});
`;
  await using files = await folderWith({
    "wrong.ts": module('array("float64", [])'),
    "right.ts": module('differentiable(array("float64", []))'),
  });
  const { code, message } = await failureOf(loadModule(files.path("wrong.ts")));
  assert.equal(code, "bad_input");
  assert.match(message, /"OutputSchema" has nothing to differentiate, expected a differentiable/);
  assert.doesNotMatch(message, /"InputSchema"/);
  assert.deepEqual(Object.keys((await loadModule(files.path("right.ts"))).functions), [
    "apply",
    "jacobian",
  ]);
});
