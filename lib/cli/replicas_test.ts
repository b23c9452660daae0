import assert from "node:assert/strict";
import { fetchRemote } from "./remote.ts";
import { Replicas } from "./replicas.ts";

Deno.test("Replicas deals requests out in turn, beginning anywhere", () => {
  const replicas = new Replicas(["a", "b", "c"], () => 0.5);
  assert.deepEqual(replicas.order(), ["b", "c", "a"]);
  assert.deepEqual(replicas.order(), ["c", "a", "b"]);
  assert.deepEqual(replicas.order(), ["a", "b", "c"]);
  replicas.drop("c");
  assert.deepEqual([replicas.order(), replicas.order()], [["b", "a"], ["a", "b"]]);
  replicas.drop("a");
  replicas.drop("b");
  assert.deepEqual(replicas.order(), ["b"]);
});

Deno.test("fetchRemote() calls each replica in turn, and skips one that does not answer", async () => {
  const listen = (name: string) =>
    Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, () => new Response(name));
  const [one, two] = [listen("one"), listen("two")];
  const gone = listen("gone");
  const urlOf = ({ addr }: typeof one) => `http://127.0.0.1:${addr.port}`;
  const urls = [one, gone, two].map(urlOf);
  await gone.shutdown();
  const replicas = new Replicas(urls, () => 0);
  const target = { kind: "url", baseUrl: urlOf(one), authorization: undefined, replicas } as const;
  const answers: string[] = [];
  for (let call = 0; call < 5; call++) {
    answers.push(await (await fetchRemote(target, { path: "health" })).text());
  }
  assert.deepEqual(answers, ["one", "two", "two", "one", "two"]);
  await Promise.all([one.shutdown(), two.shutdown()]);
  await assert.rejects(fetchRemote(target, { path: "health" }), { code: "unavailable" });
});
