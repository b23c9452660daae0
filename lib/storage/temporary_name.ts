/** Names of files that are still being written; they are renamed when whole. @module */

const TEMPORARY = /^\.tessera-[0-9a-f]{12}\.part$/;

/** A fresh name; short, because the final name may already be as long as the file system allows. */
export function temporaryName(): string {
  return `.tessera-${crypto.randomUUID().replaceAll("-", "").slice(0, 12)}.part`;
}

/** Whether a file is one that is being written, or was when its writer died. Listings leave it out. */
export function isTemporary(name: string): boolean {
  return TEMPORARY.test(name);
}
