/** How one option of sbatch is said to a slurmrestd. @module */

/** Fields of a job's description. */
export type JobFields = Readonly<Record<string, unknown>>;

/**
 * What says an option; it is given the text behind `=`, and the empty text where there is none.
 *
 * @throws {RangeError} that says what of the value cannot be said.
 */
export type Wording = (value: string) => JobFields;

/** A field that takes the option's text. */
export function text(field: string): Wording {
  return (value) => ({ [field]: value });
}

/** A field that takes a whole number. */
export function count(field: string): Wording {
  return (value) => ({ [field]: wholeNumber(value) });
}

/** A field that is set by an option without a value. */
export function fixed(fields: JobFields): Wording {
  return () => fields;
}

/** A field in MiB, from `4096M`. */
export function mebibytes(field: string): Wording {
  return (value) => ({ [field]: wholeNumber(value.replace(/M$/, "")) });
}

/** A field in minutes, from `d-hh:mm:ss`; Slurm rounds up, too. */
export function minutes(field: string): Wording {
  return (value) => {
    const [, days, hours, minutes, seconds] = /^(\d+)-(\d+):(\d+):(\d+)$/.exec(value) ?? [];
    const sec = ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds);
    if (!Number.isSafeInteger(sec)) throw new RangeError(`found "${value}", expected d-hh:mm:ss`);
    return { [field]: Math.ceil(sec / 60) };
  };
}

function wholeNumber(value: string): number {
  if (!/^-?\d+$/.test(value)) throw new RangeError(`found "${value}", expected a whole number`);
  return Number(value);
}
