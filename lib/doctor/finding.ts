/** What the examination of a machine says about one thing. @module */

/** One line of the report. */
export interface Finding {
  /** What was looked for, in a few words. */
  readonly name: string;
  /** Whether it is there, or is as it should be. */
  readonly isFound: boolean;
  /** Whether modules in TypeScript cannot do without it. */
  readonly isNeeded: boolean;
  /** What was seen: a version, a path, a limit. Never a secret. */
  readonly detail: string;
  /** What it is good for. */
  readonly why: string;
  /** What to do about it; only where it is lacking. */
  readonly remedy?: string;
}

/** Looks at one thing, or a few of a kind. */
export type Examination = (machine: Machine) => Promise<Finding[]>;

/** What a program left. */
export interface ProgramResult {
  readonly code: number;
  /** Both streams, trimmed. */
  readonly text: string;
}

/** The machine as examinations see it, so that tests can stand in for it. */
export interface Machine {
  readonly os: string;
  /** Processor, in Deno's words. */
  readonly arch: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where temporary files go. */
  readonly tempFolder: string;
  /** Text of a file; undefined where it cannot be read. */
  read(path: string): Promise<string | undefined>;
  /** Runs a program for a few seconds at most; undefined where it is not there or did not end. */
  run(program: string, ...args: string[]): Promise<ProgramResult | undefined>;
  /** Whether a Unix socket answers, why it does not, or that there is none. */
  knock(socket: string): Promise<"answers" | "denied" | "silent" | "missing">;
  /** Why no file can be written to a folder; undefined when one can. */
  whyNotWritable(folder: string): Promise<string | undefined>;
}
