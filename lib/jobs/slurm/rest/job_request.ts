/** A job as slurmrestd takes it. @module */

import { TesseraError } from "../../../core/errors.ts";
import { findNearestName } from "../../../core/nearest_name.ts";
import { markedComment } from "../controller.ts";
import type { SlurmRequest } from "../request.ts";
import { sbatchOptions } from "../sbatch_options.ts";
import { renderScript } from "../script.ts";
import { API_VERSIONS, type ApiVersion } from "./api_version.ts";
import type { JobFields, Wording } from "./job_words.ts";
import { jobEnvironment, siteDefaults } from "./job_environment.ts";
import { MESSAGE_WORDS } from "./message_words.ts";
import { OPTION_WORDS, OPTION_WORDS_36 } from "./option_words.ts";

type Environment = Readonly<Record<string, string>>;

/**
 * The body of a submission.
 *
 * @param env The user's environment, which the job gets as from sbatch.
 * @throws {TesseraError} `bad_input` that names what sbatch could do and this version of the API cannot.
 */
export function jobRequest(
  request: SlurmRequest,
  version: ApiVersion,
  env: Environment,
): Record<string, unknown> {
  const environment = jobEnvironment(request, version, env);
  const fields = jobFields(request, version, env);
  const script = renderScript(request);
  if (version.words === "options") return { script, job: { ...fields, environment } };
  const list = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
  return { job: { ...fields, environment: list, script } };
}

/**
 * Refuses, without asking the daemon which version it serves, what the newest one cannot do.
 *
 * @throws {TesseraError} `bad_input`.
 */
export function refuseUnsayable(request: SlurmRequest, env: Environment): void {
  const [newest] = API_VERSIONS;
  if (newest !== undefined) jobFields(request, { ...newest, name: "any version" }, env);
}

function jobFields(request: SlurmRequest, version: ApiVersion, env: Environment): JobFields {
  const options = [
    ...siteDefaults(env),
    `--comment=${markedComment(request)}`,
    ...sbatchOptions(request),
  ];
  // of an option that is given twice the later one counts, as on a command line
  const latest = new Map(options.map((option) => [nameOf(option), option]));
  const fields: Record<string, unknown> = {};
  for (const option of latest.values()) {
    for (const [field, value] of Object.entries(say(request, option, version))) {
      // GPUs of a node and other things of a node are two options and one field
      const isList = field.startsWith("tres_per_") && field in fields;
      fields[field] = isList ? `${fields[field]},${value}` : value;
    }
  }
  return fields;
}

function nameOf(option: string): string {
  return /^--([^=]+)/.exec(option)?.[1] ?? "";
}

function say(request: SlurmRequest, option: string, version: ApiVersion): JobFields {
  const words = wordsOf(version);
  const wording = words.get(nameOf(option));
  if (wording === undefined) {
    throw unsayable(request, option, `its API (${version.name}) has no such option`, words);
  }
  try {
    return wording(/=(.*)$/s.exec(option)?.[1] ?? "");
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw unsayable(request, option, error.message, words);
  }
}

function unsayable(
  { spec, options: { restUrl } }: SlurmRequest,
  option: string,
  found: string,
  words: ReadonlyMap<string, Wording>,
): TesseraError {
  const name = nameOf(option);
  const nearest = words.has(name) ? undefined : findNearestName(name, [...words.keys()]);
  return new TesseraError(
    "bad_input",
    `Cannot submit job "${spec.name}" through slurmrestd at ${restUrl}: it cannot be told ${option}: ${found}`,
    {
      hint:
        "Leave it out, or submit with sbatch on a machine that has Slurm's programs, without restUrl" +
        (nearest === undefined ? "" : `; did you mean --${nearest}?`),
    },
  );
}

function wordsOf(version: ApiVersion): ReadonlyMap<string, Wording> {
  if (version.words === "message") return MESSAGE_WORDS;
  return version.name === "v0.0.36" ? OPTION_WORDS_36 : OPTION_WORDS;
}
