import assert from "node:assert/strict";
import { Ring } from "./ring.ts";

const bytes = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);
const textOf = (body: ArrayBuffer): string => new TextDecoder().decode(body);

Deno.test("messages come out as they went in, in their order", () => {
  const ring = new Ring();
  const reader = new Ring(ring.memory);
  assert.equal(reader.read(), undefined);
  ring.write(7, 200, "application/json", bytes("{}"));
  ring.write(8, 422, "é", new Uint8Array(0));
  const first = reader.read();
  assert.deepEqual([first?.id, first?.tag, first?.head], [7, 200, "application/json"]);
  assert.equal(textOf(first?.body ?? new ArrayBuffer(0)), "{}");
  const second = reader.read();
  assert.deepEqual([second?.id, second?.head, second?.body.byteLength], [8, "é", 0]);
  assert.equal(reader.read(), undefined);
});

Deno.test("many messages of odd lengths go round the memory without a byte lost", () => {
  const ring = new Ring();
  let sent = 0;
  let received = 0;
  const send = (): boolean => {
    const length = (sent * 7_919) % 90_000;
    return ring.write(sent, sent % 3, "h".repeat(sent % 17), new Uint8Array(length).fill(sent));
  };
  while (sent < 300) {
    while (sent < 300 && send()) sent++;
    for (let message = ring.read(); message !== undefined; message = ring.read()) {
      assert.equal(message.id, received);
      assert.equal(message.head.length, received % 17);
      const body = new Uint8Array(message.body);
      assert.equal(body.byteLength, (received * 7_919) % 90_000);
      assert.ok(body.every((value) => value === received % 256));
      received++;
    }
  }
  assert.equal(received, 300);
});

Deno.test("what does not fit is refused and leaves the ring as it was", () => {
  const ring = new Ring();
  assert.equal(ring.write(1, 0, "", new Uint8Array(200_000)), false);
  let held = 0;
  while (ring.write(held, 0, "", new Uint8Array(50_000))) held++;
  assert.ok(held > 5);
  assert.equal(ring.read()?.id, 0);
  assert.equal(ring.write(held, 0, "", new Uint8Array(50_000)), true);
});

Deno.test("a reader that waits is told of a message, and can be woken without one", async () => {
  const ring = new Ring();
  // a wait for shared memory does not keep the event loop going by itself
  const alive = setInterval(() => {}, 1_000);
  const waited = ring.changed();
  ring.write(1, 0, "", new Uint8Array(1));
  await waited;
  assert.equal(ring.spin(0), true);
  await ring.changed();
  ring.read();
  const woken = ring.changed();
  ring.wake();
  await woken;
  assert.equal(ring.read(), undefined);
  assert.equal(ring.spin(0), false);
  clearInterval(alive);
});
