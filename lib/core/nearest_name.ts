/** "Did you mean": the known name closest to a mistyped one. @module */

/**
 * The candidate nearest to `name` by edits (insert, delete, replace, swap of neighbours), compared
 * without case; `undefined` when none is close. Close means at most two edits and fewer than 40 %
 * of the longer name. The first of equally near candidates wins.
 */
export function findNearestName(name: string, candidates: Iterable<string>): string | undefined {
  let nearest: string | undefined;
  let fewestEdits = Infinity;
  const wanted = name.toLowerCase();
  for (const candidate of candidates) {
    const edits = editDistance(wanted, candidate.toLowerCase());
    const limit = Math.min(2, 0.4 * Math.max(name.length, candidate.length));
    if (edits > limit && !isLongPrefix(wanted, candidate)) continue;
    if (edits >= fewestEdits) continue;
    nearest = candidate;
    fewestEdits = edits;
  }
  return nearest;
}

/** `vector_jacobian` for `vector_jacobian_product`: many edits, yet obvious. */
function isLongPrefix(wanted: string, candidate: string): boolean {
  return wanted.length >= 3 && candidate.toLowerCase().startsWith(wanted);
}

/** Damerau–Levenshtein distance in its restricted form (no edit inside a swapped pair). */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const isSame = a[row - 1] === b[column - 1];
      let edits = Math.min(
        at(last, column) + 1,
        at(current, column - 1) + 1,
        at(last, column - 1) + (isSame ? 0 : 1),
      );
      if (row > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) {
        edits = Math.min(edits, at(beforeLast, column - 2) + 1);
      }
      current.push(edits);
    }
    beforeLast = last;
    last = current;
  }
  return at(last, b.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Infinity;
}
