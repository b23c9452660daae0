/** Where a slurmrestd listens. @module */

import { isAbsolute } from "node:path";

/** The address of a slurmrestd. */
export interface RestAddress {
  /** As records keep it; it holds nothing secret. */
  readonly url: string;
  /** What the path of a request is put behind; a proxy may have a prefix. */
  readonly baseUrl: string;
  /** The Unix socket, if it is one. */
  readonly socketPath?: string;
}

/**
 * Reads `http://host:6820`, `https://host/prefix` or `unix:/path/of/the/socket`.
 *
 * @throws {RangeError} that says what was found and what was expected.
 */
export function parseRestUrl(text: string): RestAddress {
  const socketPath = /^unix:(?:\/\/(?=\/))?(.*)$/.exec(text)?.[1];
  if (socketPath !== undefined) return socketAddress(text, socketPath);
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new RangeError(
      `found "${
        text.replace(/\/\/.*@/, "//…@")
      }", expected the address of a slurmrestd, as in http://host:6820 or unix:/path`,
    );
  }
  if (url.username !== "" || url.password !== "") {
    throw new RangeError(
      "found a name or password in the URL, which is kept in records; expected the token in SLURM_JWT",
    );
  }
  if (url.search !== "" || url.hash !== "") {
    throw new RangeError(`found "${url.search || url.hash}" at its end, expected a URL without`);
  }
  const plain = `${url.protocol}//${url.host}${url.pathname.replace(/\/+$/, "")}`;
  return { url: plain, baseUrl: plain };
}

function socketAddress(text: string, path: string): RestAddress {
  if (!isAbsolute(path) || /\s/.test(path)) {
    throw new RangeError(
      `found "${text}", expected an absolute path without spaces, as in unix:/run/slurmrestd.sock`,
    );
  }
  return { url: `unix:${path}`, baseUrl: "http://localhost", socketPath: path };
}
