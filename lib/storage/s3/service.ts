/** Signed requests to an S3 service, and what its errors mean. @module */

import { AwsV4Signer } from "aws4fetch";
import { retry } from "../retry.ts";
import type { StorageSettings } from "../storage.ts";
import { type Act, cannot, notFound, StorageError } from "../storage_error.ts";
import { withLimit } from "../time_limit.ts";
import { readExcerpt, send, statusError } from "../transport.ts";
import { type Account, readAccount } from "./account.ts";
import { type Address, urlOf } from "./address.ts";
import { parseXml, textOf } from "./xml.ts";

/** One request. */
export interface S3Request {
  readonly method: string;
  readonly address: Address;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array<ArrayBuffer>;
}

const HASH_OF_NOTHING = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
const CLOCK_HINT = "Set the clock of this machine; signatures are only valid for minutes";

/** An S3 service, with the account that its requests are signed for. */
export class S3Service implements Disposable {
  readonly #settings: StorageSettings;
  readonly #keys = new Map<string, ArrayBuffer>();
  #account: Promise<Account> | undefined;
  #client: Promise<Deno.HttpClient | undefined> | undefined;
  /** Regions that the service told, by bucket. */
  readonly #regions = new Map<string, string>();

  constructor(settings: StorageSettings) {
    this.#settings = settings;
  }

  /** Sends a request and gives its answer when it is a success, or 416; the body is still to be read. */
  async sendOnce(act: Act, request: S3Request, signal: AbortSignal): Promise<Response> {
    const { bucket } = request.address;
    const response = await this.#send(act, request, signal);
    if (response.ok || response.status === 416) return response;
    const region = response.headers.get("x-amz-bucket-region");
    const { endpoint, region: used } = await this.#accountOf(bucket);
    if (endpoint === undefined && region !== null && region !== used) {
      await response.body?.cancel();
      this.#regions.set(bucket, region);
      return await this.sendOnce(act, request, signal);
    }
    throw await this.errorOf(act, response);
  }

  /** Sends a request that may be repeated, and gives the text of the answer and its headers. */
  async ask(
    act: Act,
    request: S3Request,
    signal?: AbortSignal,
  ): Promise<{ text: string; headers: Headers }> {
    const limit = { act, limitMs: this.#settings.idleMs, signal };
    return await retry(
      () =>
        withLimit(limit, async (signal) => {
          const response = await this.sendOnce(act, request, signal);
          return { text: await readAnswer(act, response), headers: response.headers };
        }),
      this.#settings.retry,
      signal,
    );
  }

  /** The failure that an answer stands for; also for errors that come with status 200. */
  async errorOf(act: Act, response: Response, text?: string): Promise<StorageError> {
    const { code, message } = errorParts(text ?? await readExcerpt(response));
    const detail = [code, message].filter((part) => part !== "").join(": ");
    if (code === "NoSuchBucket") return notFound(act, "there is no such bucket");
    if (code === "RequestTimeTooSkewed") {
      return new StorageError("denied", `${cannot(act)}: ${detail}`, { hint: CLOCK_HINT });
    }
    if (/^(InternalError|SlowDown|ServiceUnavailable|RequestTimeout)$/.test(code)) {
      return new StorageError("unavailable", `${cannot(act)}: the service says ${detail}`, {
        hint: "Repeat the command in a while",
        isTransient: true,
      });
    }
    const { credentials, source } = await this.#accountOf("");
    const deniedHint = credentials === undefined
      ? `The request was unsigned, because ${source}; set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY`
      : `The credentials come from ${source}: check that they are valid, of this service, and allow it`;
    return statusError(act, { response, detail, deniedHint });
  }

  /** Closes idle connections. */
  [Symbol.dispose](): void {
    this.#client?.then((client) => client?.close(), () => {});
  }

  async #send(act: Act, request: S3Request, signal: AbortSignal): Promise<Response> {
    const { method, address, query = {}, body } = request;
    const account = await this.#accountOf(address.bucket);
    const url = urlOf(address, query, account);
    const headers = await this.#signed(url, request, account);
    const client = await (this.#client ??= this.#httpClient(act));
    return await send(url, {
      method,
      headers,
      signal,
      redirect: "manual",
      ...(body === undefined ? {} : { body }),
      ...(client === undefined ? {} : { client }),
    }, act);
  }

  async #signed(url: URL, request: S3Request, account: Account): Promise<Headers> {
    const { method, headers = {}, body } = request;
    if (account.credentials === undefined) return new Headers(headers);
    const { sessionToken, ...keys } = account.credentials;
    const digest = body === undefined
      ? HASH_OF_NOTHING
      : new Uint8Array(await crypto.subtle.digest("SHA-256", body)).toHex();
    const signer = new AwsV4Signer({
      ...keys,
      ...(sessionToken === undefined ? {} : { sessionToken }),
      method,
      url: url.href,
      headers: { ...headers, "x-amz-content-sha256": digest },
      service: "s3",
      region: account.region,
      cache: this.#keys,
    });
    return (await signer.sign()).headers;
  }

  async #accountOf(bucket: string): Promise<Account> {
    const account = await (this.#account ??= readAccount(this.#settings.env));
    const region = this.#regions.get(bucket);
    return region === undefined ? account : { ...account, region };
  }

  /** `AWS_CA_BUNDLE`: certificates of a service that the system does not know. */
  async #httpClient(act: Act): Promise<Deno.HttpClient | undefined> {
    const bundle = this.#settings.env("AWS_CA_BUNDLE");
    if (bundle === undefined) return undefined;
    try {
      return Deno.createHttpClient({ caCerts: [await Deno.readTextFile(bundle)] });
    } catch (cause) {
      const found = `the certificates in "${bundle}" (AWS_CA_BUNDLE) cannot be read`;
      throw new StorageError("bad_input", `${cannot(act)}: ${found}`, {
        hint: "Set AWS_CA_BUNDLE to a file of PEM certificates, or unset it",
        cause,
      });
    }
  }
}

/** Listings of 1,000 long keys come to about a megabyte. */
const MAX_ANSWER_BYTES = 16 * 1024 * 1024;

async function readAnswer(act: Act, response: Response): Promise<string> {
  try {
    return await readExcerpt(response, MAX_ANSWER_BYTES);
  } catch (cause) {
    throw new StorageError("unavailable", `${cannot(act)}: the connection was lost`, {
      isTransient: true,
      cause,
    });
  }
}

function errorParts(text: string): { code: string; message: string } {
  try {
    const error = parseXml(text.trim());
    return { code: textOf(error, "Code") ?? "", message: textOf(error, "Message") ?? "" };
  } catch {
    return { code: "", message: "" };
  }
}
