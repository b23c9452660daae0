import assert from "node:assert/strict";
import { join } from "node:path";
import { z } from "zod";
import type { RuntimeConfig } from "../config/config.ts";
import { PATH_POLICIES, resolveConfig } from "../config/from_env.ts";
import { SegmentWriter } from "../payload/segments.ts";
import { withConfig } from "../tracking/current_config.ts";
import { compileModel } from "./compile.ts";
import { IN_MEMORY } from "./parse_context.ts";
import { inputPath, outputPath } from "./path_schema.ts";

Deno.test("inputPath() gives the absolute path of what exists in the input path", async () => {
  await withFolders(({ input, parse }) => {
    assert.deepEqual(parse(inputPath(), "a.txt"), join(input, "a.txt"));
    assert.deepEqual(parse(inputPath(), join(input, "sub")), join(input, "sub"));
    assert.deepEqual(parse(inputPath(), ""), input);
    assert.deepEqual(parse(inputPath().nullable(), null), null);
  });
});

Deno.test("inputPath() refuses what is elsewhere, missing or no text", async () => {
  await withFolders(({ parse }) => {
    for (const path of ["../out", "/etc/passwd", "link", "link/passwd", "sub/../../out"]) {
      assert.match(String(parse(inputPath(), path)), /^value_error: .* is outside /, path);
    }
    assert.match(String(parse(inputPath(), "b.txt")), /does not exist$/);
    assert.match(String(parse(inputPath(), "a\0")), /null character$/);
    assert.match(String(parse(inputPath(), 5)), /^is_instance_of: .*, string_type: /);
  });
});

Deno.test("inputPath() lets refinements see the absolute path", async () => {
  await withFolders(({ input, parse }) => {
    const seen: string[] = [];
    const field = inputPath().refine((path) => {
      seen.push(path);
      return path.endsWith(".csv");
    }, { error: "no table" });
    assert.equal(parse(field, "a.txt"), "value_error: Value error, no table");
    assert.deepEqual(seen, [join(input, "a.txt")]);
  });
});

Deno.test("outputPath() is absolute in memory and relative on the wire", async () => {
  await withFolders(({ output, config, parse }) => {
    Deno.writeTextFileSync(join(output, "r.txt"), "");
    for (const given of ["r.txt", join(output, "r.txt")]) {
      assert.equal(parse(outputPath(), given), join(output, "r.txt"));
    }
    assert.match(String(parse(outputPath(), "missing.txt")), /does not exist$/);
    assert.match(String(parse(outputPath(), "/etc/passwd")), /is outside /);
    const out = new SegmentWriter();
    const model = compileModel(z.object({ p: outputPath(), q: inputPath() }), "concrete");
    const value = { p: join(output, "r.txt"), q: "/elsewhere" };
    withConfig(config, () => model.write(value, out, { format: "json", compression: null }));
    assert.deepEqual(out.segments(), ['{"p":"r.txt","q":"/elsewhere"}']);
  });
});

Deno.test("skipPathChecks takes files that do not exist, but none from elsewhere", async () => {
  await withFolders(({ output, parse }) => {
    const skip = { skipPathChecks: true };
    assert.equal(parse(outputPath(), "later.txt", skip), join(output, "later.txt"));
    assert.match(String(parse(outputPath(), "../later.txt", skip)), /is outside /);
  });
});

interface Folders {
  readonly input: string;
  readonly output: string;
  readonly config: RuntimeConfig;
  /** The value, or the errors as text. */
  parse(field: z.ZodType, raw: unknown, change?: { skipPathChecks: boolean }): unknown;
}

async function withFolders(use: (folders: Folders) => void): Promise<void> {
  const root = await Deno.realPath(await Deno.makeTempDir({ prefix: "tessera-paths-" }));
  const [input, output] = [join(root, "in"), join(root, "out")];
  try {
    await Deno.mkdir(join(input, "sub"), { recursive: true });
    await Deno.mkdir(output);
    await Deno.writeTextFile(join(input, "a.txt"), "");
    await Deno.symlink("/etc", join(input, "link"));
    const config = resolveConfig({ inputPath: input, outputPath: output }, PATH_POLICIES.command);
    const parse: Folders["parse"] = (field, raw, change = { skipPathChecks: false }) => {
      const model = compileModel(z.object({ f: field }), "concrete");
      const found = withConfig(config, () => model.parse({ f: raw }, { ...IN_MEMORY, ...change }));
      if (found.ok) return (found.value as { f: unknown }).f;
      return found.errors.map(({ type, msg }) => `${type}: ${msg}`).join(", ");
    };
    use({ input, output, config, parse });
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}
