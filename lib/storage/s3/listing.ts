/** Listing objects below a prefix. @module */

import type { ListedFile, ListOptions } from "../storage.ts";
import { type Act, cannot, notFound, StorageError } from "../storage_error.ts";
import { addressOf } from "./address.ts";
import type { S3Service } from "./service.ts";
import { parseXml, textOf, type XmlElement } from "./xml.ts";

/** Every object below a "folder"; keys that end in a slash stand for empty folders and are left out. */
export async function* listObjects(
  service: S3Service,
  act: Act,
  { maxDepth = Infinity, signal }: ListOptions = {},
): AsyncGenerator<ListedFile> {
  const { bucket, key } = addressOf(act);
  const prefix = key === "" || key.endsWith("/") ? key : `${key}/`;
  let isFound = false;
  let token: string | undefined;
  do {
    const query = queryOf(prefix, maxDepth, token);
    const request = { method: "GET", address: { bucket, key: "" }, query };
    const page = readPage(act, (await service.ask(act, request, signal)).text);
    for (const { key, sizeBytes } of page.objects) {
      if (!key.startsWith(prefix)) throw unexpected(act, `the key "${key}" is outside the folder`);
      isFound = true;
      const name = key.slice(prefix.length);
      if (name.endsWith("/") || name === "" || name.split("/").length > maxDepth) continue;
      yield { name, sizeBytes };
    }
    isFound ||= page.hasFolders;
    if (page.next !== undefined && page.next === token) {
      throw unexpected(act, "it does not come to an end");
    }
    token = page.next;
  } while (token !== undefined);
  if (!isFound && prefix !== "") throw notFound(act, "no object is in that folder");
}

function queryOf(
  prefix: string,
  maxDepth: number,
  token: string | undefined,
): Record<string, string> {
  return {
    "list-type": "2",
    // XML cannot hold every character that a key can
    "encoding-type": "url",
    prefix,
    ...(maxDepth === 1 ? { delimiter: "/" } : {}),
    ...(token === undefined ? {} : { "continuation-token": token }),
  };
}

interface Page {
  readonly objects: readonly { key: string; sizeBytes: number }[];
  readonly hasFolders: boolean;
  readonly next: string | undefined;
}

function readPage(act: Act, text: string): Page {
  let root: XmlElement;
  try {
    root = parseXml(text.trim());
  } catch (cause) {
    throw unexpected(act, "the answer is not XML", cause);
  }
  if (root.name !== "ListBucketResult") throw unexpected(act, `the answer is a "${root.name}"`);
  const isEncoded = textOf(root, "EncodingType") === "url";
  const objects = root.children.filter(({ name }) => name === "Contents").map((element) => {
    const key = textOf(element, "Key");
    const sizeBytes = Number(textOf(element, "Size"));
    if (key === undefined || !Number.isSafeInteger(sizeBytes) || sizeBytes < 0) {
      throw unexpected(act, "an object in it has no key or no size");
    }
    return { key: isEncoded ? decodeKey(key) : key, sizeBytes };
  });
  const isTruncated = textOf(root, "IsTruncated") === "true";
  return {
    objects,
    hasFolders: root.children.some(({ name }) => name === "CommonPrefixes"),
    next: isTruncated ? textOf(root, "NextContinuationToken") : undefined,
  };
}

/** Services write a blank as `+`, as in forms. */
function decodeKey(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return text;
  }
}

function unexpected(act: Act, found: string, cause?: unknown): StorageError {
  return new StorageError("failed", `${cannot(act)}: the service's listing is wrong, ${found}`, {
    hint: "Check that the endpoint is an S3 service (AWS_ENDPOINT_URL_S3)",
    ...(cause === undefined ? {} : { cause }),
  });
}
