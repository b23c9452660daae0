/** Fields of slurmrestd's answers, whose forms change from version to version. @module */

import { z } from "zod";

/** From v0.0.39 on a number is an object, so that there can be none; before, 0 or `null` stands for none. */
export const MaybeNumber: z.ZodType<number | undefined, unknown> = z.union([
  z.number(),
  z.object({ set: z.boolean(), number: z.number() })
    .transform(({ set, number }) => set ? number : undefined),
  z.null().transform(() => undefined),
]).optional();

/** A word, or from v0.0.40 on a list of them. */
export const Words: z.ZodType<readonly string[], unknown> = z.union([
  z.string().transform((word) => [word]),
  z.array(z.string()),
]);

/** Text that may be absent or `null`. */
export const MaybeText: z.ZodType<string, unknown> = z.string().nullish().transform((text) =>
  text ?? ""
);

/** Of these flags, the state is what stands before them. */
const FLAGS_WITHOUT_MEANING: ReadonlySet<string> = new Set(["EXPEDITING", "UPDATE_DB"]);
/** `NO_VAL` of Slurm, which some fields let through. */
const NO_VALUE = 4_294_967_294;

/** The one word that squeue prints for a state and its flags: the first flag, where there is one. */
export function wordOf(words: readonly string[]): string {
  const [state = "", ...flags] = words;
  return flags.find((flag) => !FLAGS_WITHOUT_MEANING.has(flag)) ?? state;
}

/** Epoch milliseconds of epoch seconds; nothing for 0 and for what stands for no time. */
export function timeMsOf(sec: number | undefined): number | undefined {
  return sec === undefined || sec <= 0 || sec >= NO_VALUE ? undefined : sec * 1_000;
}

/** How a job's script ended, from v0.0.40 on; before, in accounting only, with other names. */
export const ExitStatus = z.object({
  return_code: MaybeNumber,
  signal: z.object({ id: MaybeNumber, signal_id: MaybeNumber }).nullish(),
});

/** Until v0.0.38 the queue gives what wait(2) gave. */
const WaitStatus = z.number().transform((status) => ({
  return_code: status >> 8,
  signal: { id: status & 0x7f, signal_id: undefined },
}));

/** Either of them, or none. */
export const Exit = z.union([WaitStatus, ExitStatus]).nullish();

/** Exit code and signal of a job that ended. */
export function exitOf(exit: z.infer<typeof Exit>): { exitCode?: number; signal?: number } {
  const signal = exit?.signal?.id ?? exit?.signal?.signal_id ?? 0;
  if (signal > 0) return { signal };
  return exit?.return_code === undefined ? {} : { exitCode: exit.return_code };
}
