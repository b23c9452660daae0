/** What every storage promises, once for each scheme. */

import assert from "node:assert/strict";
import {
  globLocations,
  readBytes,
  stageIn,
  stageOut,
  StorageError,
} from "../../../lib/storage/mod.ts";
import {
  assertSameBytes,
  countFiles,
  readAll,
  sampleBytes,
  streamOf,
  type Subject,
  type SubjectKind,
  SUBJECTS,
} from "./storage_subjects.ts";

const MIB = 1024 * 1024;
const HOSTILE_NAMES = [
  "two words.bin",
  "größe-测试-🧪.bin",
  "100%.bin",
  "%41%2F.bin",
  "a#b?c=d&e.bin",
  "plus+and=,;:@$!*'().bin",
  "-leading dash",
  '[brackets]{braces}~`^|<>"\\.bin',
];

interface StoragePromise {
  readonly name: string;
  /** The ability it needs; a scheme that lacks it says why. */
  readonly ability?: "list" | "cut";
  run(subject: Subject): Promise<void>;
}

const PROMISES: readonly StoragePromise[] = [
  ...[0, 1, 1000, 20 * MIB].map((sizeBytes) => ({
    name: `gives back ${sizeBytes} bytes as they were written, with their size`,
    async run({ storage, root }: Subject) {
      const location = storage.join(root, "deep/folder/data.bin");
      const bytes = sampleBytes(sizeBytes);
      await storage.write(location, streamOf(bytes));
      const content = await storage.read(location);
      assert.equal(content.sizeBytes, sizeBytes);
      assertSameBytes(await new Response(content.body).bytes(), bytes);
      assert.deepEqual(await storage.stat(location), { sizeBytes });
    },
  })),
  {
    name: "takes 20 MiB whose size is announced",
    async run({ storage, root }) {
      const location = storage.join(root, "sized.bin");
      const bytes = sampleBytes(20 * MIB + 7);
      await storage.write(location, streamOf(bytes), { sizeBytes: bytes.length });
      assertSameBytes(await readAll(storage, location), bytes);
    },
  },
  {
    name: "reads parts, also those that reach past the end",
    async run({ storage, root }) {
      const location = storage.join(root, "parts.bin");
      const bytes = sampleBytes(1000);
      await storage.write(location, streamOf(bytes));
      const part = (offsetBytes: number, lengthBytes?: number) =>
        readAll(storage, location, { offsetBytes, ...(lengthBytes && { lengthBytes }) });
      assertSameBytes(await part(0, 10), bytes.subarray(0, 10));
      assertSameBytes(await part(990), bytes.subarray(990));
      assertSameBytes(await part(500, 100), bytes.subarray(500, 600));
      assertSameBytes(await part(990, 100), bytes.subarray(990));
      assertSameBytes(await part(1000), new Uint8Array(0));
      assertSameBytes(await part(5000, 10), new Uint8Array(0));
      const none = await storage.read(location, { range: { offsetBytes: 10, lengthBytes: 0 } });
      assert.equal(none.sizeBytes, 0);
      assertSameBytes(await new Response(none.body).bytes(), new Uint8Array(0));
    },
  },
  {
    name: "gives whole bytes to a reader that is slower than the connection",
    async run({ storage, root }) {
      const location = storage.join(root, "slow.bin");
      const bytes = sampleBytes(8 * MIB);
      await storage.write(location, streamOf(bytes));
      let at = 0;
      for await (const chunk of (await storage.read(location)).body) {
        await Deno.stat("."); // lets the connection run ahead
        assertSameBytes(chunk, bytes.subarray(at, at + chunk.length), `chunk at ${at}`);
        at += chunk.length;
      }
      assert.equal(at, bytes.length);
    },
  },
  {
    name: "says not_found, with the location, for what is not there",
    async run({ storage, root }) {
      const location = storage.join(root, "nothing.bin");
      const isClear = (error: unknown) => {
        assert.ok(error instanceof StorageError, Deno.inspect(error));
        assert.equal(error.code, "not_found");
        assert.match(error.message, /nothing\.bin/);
        return true;
      };
      await assert.rejects(storage.read(location), isClear);
      await assert.rejects(storage.read(location, { range: { offsetBytes: 0, lengthBytes: 0 } }));
      await assert.rejects(storage.stat(location), isClear);
      await assert.rejects(storage.remove(location), isClear);
    },
  },
  {
    name: "replaces a file",
    async run({ storage, root }) {
      const location = storage.join(root, "twice.bin");
      await storage.write(location, streamOf(sampleBytes(1000)));
      await storage.write(location, streamOf(sampleBytes(10)));
      assertSameBytes(await readAll(storage, location), sampleBytes(10));
    },
  },
  {
    name: "removes a file",
    async run({ storage, root }) {
      const location = storage.join(root, "gone.bin");
      await storage.write(location, streamOf(sampleBytes(10)));
      await storage.remove(location);
      await assert.rejects(storage.stat(location), { code: "not_found" });
    },
  },
  {
    name: "keeps hostile names apart and as they are",
    async run({ storage, root }) {
      for (const [k, name] of HOSTILE_NAMES.entries()) {
        await storage.write(storage.join(root, name), streamOf(sampleBytes(k + 1)));
      }
      for (const [k, name] of HOSTILE_NAMES.entries()) {
        const location = storage.join(root, name);
        assertSameBytes(await readAll(storage, location), sampleBytes(k + 1), name);
      }
    },
  },
  {
    name: "lists nested files by their names",
    ability: "list",
    async run({ storage, root }) {
      const names = [...HOSTILE_NAMES, "sub/a.bin", "sub/deeper one/b.bin"].toSorted();
      for (const name of names) {
        await storage.write(storage.join(root, name), streamOf(sampleBytes(3)));
      }
      const all = await Array.fromAsync(storage.list(root));
      assert.deepEqual(all.map(({ name }) => name).sort(), names);
      assert.deepEqual(new Set(all.map(({ sizeBytes }) => sizeBytes)), new Set([3]));
      const top = await Array.fromAsync(storage.list(root, { maxDepth: 1 }));
      assert.deepEqual(top.map(({ name }) => name).sort(), HOSTILE_NAMES.toSorted());
      const missing = Array.fromAsync(storage.list(storage.join(root, "missing")));
      await assert.rejects(missing, { code: "not_found" });
    },
  },
  {
    name: "finds files by pattern, sorted as text",
    ability: "list",
    async run({ storage, root, options }) {
      for (const name of ["s_2.json", "s_10.json", "s_1.txt", "sub/s_3.json"]) {
        await storage.write(storage.join(root, name), streamOf(sampleBytes(3)));
      }
      const found = await globLocations(`${root}/*.json`, options);
      assert.deepEqual(found, ["s_10.json", "s_2.json"].map((name) => storage.join(root, name)));
      assert.equal((await globLocations(`${root}/**/s_?.json`, options)).length, 2);
      assert.deepEqual(await globLocations(`${root}/missing/*.json`, options), []);
    },
  },
  {
    name: "stages a folder out and in again, telling how far it is",
    ability: "list",
    async run({ storage, root, options }) {
      const dir = await Deno.makeTempDir();
      try {
        await Deno.mkdir(`${dir}/from/sub`, { recursive: true });
        for (const name of HOSTILE_NAMES) {
          await Deno.writeFile(`${dir}/from/${name}`, sampleBytes(9));
        }
        await Deno.writeFile(`${dir}/from/sub/large.bin`, sampleBytes(3 * MIB));
        const target = storage.join(root, "staged");
        let last: unknown;
        await stageOut(`${dir}/from`, target, { ...options, onProgress: (now) => last = now });
        const files = HOSTILE_NAMES.length + 1;
        const bytes = HOSTILE_NAMES.length * 9 + 3 * MIB;
        const end = { doneFiles: files, totalFiles: files, doneBytes: bytes, totalBytes: bytes };
        assert.deepEqual(last, end);
        await stageIn(target, `${dir}/to`, { ...options, onProgress: (now) => last = now });
        assert.deepEqual(last, end);
        assert.equal(await countFiles(`${dir}/to`), files);
        for (const name of [...HOSTILE_NAMES, "sub/large.bin"]) {
          const [before, after] = [`${dir}/from/${name}`, `${dir}/to/${name}`];
          assertSameBytes(await Deno.readFile(after), await Deno.readFile(before), name);
        }
        await assert.rejects(stageIn(target, `${dir}/to`, options), /not empty/);
        assert.deepEqual((await Array.fromAsync(Deno.readDir(dir))).length, 2);
      } finally {
        await Deno.remove(dir, { recursive: true });
      }
    },
  },
  ...[100_000, 12 * MIB].map((afterBytes) => ({
    name: `leaves nothing of an upload that is cancelled after ${afterBytes} bytes`,
    async run({ storage, root, leftovers }: Subject) {
      const reason = new Error("enough");
      const controller = new AbortController();
      let given = 0;
      const endless = new ReadableStream({
        pull(stream) {
          given += 50_000;
          if (given > afterBytes) controller.abort(reason);
          else stream.enqueue(new Uint8Array(50_000));
        },
      }, { highWaterMark: 0 });
      const writing = storage.write(storage.join(root, "never.bin"), endless, {
        signal: controller.signal,
      });
      await assert.rejects(writing, (error) => error === reason);
      assert.equal(await leftovers(), 0);
    },
  })),
  {
    name: "leaves nothing, and the old file, when the source of an upload fails",
    async run({ storage, root, leftovers }) {
      const location = storage.join(root, "kept.bin");
      await storage.write(location, streamOf(sampleBytes(10)));
      let given = 0;
      const failing = new ReadableStream({
        pull(stream) {
          if ((given += 50_000) < 18 * MIB) stream.enqueue(new Uint8Array(50_000));
          else stream.error(new Error("the source broke"));
        },
      }, { highWaterMark: 0 });
      await assert.rejects(storage.write(location, failing), /the source broke/);
      assertSameBytes(await readAll(storage, location), sampleBytes(10));
      assert.equal(await leftovers(), 1);
    },
  },
  {
    name: "ends a read that is cancelled with the signal's reason",
    async run({ storage, root }) {
      const location = storage.join(root, "large.bin");
      await storage.write(location, streamOf(sampleBytes(4 * MIB)));
      const controller = new AbortController();
      const { body } = await storage.read(location, { signal: controller.signal });
      const reader = body.getReader();
      await reader.read();
      controller.abort(new Error("enough"));
      await assert.rejects(async () => {
        while (!(await reader.read()).done);
      }, /enough/);
    },
  },
  {
    name: "goes on with a download whose connection is cut, twice",
    ability: "cut",
    async run({ storage, root, proxy }) {
      assert.ok(proxy !== undefined);
      const location = storage.join(root, "large.bin");
      const bytes = sampleBytes(20 * MIB);
      await storage.write(location, streamOf(bytes));
      proxy.cut("down", 5 * MIB);
      const { body } = await storage.read(location);
      proxy.cut("down", 7 * MIB);
      assertSameBytes(await new Response(body).bytes(), bytes);
      assert.equal(proxy.cuts, 2);
    },
  },
  {
    name: "goes on with a part whose connection is cut",
    ability: "cut",
    async run({ storage, root, proxy, options }) {
      assert.ok(proxy !== undefined);
      const location = storage.join(root, "large.bin");
      const bytes = sampleBytes(8 * MIB);
      await storage.write(location, streamOf(bytes));
      proxy.cut("down", 2 * MIB);
      const range = { offsetBytes: MIB + 3, lengthBytes: 5 * MIB };
      const part = await readBytes(location, { ...options, range });
      assertSameBytes(part, bytes.subarray(MIB + 3, 6 * MIB + 3));
      assert.equal(proxy.cuts, 1);
    },
  },
  {
    name: "fails clearly when the connection is cut again and again",
    ability: "cut",
    async run({ storage, root, proxy }) {
      assert.ok(proxy !== undefined);
      const location = storage.join(root, "large.bin");
      await storage.write(location, streamOf(sampleBytes(2 * MIB)));
      proxy.cut("down", 200_000);
      for (let k = 0; k < 5; k++) proxy.cut("down", 0);
      const reading = readAll(storage, location);
      await assert.rejects(reading, { name: "StorageError", code: "unavailable" });
    },
  },
  {
    name: "uploads whole or not at all when the connection is cut",
    ability: "cut",
    async run({ storage, root, proxy, leftovers }) {
      assert.ok(proxy !== undefined);
      const location = storage.join(root, "large.bin");
      const bytes = sampleBytes(24 * MIB);
      proxy.cut("up", 10 * MIB);
      try {
        await storage.write(location, streamOf(bytes), { sizeBytes: bytes.length });
        assertSameBytes(await readAll(storage, location), bytes);
      } catch (error) {
        assert.ok(error instanceof StorageError, Deno.inspect(error));
        assert.equal(error.code, "unavailable");
        assert.equal(await leftovers(), 0);
      }
      assert.equal(proxy.cuts, 1);
    },
  },
  {
    name: "stages out over a connection that is cut",
    ability: "cut",
    async run({ storage, root, proxy, options }) {
      assert.ok(proxy !== undefined);
      const dir = await Deno.makeTempDir();
      try {
        const bytes = sampleBytes(20 * MIB);
        await Deno.writeFile(`${dir}/large.bin`, bytes);
        proxy.cut("up", 10 * MIB);
        await stageOut(dir, root, options);
        assert.equal(proxy.cuts, 1);
        assertSameBytes(await readAll(storage, storage.join(root, "large.bin")), bytes);
      } finally {
        await Deno.remove(dir, { recursive: true });
      }
    },
  },
];

function testStorage(kind: SubjectKind): void {
  for (const promise of PROMISES) {
    const reason = promise.ability === undefined ? undefined : kind.skip[promise.ability];
    if (reason !== undefined) continue; // the scheme says why, in storage_subjects.ts
    Deno.test({
      name: `${kind.name} storage ${promise.name}`,
      ignore: kind.ignore,
      async fn() {
        await using subject = await kind.open();
        await promise.run(subject);
      },
    });
  }
}

for (const kind of SUBJECTS) testStorage(kind);
