/** A server that answers as a slurmrestd did, for tests. @module */

import { join } from "node:path";
import type { JobSpec } from "../../job.ts";
import type { Submission, SubmittedJob, Submitter } from "../../submitter.ts";
import { exampleSubmission } from "../example_submission.ts";
import { createSubmitter } from "../submitter.ts";
import { RECORDED, type RecordedAnswer } from "./testing.ts";

const RETRY = { tries: 2, firstDelayMs: 1 };
type Version = keyof typeof RECORDED;

/** Answers to `METHOD path`, where that begins so: recorded ones, or what a function makes. */
export type Answers = Readonly<Record<string, RecordedAnswer | (() => Response)>>;

/** A server that answers as a slurmrestd did, and notes what it was asked. */
export class Replay implements AsyncDisposable {
  /** `METHOD path?query` of each request but those for the OpenAPI document. */
  readonly calls: string[] = [];
  /** Of each request. */
  readonly headers: Headers[] = [];
  /** With a folder `job` for one. */
  readonly folder: string;
  readonly url: string;
  readonly #server: Deno.HttpServer<Deno.NetAddr>;

  private constructor(folder: string, version: Version, answers: Answers) {
    this.folder = folder;
    const handle = (request: Request) => this.#answer(request, version, answers);
    this.#server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, handle);
    this.url = `http://127.0.0.1:${this.#server.addr.port}`;
  }

  /** Starts one that serves the version, and the given answers. */
  static async start(version: Version, answers: Answers): Promise<Replay> {
    const folder = await Deno.makeTempDir();
    await Deno.mkdir(join(folder, "job"));
    return new Replay(folder, version, answers);
  }

  /** A submitter that is sent here by the variable, with the given changes to its environment. */
  submitter(env: Readonly<Record<string, string>> = {}): Submitter {
    const base = { PATH: "/bin", SLURM_JWT: "secret-token", SLURM_USER: "ada" };
    return createSubmitter({
      env: { ...base, TESSERA_SLURM_REST_URL: this.url, ...env },
      retry: RETRY,
    });
  }

  /** A job to submit. */
  submission(changes: Partial<JobSpec> = {}): Submission {
    return exampleSubmission(join(this.folder, "job"), changes);
  }

  /** A job that was submitted here long ago. */
  submitted(number: string, changes: Partial<JobSpec> = {}): SubmittedJob {
    const submission = this.submission(changes);
    const ref = { backend: "slurm", id: submission.id, nativeId: `${number}@${this.url}` };
    return { ...submission, ref, submittedMs: 1_000 };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
    await Deno.remove(this.folder, { recursive: true });
  }

  async #answer(request: Request, version: Version, answers: Answers): Promise<Response> {
    const { pathname, search } = new URL(request.url);
    const call = `${request.method} ${pathname}${search}`;
    await request.text();
    this.headers.push(request.headers);
    if (pathname === "/openapi/v3") {
      const paths = Object.fromEntries(RECORDED[version].paths.map((path) => [path, {}]));
      return Response.json({ paths });
    }
    this.calls.push(call);
    const [, answer] = Object.entries(answers).find(([start]) => call.startsWith(start)) ?? [];
    if (answer === undefined) return new Response("Unable find requested URL.", { status: 404 });
    if (typeof answer === "function") return answer();
    return Response.json(answer.body, { status: answer.status });
  }
}
