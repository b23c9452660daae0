import assert from "node:assert/strict";
import { randomOrder, randomStream } from "./random_numbers.ts";

Deno.test("randomStream() gives these very numbers in every version of the program", () => {
  const stream = randomStream(1, "x");
  assert.deepEqual([0, 1, 1_000_000].map((k) => stream.at(k)), EXPECTED);
  assert.notEqual(randomStream(2, "x").at(0), stream.at(0));
  assert.notEqual(randomStream(1, "y").at(0), stream.at(0));
});

Deno.test("randomOrder() has every number once", () => {
  const order = randomOrder(100, randomStream(0, "x"));
  assert.deepEqual(order.toSorted(), Uint32Array.from({ length: 100 }, (_, k) => k));
  assert.notDeepEqual(order, order.toSorted());
});

// computed with an independent implementation, in Python
const EXPECTED = [
  0.3260875984006302,
  0.1930208651733445,
  0.8925444957613728,
];
