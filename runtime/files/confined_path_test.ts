import assert from "node:assert/strict";
import { join } from "node:path";
import { followLinks, isInside, resolveInside } from "./confined_path.ts";

Deno.test("resolveInside() takes what lies in the folder, also when it does not exist", async (t) => {
  await inFolder((root) => {
    for (
      const [path, expected] of [
        ["", root],
        [".", root],
        ["in.txt", join(root, "in.txt")],
        ["sub/../new/file", join(root, "new", "file")],
        [join(root, "sub"), join(root, "sub")],
        ["inner-link/x", join(root, "sub", "x")],
        ["..name", join(root, "..name")],
      ] as const
    ) assert.equal(resolveInside(root, path), expected, path);
  });
  await t.step("and the folder may be reached through a link itself", async () => {
    await inFolder((root) => {
      Deno.symlinkSync(root, `${root}-link`);
      try {
        assert.equal(resolveInside(`${root}-link`, "in.txt"), join(root, "in.txt"));
        assert.equal(resolveInside(`${root}-link`, join(root, "sub")), join(root, "sub"));
      } finally {
        Deno.removeSync(`${root}-link`);
      }
    });
  });
});

Deno.test("resolveInside() refuses what leads out of the folder", async () => {
  await inFolder((root) => {
    const outside = ["..", "../x", "sub/../../x", "/etc/passwd", "out-link", "out-link/passwd"];
    for (const path of [...outside, "dangling", `${root}x`]) {
      assert.equal(resolveInside(root, path), undefined, path);
    }
  });
});

Deno.test("followLinks() ends where links lead in a circle", async () => {
  await inFolder((root) => {
    Deno.symlinkSync(join(root, "b"), join(root, "a"));
    Deno.symlinkSync(join(root, "a"), join(root, "b"));
    assert.throws(() => followLinks(join(root, "a")), Deno.errors.FilesystemLoop);
  });
});

Deno.test("isInside() does not take a longer name for a folder below", () => {
  assert.ok(isInside("/a/b", "/a") && isInside("/a", "/a") && isInside("/a", "/"));
  assert.ok(!isInside("/ab", "/a") && !isInside("/", "/a"));
});

async function inFolder(use: (root: string) => void): Promise<void> {
  const root = await Deno.realPath(await Deno.makeTempDir({ prefix: "tessera-paths-" }));
  try {
    await Deno.mkdir(join(root, "sub"));
    await Deno.writeTextFile(join(root, "in.txt"), "");
    await Deno.symlink(join(root, "sub"), join(root, "inner-link"));
    await Deno.symlink("/etc", join(root, "out-link"));
    await Deno.symlink("/tmp/nowhere/at/all", join(root, "dangling"));
    use(root);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}
