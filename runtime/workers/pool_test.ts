import assert from "node:assert/strict";
import { CallError } from "./call_error.ts";
import { Claims } from "./claims.ts";
import { type PoolOptions, WorkerPool } from "./pool.ts";
import type { CallHead, WorkerInfo } from "./protocol.ts";
import type { Worker, WorkerEvents } from "./worker.ts";

const INFO: WorkerInfo = { endpoints: ["apply"], openapi: "{}" };
const HEAD: CallHead = {
  endpoint: "apply",
  accept: null,
  runId: null,
  isJson: true,
  origin: "http",
};

/** A worker that does what the test says. */
class ScriptedWorker implements Worker {
  readonly ready: Promise<WorkerInfo>;
  readonly calls: number[] = [];
  readonly dropped: number[] = [];
  readonly pulled: number[] = [];
  readonly bodies = new Map<number, number>();
  readonly #claims = new Claims();
  #answered = 0;

  constructor(readonly events: WorkerEvents, failure?: Error) {
    this.ready = failure === undefined ? Promise.resolve(INFO) : Promise.reject(failure);
  }

  writeBody(id: number, buffer: ArrayBuffer): void {
    this.bodies.set(id, (this.bodies.get(id) ?? 0) + buffer.byteLength);
  }

  takeBack(id: number): boolean {
    return this.#claims.revoke(id);
  }

  call(id: number): void {
    this.#claims.open(id);
    this.calls.push(id);
  }

  pull(_id: number, bytes: number): void {
    this.pulled.push(bytes);
  }

  drop(id: number): void {
    this.dropped.push(id);
  }

  terminate(): Promise<void> {
    this.events.onExit({ reason: "was ended" });
    return Promise.resolve();
  }

  /** Begins the oldest call that was not taken back. */
  begin(): number {
    for (; this.#answered < this.calls.length; this.#answered++) {
      const id = this.calls[this.#answered];
      if (id !== undefined && (id === this.#begun || this.#claims.begin(id))) {
        this.#begun = id;
        return id;
      }
    }
    throw new RangeError("No call to begin");
  }

  #begun = -1;

  answer(text = "ok"): void {
    const id = this.begin();
    this.#answered++;
    const { buffer } = new TextEncoder().encode(text);
    const head = { status: 200, contentType: "text/plain", byteLength: buffer.byteLength };
    this.events.onAnswer(id, head, buffer, true);
  }
}

async function openPool(
  options: Partial<PoolOptions> = {},
): Promise<{ pool: WorkerPool; workers: ScriptedWorker[]; lost: string[] }> {
  const workers: ScriptedWorker[] = [];
  const lost: string[] = [];
  const pool = new WorkerPool({
    workers: 1,
    queueLimit: 2,
    cancelGraceMs: 0,
    onWorkerLost: (reason) => lost.push(reason),
    start: (events) => {
      const worker = new ScriptedWorker(events);
      workers.push(worker);
      return worker;
    },
    ...options,
  });
  await pool.ready();
  return { pool, workers, lost };
}

function textOf(body: ArrayBuffer | ReadableStream): Promise<string> {
  return new Response(body).text();
}

function isCallError(kind: string): (error: unknown) => boolean {
  return (error) => error instanceof CallError && error.kind === kind;
}

Deno.test("WorkerPool runs waiting calls in their order", async () => {
  const { pool, workers: [worker] } = await openPool();
  const calls = [pool.run(HEAD, null, {}), pool.run(HEAD, null, {}), pool.run(HEAD, null, {})];
  assert.deepEqual(pool.load(), { waiting: 2, running: 1 });
  for (const text of ["a", "b", "c"]) worker?.answer(text);
  const texts = await Promise.all(calls.map(async (call) => await textOf((await call).body)));
  assert.deepEqual(texts, ["a", "b", "c"]);
  await pool.stop(0);
});

Deno.test("WorkerPool refuses a call when its queue is full", async () => {
  const { pool, workers: [worker] } = await openPool({ queueLimit: 1 });
  const calls = [pool.run(HEAD, null, {}), pool.run(HEAD, null, {})];
  await assert.rejects(pool.run(HEAD, null, {}), isCallError("busy"));
  worker?.answer();
  worker?.answer();
  await Promise.all(calls);
  await pool.stop(0);
});

Deno.test("WorkerPool gives the queue place of a client that left to the next call", async () => {
  const { pool, workers: [worker] } = await openPool({ queueLimit: 1 });
  const running = pool.run(HEAD, null, {});
  const signal: { cancel?: () => void } = {};
  const waiting = pool.run(HEAD, null, signal);
  signal.cancel?.();
  await assert.rejects(waiting, isCallError("cancelled"));
  const next = pool.run(HEAD, null, {});
  worker?.answer();
  worker?.answer();
  await Promise.all([running, next]);
  assert.throws(() => worker?.begin(), "the cancelled call must not run");
  await pool.stop(0);
});

Deno.test("WorkerPool loses only the running call when a worker ends", async () => {
  const { pool, workers, lost } = await openPool();
  const running = pool.run(HEAD, null, {});
  const waiting = pool.run(HEAD, null, {});
  workers[0]?.events.onExit({ reason: "exited with code 3" });
  await assert.rejects(running, isCallError("worker_ended"));
  while (workers[1] === undefined || workers[1].calls.length === 0) {
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  workers[1].answer("second");
  assert.equal(await textOf((await waiting).body), "second");
  assert.deepEqual(lost, ["exited with code 3"]);
  await pool.stop(0);
});

Deno.test("WorkerPool ends the worker of a call that takes too long", async () => {
  const { pool, workers } = await openPool({ timeoutMs: 1 });
  await assert.rejects(pool.run(HEAD, null, {}), isCallError("timed_out"));
  assert.equal(workers[0]?.calls.length, 1);
  await pool.stop(0);
});

Deno.test("WorkerPool ends a running call whose client left after the grace period", async () => {
  const { pool, workers } = await openPool();
  const signal: { cancel?: () => void } = {};
  const running = pool.run(HEAD, null, signal);
  signal.cancel?.();
  await assert.rejects(running, isCallError("cancelled"));
  assert.deepEqual(workers[0]?.dropped, workers[0]?.calls);
  await pool.stop(0);
});

Deno.test("WorkerPool keeps a worker that answers in parts after its client left", async () => {
  const { pool, workers, lost } = await openPool({ cancelGraceMs: 1_000_000 });
  const signal: { cancel?: () => void } = {};
  const running = pool.run(HEAD, null, signal);
  const id = workers[0]?.calls[0] ?? 0;
  signal.cancel?.();
  const head = { status: 200, contentType: "text/plain", byteLength: 4 };
  workers[0]?.events.onAnswer(id, head, new TextEncoder().encode("ab").buffer, false);
  await assert.rejects(running, isCallError("cancelled"));
  assert.deepEqual(pool.load(), { waiting: 0, running: 0 });
  await pool.stop(0);
  assert.deepEqual(lost, []);
});

Deno.test("WorkerPool sends a streamed body to the worker that then runs the call", async () => {
  const { pool, workers } = await openPool({ workers: 2 });
  const sink = pool.openBody(6);
  sink.write(new ArrayBuffer(4));
  sink.write(new ArrayBuffer(2));
  const call = sink.call(HEAD, {});
  const owner = workers.find((worker) => worker.bodies.size > 0);
  assert.deepEqual([...owner?.bodies.values() ?? []], [6]);
  owner?.answer("streamed");
  assert.equal(await textOf((await call).body), "streamed");
  await pool.stop(0);
});

Deno.test("WorkerPool holds a body back while its worker is behind", async () => {
  const { pool, workers: [worker] } = await openPool();
  const sink = pool.openBody(undefined);
  const mib = 1024 * 1024;
  assert.equal(sink.write(new ArrayBuffer(8 * mib)), undefined);
  const room = sink.write(new ArrayBuffer(mib));
  assert.ok(room instanceof Promise);
  const [id = 0] = worker?.bodies.keys() ?? [];
  worker?.events.onTaken(id, 2 * mib);
  await room;
  sink.abandon();
  await pool.stop(0);
});

Deno.test("WorkerPool tells the sender of a body that its worker has ended", async () => {
  const { pool, workers: [worker] } = await openPool();
  const sink = pool.openBody(undefined);
  sink.write(new ArrayBuffer(8));
  worker?.events.onExit({ reason: "exited with code 1" });
  assert.throws(() => sink.write(new ArrayBuffer(8)), isCallError("worker_ended"));
  await assert.rejects(sink.call(HEAD, {}), isCallError("worker_ended"));
  await pool.stop(0);
});

Deno.test("WorkerPool streams an answer in parts and breaks it off when the worker ends", async () => {
  const { pool, workers: [worker] } = await openPool();
  const running = pool.run(HEAD, null, {});
  const id = worker?.calls[0] ?? 0;
  const head = { status: 200, contentType: "text/plain", byteLength: 4 };
  worker?.events.onAnswer(id, head, new TextEncoder().encode("ab").buffer, false);
  const { body } = await running;
  assert.ok(body instanceof ReadableStream);
  worker?.events.onExit({ reason: "exited with code 1" });
  await assert.rejects(textOf(body), /exited with code 1/);
  await pool.stop(0);
});

Deno.test("WorkerPool.ready() rejects when the module cannot be loaded", async () => {
  const pool = new WorkerPool({
    workers: 1,
    queueLimit: 1,
    cancelGraceMs: 0,
    start: (events) => new ScriptedWorker(events, new Error("no such module")),
  });
  await assert.rejects(pool.ready(), /no such module/);
  await pool.stop(0);
});

Deno.test("WorkerPool.stop() waits for calls under way and refuses new ones", async () => {
  const { pool, workers: [worker] } = await openPool();
  const running = pool.run(HEAD, null, {});
  const stopped = pool.stop(60_000);
  await assert.rejects(pool.run(HEAD, null, {}), isCallError("stopping"));
  worker?.answer("done");
  assert.equal(await textOf((await running).body), "done");
  await stopped;
});

Deno.test("WorkerPool takes a call that was sent ahead back for a worker that is free", async () => {
  const { pool, workers: [first, second] } = await openPool({ workers: 2, queueLimit: 9 });
  const calls = Array.from({ length: 4 }, () => pool.run(HEAD, null, {}));
  first?.begin();
  second?.answer("1");
  second?.answer("3");
  const before = first?.calls.length;
  second?.answer("2");
  assert.equal(before, 2);
  first?.answer("0");
  const texts = await Promise.all(calls.map(async (call) => await textOf((await call).body)));
  assert.deepEqual(texts.toSorted(), ["0", "1", "2", "3"]);
  await pool.stop(0);
});

Deno.test("WorkerPool answers every call beside one that is slow", async () => {
  const { pool, workers: [slow, quick] } = await openPool({ workers: 2, queueLimit: 1_000 });
  const first = pool.run(HEAD, null, {});
  assert.equal(slow?.begin(), 1);
  // so many that claims are used again, some of them for calls that were taken back from the slow worker
  for (let round = 0; round < 1_000; round++) {
    const two = [pool.run(HEAD, null, {}), pool.run(HEAD, null, {})];
    quick?.answer();
    quick?.answer();
    await Promise.all(two);
  }
  const ahead = [pool.run(HEAD, null, {}), pool.run(HEAD, null, {})];
  slow?.answer();
  slow?.answer();
  quick?.answer();
  await Promise.all([first, ...ahead]);
  await pool.stop(0);
});
