/** Names of jobs: short enough to type, in the order of their submission, unique without a counter. @module */

/** Crockford's base32: no letter that looks like a digit. */
const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
/** 2020-01-01, so that the time fits into six letters until 2054. */
const EPOCH_SEC = 1_577_836_800;
const TIME_LETTERS = 6;
const RANDOM_LETTERS = 4;
const SHAPE = new RegExp(`^[${ALPHABET}]{${TIME_LETTERS + RANDOM_LETTERS}}$`);

/**
 * A fresh id: the second of its making, then 20 random bits. Ids of later seconds sort after earlier ones.
 *
 * @param nowMs Epoch milliseconds.
 */
export function makeJobId(nowMs: number): string {
  const sec = Math.max(0, Math.floor(nowMs / 1_000) - EPOCH_SEC);
  const [random = 0] = crypto.getRandomValues(new Uint32Array(1));
  return letters(sec, TIME_LETTERS) + letters(random, RANDOM_LETTERS);
}

/** Whether a text has the shape of an id. */
export function isJobId(text: string): boolean {
  return SHAPE.test(text);
}

function letters(value: number, count: number): string {
  let text = "";
  for (let rest = value; text.length < count; rest = Math.floor(rest / ALPHABET.length)) {
    text = (ALPHABET[rest % ALPHABET.length] ?? "") + text;
  }
  return text;
}
