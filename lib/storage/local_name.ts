/** Names from listings as paths below a local folder. @module */

import { type Act, badLocation } from "./storage_error.ts";

/**
 * Checks a name that a listing gave before it becomes a path: the service, or whoever may write to it,
 * chose it.
 *
 * @returns The name, which cannot lead out of the folder it is joined to.
 * @throws {StorageError} `bad_input` for names that are absolute, empty in a part, or have a part `.` or `..`.
 */
export function localNameOf(act: Act, name: string): string {
  const fault = faultOf(name);
  if (fault === undefined) return name;
  throw badLocation(
    act,
    `the file ${JSON.stringify(name)} cannot be stored in a folder, its name ${fault}`,
    "Rename it there, or name another folder",
  );
}

function faultOf(name: string): string | undefined {
  if (name.startsWith("/")) return "begins with a slash";
  if (name.includes("\0")) return "has a zero byte";
  const separator = Deno.build.os === "windows" ? /[/\\:]/ : "/";
  const parts = name.split(separator);
  if (parts.includes("")) return "has an empty part";
  if (parts.includes(".") || parts.includes("..")) return 'has a part "." or ".."';
  return undefined;
}
