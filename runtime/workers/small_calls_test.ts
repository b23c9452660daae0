import assert from "node:assert/strict";
import { LaneReader } from "./lane_reader.ts";
import type { CallHead } from "./protocol.ts";
import { SmallCalls } from "./small_calls.ts";

const HEAD: CallHead = {
  endpoint: "apply",
  accept: null,
  runId: null,
  isJson: true,
  origin: "http",
};

interface Ends {
  readonly calls: SmallCalls;
  readonly lane: LaneReader;
  readonly taken: [number, CallHead, ArrayBuffer | null][];
  /** Resolves with the next answer. */
  nextAnswer(): Promise<[number, number, string]>;
  [Symbol.dispose](): void;
}

function bothEnds(): Ends {
  // a wait for shared memory does not keep the event loop going by itself
  const alive = setInterval(() => {}, 1_000);
  let answered = Promise.withResolvers<[number, number, string]>();
  const calls = new SmallCalls((id, { status }, buffer) =>
    answered.resolve([id, status, new TextDecoder().decode(buffer)])
  );
  const taken: Ends["taken"] = [];
  const lane = new LaneReader(calls.lanes(0), (...call) => taken.push(call));
  return {
    calls,
    lane,
    taken,
    async nextAnswer() {
      const answer = await answered.promise;
      answered = Promise.withResolvers();
      return answer;
    },
    [Symbol.dispose]: () => {
      calls.close();
      clearInterval(alive);
    },
  };
}

const bytes = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

Deno.test("a small call and its answer go through shared memory", async () => {
  using ends = bothEnds();
  assert.equal(ends.calls.send(1, HEAD, bytes("{}").buffer), true);
  assert.equal(ends.calls.send(2, HEAD, null), true);
  ends.lane.drain();
  assert.deepEqual(ends.taken, [[1, HEAD, bytes("{}").buffer], [2, HEAD, null]]);
  ends.lane.answer(1, 200, "application/json", bytes("[]"));
  assert.deepEqual(await ends.nextAnswer(), [1, 200, "[]"]);
});

Deno.test("a call that went as a message may be answered through shared memory", async () => {
  using ends = bothEnds();
  assert.equal(ends.calls.send(1, HEAD, new ArrayBuffer(1_000_000)), false);
  ends.lane.answer(1, 422, "application/json", bytes("no"));
  assert.deepEqual(await ends.nextAnswer(), [1, 422, "no"]);
});

Deno.test("no call overtakes one that went as a message, nor its own body", () => {
  using ends = bothEnds();
  ends.calls.bodyIsAhead(1);
  assert.equal(ends.calls.send(1, HEAD, null), false);
  assert.equal(ends.calls.send(2, HEAD, null), false);
  ends.calls.forget(1);
  ends.calls.forget(2);
  assert.equal(ends.calls.send(3, HEAD, null), true);
});

Deno.test("an answer that was given before the worker ended counts", async () => {
  const ends = bothEnds();
  ends.calls.send(1, HEAD, null);
  ends.lane.answer(1, 200, "text/plain", bytes("late"));
  ends[Symbol.dispose]();
  assert.deepEqual(await ends.nextAnswer(), [1, 200, "late"]);
  assert.equal(ends.calls.send(2, HEAD, null), false);
});

Deno.test("an idle worker is woken by a call", async () => {
  using ends = bothEnds();
  const woken = Promise.withResolvers<void>();
  const lane = new LaneReader(ends.calls.lanes(0), () => woken.resolve());
  lane.sleep(() => true);
  ends.calls.send(1, HEAD, null);
  await woken.promise;
});
