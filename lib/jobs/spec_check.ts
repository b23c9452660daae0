/** What every job must be, whatever runs it. @module */

import { isAbsolute } from "node:path";
import { TesseraError } from "../core/errors.ts";
import type { JobSpec } from "./job.ts";

const NAME = /^[A-Za-z0-9._-]{1,64}$/;

/**
 * Refuses a job that no backend could run.
 *
 * @throws {TesseraError} `bad_input` that says what is wrong.
 */
export function refuseMalformed(spec: JobSpec): void {
  const refuse = (found: string, hint: string): never => {
    throw new TesseraError(
      "bad_input",
      `Cannot submit job ${JSON.stringify(spec.name)}: ${found}`,
      {
        hint,
      },
    );
  };
  if (!NAME.test(spec.name)) {
    refuse(
      "its name is not made of 1 to 64 letters, digits, dots, dashes and underscores",
      "Choose another --name: schedulers and scripts show it",
    );
  }
  if (spec.command.length === 0) refuse("it has no command", "Say what to run after --");
  if (spec.command[0] === "") refuse("its program is an empty word", "Say what to run after --");
  if (!isAbsolute(spec.workdir)) {
    refuse(`its folder is "${spec.workdir}", expected an absolute path`, "Start it with /");
  }
  const twice = Object.keys(spec.secrets).find((name) => Object.hasOwn(spec.environment, name));
  if (twice !== undefined) {
    refuse(`"${twice}" is set both in the clear and as a secret`, "Set it once");
  }
  refuseBadArray(spec, refuse);
}

function refuseBadArray(
  { array }: JobSpec,
  refuse: (found: string, hint: string) => never,
): void {
  if (array === undefined) return;
  const hint = "Give indices such as 0-99 or 1,3,7, and after % how many may run at a time";
  if (array.indices.length === 0) refuse("its array has no indices", hint);
  const isAscending = array.indices.every((index, at) =>
    Number.isSafeInteger(index) && index > (array.indices[at - 1] ?? -1)
  );
  if (!isAscending) refuse("the indices of its array are not ascending whole numbers", hint);
  if (array.maxRunning !== undefined && array.maxRunning < 1) {
    refuse(`at most ${array.maxRunning} tasks of its array may run, expected at least 1`, hint);
  }
}
