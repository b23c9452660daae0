/** Stack traces as the author of a module wants them: without the frames of this program. @module */

/**
 * Where the program's own sources are. The executable has everything below one folder of its own; a
 * checkout has examples and tests below its root as well, and those count as a user's.
 */
const OWN_SOURCES: readonly string[] = Deno.build.standalone
  ? [new URL("./", import.meta.resolve("tessera")).href]
  : [
    ...["lib/", "runtime/", "main.ts", "mod.ts"].map((path) =>
      new URL(`../../${path}`, import.meta.url).href
    ),
    "/deno/npm/", // packages, in the cache of Deno
  ];
const ENGINE_FRAME = /[ (](?:ext|node):|[ (]<anonymous>\)?$/;
const FRAME = /^\s+at /;

/**
 * The stack of an error with nothing but the user's frames: those of this program and of the engine
 * are left out wherever they stand.
 *
 * @param options What is shown of a stack without any frame of the user's: nothing but its message, or
 * all of it, for then the fault is ours.
 * @returns Lines joined by line ends, without a last one: name and message, then the frames.
 */
export function userStack(error: Error, options: { ifNone: "message" | "all" }): string {
  const stack = error.stack ?? `${error.name}: ${error.message}`;
  // a message may hold lines that look like frames
  const at = stack.indexOf(error.message);
  const messageEnd = at === -1 ? 0 : at + error.message.length;
  const [head = "", ...lines] = stack.slice(messageEnd).split("\n");
  const kept = lines.filter((line) => !FRAME.test(line) || isUsers(line));
  if (options.ifNone === "all" && !kept.some((line) => FRAME.test(line))) return stack;
  return [stack.slice(0, messageEnd) + head, ...kept].join("\n");
}

function isUsers(frame: string): boolean {
  return !ENGINE_FRAME.test(frame) && !OWN_SOURCES.some((source) => frame.includes(source));
}
