/** Calls of a module that is loaded into this thread. @module */

import type { Runtime } from "../endpoints/call.ts";
import { BodyReader, LONG_LITERAL_BYTES } from "../payload/body_reader.ts";
import { decodeUtf8, JsonSyntaxError, parseJsonText } from "../payload/parse.ts";
import { type Answer, answerOf, errorText, userErrorText } from "./answer.ts";
import { arrayEncodingIn, type ArrayEncodingName } from "./array_encoding_in.ts";
import type { CallBody, CallHost, CallTurn } from "./call_host.ts";
import type { CallHead } from "./protocol.ts";

/** What a body turned out to hold. */
interface Parsed {
  readonly raw: unknown;
  /** The encoding that the request's own arrays came in. */
  readonly arrays: ArrayEncodingName | undefined;
}

/** Reads bodies into values and hands them to the module's endpoints. */
export class ModuleCalls implements CallHost {
  readonly #runtime: Runtime;
  readonly #debug: boolean;

  /** @param options With `debug`, clients see the stack of an exception. */
  constructor(runtime: Runtime, options: { readonly debug: boolean }) {
    this.#runtime = runtime;
    this.#debug = options.debug;
  }

  get bodies(): CallHost["bodies"] {
    // the endpoint with the strictest schema decides
    return { exact: this.#runtime.needsExactNumbers("apply") };
  }

  async answer(head: CallHead, body: CallBody, { signal }: CallTurn): Promise<Answer> {
    try {
      const startMs = performance.now() - (body.kind === "arrived" ? body.decodeMs : 0);
      const { raw, arrays } = this.#parse(head, body);
      const outcome = await this.#runtime.call(head.endpoint, raw, {
        accept: head.accept,
        runId: head.runId,
        origin: head.origin,
        signal,
        decodeMs: performance.now() - startMs,
        ...(arrays === undefined ? {} : { suggestedFormat: arrays }),
      });
      if (outcome.kind === "failed") this.#report(outcome.error);
      return answerOf(outcome, this.#debug);
    } catch (error) {
      if (error instanceof JsonSyntaxError) throw error;
      return answerOf({ kind: "failed", error: this.#report(error) }, this.#debug);
    }
  }

  #parse(head: CallHead, body: CallBody): Parsed {
    if (body.kind === "none") return { raw: undefined, arrays: undefined };
    if (body.kind === "arrived") return readAll(body.reader);
    const { bytes } = body;
    if (!head.isJson) return { raw: decodeUtf8(bytes), arrays: undefined };
    const exact = this.#runtime.needsExactNumbers(head.endpoint);
    if (bytes.byteLength > LONG_LITERAL_BYTES) {
      const whole = new BodyReader({ exact, byteLength: bytes.byteLength });
      whole.write(bytes);
      return readAll(whole);
    }
    const text = decodeUtf8(bytes);
    return { raw: parseJsonText(text, { exact }), arrays: arrayEncodingIn(text) };
  }

  /** Exceptions of the module belong on the server's stderr, whatever the client is told. */
  #report(error: unknown): unknown {
    const text = this.#debug ? errorText(error) : userErrorText(error);
    Deno.stderr.writeSync(new TextEncoder().encode(`${text}\n`));
    return error;
  }
}

function readAll(reader: BodyReader): Parsed {
  const raw = reader.end();
  return { raw, arrays: arrayEncodingIn(reader.text()) };
}
