/** Limits in time as users of schedulers write them. @module */

import { parseDurationMs } from "../core/duration.ts";
import { TesseraError } from "../core/errors.ts";

const CLOCK = /^(?:(\d+)-)?(\d+):(\d{2}):(\d{2})$/;
const DAYS = /^(\d+)-(\d+)(?::(\d{2}))?$/;
const BARE = /^[\d.]+$|^\d+:\d+$/;

/**
 * Reads a limit: `2h`, `90m`, `1h30m`, and Slurm's `h:mm:ss`, `d-hh`, `d-hh:mm` and `d-hh:mm:ss`.
 *
 * @returns Whole seconds, at least one.
 * @throws {TesseraError} `bad_input` for anything else; for `30` and `2:00`, too, which Slurm reads as minutes and
 * most people do not.
 */
export function parseWalltimeSec(text: string, what = "--time"): number {
  const trimmed = text.trim();
  if (BARE.test(trimmed)) {
    throw new TesseraError(
      "bad_input",
      `Cannot read ${what}: found "${text}", which may mean minutes or seconds`,
      { hint: "Write it with units, like 30m or 2h, or like 2:00:00" },
    );
  }
  const sec = clockSec(trimmed) ?? Math.ceil(parseDurationMs(trimmed, what) / 1_000);
  if (sec >= 1 && Number.isSafeInteger(sec)) return sec;
  throw new TesseraError("bad_input", `Cannot read ${what}: found "${text}", expected some time`, {
    hint: "Write it like 30m, 2h or 2:00:00",
  });
}

function clockSec(text: string): number | undefined {
  const [, days, hours, minutes = "0", seconds = "0"] = CLOCK.exec(text) ?? DAYS.exec(text) ?? [];
  if (hours === undefined) return undefined;
  const total = Number(days ?? 0) * 24 + Number(hours);
  return total * 3_600 + Number(minutes) * 60 + Number(seconds);
}
