import assert from "node:assert/strict";
import { expandNodeList } from "./node_list.ts";

Deno.test("expandNodeList() names the nodes that scontrol show hostnames names", () => {
  const cases: readonly [string, readonly string[]][] = [
    ["node1", ["node1"]],
    ["node[1-2]", ["node1", "node2"]],
    ["a[1-3,7],b[001-002]", ["a1", "a2", "a3", "a7", "b001", "b002"]],
    ["rack[1-2]n[08-10]", ["rack1n08", "rack1n09", "rack1n10", "rack2n08", "rack2n09", "rack2n10"]],
    ["c[9-11]-ib", ["c9-ib", "c10-ib", "c11-ib"]],
  ];
  for (const [list, names] of cases) assert.deepEqual(expandNodeList(list), names, list);
});

Deno.test("expandNodeList() gives nothing where no node is assigned", () => {
  for (const text of ["", "None assigned", "(Resources)", "(null)", "n/a"]) {
    assert.deepEqual(expandNodeList(text), [], text);
  }
});

Deno.test("expandNodeList() does not fill the memory for a broken list", () => {
  assert.ok(expandNodeList("n[0-99999999999]").length <= 100_000);
});
