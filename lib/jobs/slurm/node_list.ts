/** Slurm's short form of lists of nodes. @module */

/** More names than a cluster has: a list that claims more is not expanded further. */
const MAX_NODES = 100_000;

/**
 * The names in a list such as `a[1-3,7],rack[1-2]n[08-10]`: commas outside brackets separate, brackets hold
 * numbers and ranges whose width is kept, several brackets multiply. As `scontrol show hostnames` does, which
 * is not on every node.
 *
 * @param text As squeue and sacct print it; `None assigned` and the like give nothing.
 */
export function expandNodeList(text: string): string[] {
  const list = text.trim();
  if (list === "" || list.startsWith("(") || list === "n/a" || /^None\b/.test(list)) return [];
  return splitOutsideBrackets(list).flatMap(expandOne).slice(0, MAX_NODES);
}

function splitOutsideBrackets(list: string): string[] {
  return list.match(/(?:[^,[\]]|\[[^\]]*\])+/g) ?? [];
}

function expandOne(pattern: string): string[] {
  let names = [""];
  for (const [, plain = "", ranges] of pattern.matchAll(/([^[\]]+)|\[([^\]]*)\]/g)) {
    const ends = ranges === undefined ? [plain] : ranges.split(",").flatMap(expandRange);
    names = names.flatMap((name) => ends.map((end) => name + end)).slice(0, MAX_NODES);
  }
  return names;
}

function expandRange(range: string): string[] {
  const [, low = "", high = ""] = /^(\d+)-(\d+)$/.exec(range) ?? [];
  if (low === "") return [range];
  const count = Math.min(Number(high) - Number(low) + 1, MAX_NODES);
  return Array.from(
    { length: Math.max(0, count) },
    (_, index) => String(Number(low) + index).padStart(low.length, "0"),
  );
}
