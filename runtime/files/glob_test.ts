import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { expandGlob, fixedPart } from "./glob.ts";

const FILES = [
  "s_1.json",
  "s_10.json",
  "s_2.json",
  "s_x.txt",
  ".hidden.json",
  "odd [name](1)+{2}.json",
  "sub/deep/s_1.json",
  "sub/s_3.json",
];

Deno.test("expandGlob() matches as shells do, sorted by text", async () => {
  await inFolder((root) => {
    const cases: [string, string[]][] = [
      ["s_*.json", ["s_1.json", "s_10.json", "s_2.json"]],
      ["s_?.json", ["s_1.json", "s_2.json"]],
      ["s_[12].json", ["s_1.json", "s_2.json"]],
      ["s_[!1].*", ["s_2.json", "s_x.txt"]],
      ["s_[0-9]*", ["s_1.json", "s_10.json", "s_2.json"]],
      ["**/s_1.json", ["s_1.json", "sub/deep/s_1.json"]],
      ["sub/**", ["sub/deep/s_1.json", "sub/s_3.json"]],
      ["*/s_3.json", ["sub/s_3.json"]],
      ["s_2.json", ["s_2.json"]],
      ["odd [[]name](1)+{2}.json", ["odd [name](1)+{2}.json"]],
      ["o*+{2}.json", ["odd [name](1)+{2}.json"]],
      [".h*", [".hidden.json"]],
      ["su*", []],
      ["nothing*", []],
      ["s_1.json/*", []],
      ["no/such/file", []],
    ];
    for (const [pattern, expected] of cases) {
      const found = expandGlob(join(root, pattern)).map((path) => path.slice(root.length + 1));
      assert.deepEqual(found, expected, pattern);
    }
  });
});

Deno.test("expandGlob() ends where a link leads back up", async () => {
  await inFolder((root) => {
    Deno.symlinkSync(root, join(root, "sub", "up"));
    assert.equal(expandGlob(join(root, "**", "s_3.json")).length, 1);
  });
});

Deno.test("fixedPart() is the folder that all matches lie in", () => {
  assert.equal(fixedPart("/a/b/*.json"), "/a/b");
  assert.equal(fixedPart("/a/b.json"), "/a/b.json");
  assert.equal(fixedPart("/*"), "/");
});

async function inFolder(use: (root: string) => void): Promise<void> {
  const root = await Deno.makeTempDir({ prefix: "tessera-glob-" });
  try {
    for (const file of FILES) {
      await Deno.mkdir(dirname(join(root, file)), { recursive: true });
      await Deno.writeTextFile(join(root, file), "");
    }
    use(root);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}
