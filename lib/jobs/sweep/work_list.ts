/**
 * The shared work list: which block of points is whose.
 *
 * A claim is a link `<block>.<generation>` to its owner's file; making a link fails when the name is taken, on every
 * file system, so a generation has one owner. The highest generation counts. A block whose owner is dead is taken
 * over by making the next generation, a block whose results are on the disk has a link `<block>.done`.
 *
 * @module
 */

import { join } from "node:path";
import { blockCount } from "./block_size.ts";
import { linkUnlessThere } from "./exclusive_file.ts";
import { isAbandoned, type Owner } from "./owner.ts";

/** A block that this process works on. */
export interface Claim {
  readonly block: number;
  /** Whether somebody else worked on it before, and may have left results. */
  readonly isTakenOver: boolean;
}

/** Where a block stands. */
interface BlockState {
  readonly generation: number;
  readonly isDone: boolean;
}

/** How far the sweep is, in blocks. */
export interface WorkState {
  readonly done: number;
  /** Neither done nor claimed by anyone yet. */
  readonly free: number;
  /** Claimed, and not done. */
  readonly held: number;
}

const NAME = /^(\d+)\.(?:(\d+)|done)$/;

/** The claims of one sweep, as one of its owners sees them. */
export class WorkList {
  readonly #claims: string;
  readonly #blocks: number;
  readonly #owner: Owner;
  /** Blocks that were free when the folder was last looked at, the next one last. */
  #free: number[] = [];
  readonly #own = new Set<number>();

  constructor(
    claims: string,
    owner: Owner,
    sweep: { readonly count: number; readonly blockSize: number },
  ) {
    this.#claims = claims;
    this.#blocks = blockCount(sweep);
    this.#owner = owner;
  }

  /** The next block to work on: a free one, or one whose owner is dead; nothing when there is none now. */
  async claimNext(): Promise<Claim | undefined> {
    for (let block = this.#free.pop(); block !== undefined; block = this.#free.pop()) {
      if (await this.#take(block, 1)) return { block, isTakenOver: false };
    }
    const states = await this.#look();
    this.#free = freeBlocks(states).reverse();
    for (let block = this.#free.pop(); block !== undefined; block = this.#free.pop()) {
      if (await this.#take(block, 1)) return { block, isTakenOver: false };
    }
    return await this.#takeOver(states);
  }

  /** The results of a block are on the disk. */
  async finish(block: number): Promise<void> {
    await linkUnlessThere(this.#owner.path, join(this.#claims, `${block}.done`));
    this.#own.delete(block);
  }

  /** A block that was done is to be done again. */
  async reopen(block: number): Promise<void> {
    try {
      await Deno.remove(join(this.#claims, `${block}.done`));
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }

  /** How far everybody is. */
  async state(): Promise<WorkState> {
    const states = await this.#look();
    const done = states.filter(({ isDone }) => isDone).length;
    const free = freeBlocks(states).length;
    return { done, free, held: states.length - done - free };
  }

  /** The file server's time: that of a file written just now. */
  async nowMs(): Promise<number> {
    this.#owner.renew();
    const { mtime } = await Deno.stat(this.#owner.path);
    return mtime?.getTime() ?? Date.now();
  }

  /** Whether some block is held by an owner who gave no sign of life since: it may be dead, and its lease not out. */
  async hasSilentOwner(sinceMs: number): Promise<boolean> {
    for (const [block, { generation, isDone }] of (await this.#look()).entries()) {
      if (isDone || generation === 0 || this.#own.has(block)) continue;
      const { mtime } = await Deno.stat(join(this.#claims, `${block}.${generation}`));
      if ((mtime?.getTime() ?? 0) <= sinceMs) return true;
    }
    return false;
  }

  async #takeOver(states: readonly BlockState[]): Promise<Claim | undefined> {
    for (const [block, { generation, isDone }] of states.entries()) {
      if (isDone || generation === 0 || this.#own.has(block)) continue;
      const claim = join(this.#claims, `${block}.${generation}`);
      if (!await isAbandoned(claim, this.#owner, await this.nowMs())) continue;
      if (await this.#take(block, generation + 1)) return { block, isTakenOver: true };
    }
    return undefined;
  }

  async #take(block: number, generation: number): Promise<boolean> {
    const isOurs = await linkUnlessThere(
      this.#owner.path,
      join(this.#claims, `${block}.${generation}`),
    );
    if (isOurs) this.#own.add(block);
    return isOurs;
  }

  async #look(): Promise<BlockState[]> {
    const states = Array.from({ length: this.#blocks }, () => ({ generation: 0, isDone: false }));
    for await (const { name } of Deno.readDir(this.#claims)) {
      const [, block = "", generation] = NAME.exec(name) ?? [];
      const state = states[Number(block)];
      if (block === "" || state === undefined) continue;
      if (generation === undefined) state.isDone = true;
      else state.generation = Math.max(state.generation, Number(generation));
    }
    return states;
  }
}

function freeBlocks(states: readonly BlockState[]): number[] {
  return [...states.keys()].filter((block) =>
    states[block]?.generation === 0 && !states[block].isDone
  );
}
