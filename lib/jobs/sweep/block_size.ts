/** How many points workers take at a time. @module */

/** A block costs a few file operations, a point of a small module less than one: so many make that even. */
const MAX_POINTS = 256;
/** So that those who are done first do not wait long for the others. */
const BLOCKS_PER_WORKER = 4;
/** Names in one folder, and links of one file, for which every file system has room. */
const MAX_BLOCKS = 20_000;

/** @param workers How many points are worked on at the same time, on all nodes together. */
export function blockSizeFor(count: number, workers: number): number {
  const even = Math.floor(count / (BLOCKS_PER_WORKER * workers));
  const size = Math.min(MAX_POINTS, Math.max(1, even));
  return Math.max(size, Math.ceil(count / MAX_BLOCKS));
}

/** Which points a block has: from `first` on, `end` excluded. */
export interface BlockRange {
  readonly first: number;
  readonly end: number;
}

/** The points of a block. */
export function blockRange(
  block: number,
  { count, blockSize }: { readonly count: number; readonly blockSize: number },
): BlockRange {
  return { first: block * blockSize, end: Math.min(count, (block + 1) * blockSize) };
}

/** How many blocks there are. */
export function blockCount(
  { count, blockSize }: { readonly count: number; readonly blockSize: number },
): number {
  return Math.ceil(count / blockSize);
}
