/** `s3://bucket/key`, and the URL at which a service has it. @module */

import { type Act, badLocation } from "../storage_error.ts";
import type { Account } from "./account.ts";

/** An object, or a bucket when the key is empty. */
export interface Address {
  /** The bucket's name. */
  readonly bucket: string;
  /** Everything after the slash, taken as it stands: no character in it is special. */
  readonly key: string;
}

const FORM_HINT = "Write it like s3://bucket/folder/file";
/** What every service accepts somewhere: AWS's rules of today, and underscores and capitals of old buckets. */
const BUCKET = /^[a-z0-9][a-z0-9._-]{1,254}$/i;

/**
 * Takes a location apart.
 *
 * @throws {StorageError} `bad_input` for a location without bucket, and for keys that no URL can carry.
 */
export function addressOf(act: Act): Address {
  const [, bucket = "", key = ""] = /^s3:\/\/([^/]*)\/?(.*)$/is.exec(act.location) ?? [];
  if (!BUCKET.test(bucket)) {
    throw badLocation(act, `"${bucket}" cannot be the name of a bucket`, FORM_HINT);
  }
  // A URL is normalized on its way: these would name another object.
  if (key.split("/").some((part) => part === "." || part === "..")) {
    throw badLocation(act, 'its key has a part "." or ".."', "Name the object without them");
  }
  return { bucket, key };
}

/** The same, for acts on one object. */
export function objectAddressOf(act: Act): Address {
  const address = addressOf(act);
  if (address.key === "") {
    throw badLocation(act, "it names a bucket, expected an object", FORM_HINT);
  }
  if (address.key.endsWith("/")) {
    throw badLocation(act, "it names a folder, expected an object", FORM_HINT);
  }
  return address;
}

/** The URL of an object, or of a bucket, with a query. Everything is encoded the way it is signed. */
export function urlOf(
  { bucket, key }: Address,
  query: Readonly<Record<string, string>>,
  account: Pick<Account, "endpoint" | "isVirtualHosted" | "region">,
): URL {
  const base = account.endpoint ??
    new URL(`https://s3.${account.region}.${domainOf(account.region)}`);
  // The certificate of *.s3.REGION.amazonaws.com does not cover names with dots.
  const isVirtual = account.endpoint === undefined
    ? /^[a-z0-9-]+$/.test(bucket)
    : account.isVirtualHosted;
  const url = new URL(base);
  if (isVirtual) url.host = `${bucket}.${base.host}`;
  const root = base.pathname.replace(/\/$/, "") + (isVirtual ? "" : `/${bucket}`);
  url.pathname = `${root}/${key.split("/").map(encode).join("/")}`;
  url.search = Object.entries(query).map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .join("&");
  return url;
}

/** Percent-encoding of RFC 3986, which signatures are made over; stricter than `encodeURIComponent`. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function domainOf(region: string): string {
  return region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
}
