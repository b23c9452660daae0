/** Which JavaScript errors an expected exception's name covers. @module */

/**
 * Python's built-in exceptions and the JavaScript errors nearest to them, so that a test written
 * for a Python module can be kept when the module is rewritten. `Error` stands for errors that have
 * no name of their own.
 */
const NEAREST: Readonly<Record<string, readonly string[]>> = {
  ArithmeticError: ["RangeError"],
  AssertionError: ["ERR_ASSERTION"],
  AttributeError: ["TypeError"],
  ConnectionError: ["ConnectionRefused", "ConnectionReset", "ConnectionAborted", "BrokenPipe"],
  FileExistsError: ["AlreadyExists", "EEXIST"],
  FileNotFoundError: ["NotFound", "ENOENT"],
  ImportError: ["ERR_MODULE_NOT_FOUND"],
  IndexError: ["RangeError"],
  InterruptedError: ["Interrupted", "AbortError"],
  IsADirectoryError: ["IsADirectory", "EISDIR"],
  JSONDecodeError: ["SyntaxError"],
  KeyError: ["ReferenceError"],
  LookupError: ["RangeError", "ReferenceError"],
  MemoryError: ["RangeError"],
  ModuleNotFoundError: ["ERR_MODULE_NOT_FOUND"],
  NameError: ["ReferenceError"],
  NotADirectoryError: ["NotADirectory", "ENOTDIR"],
  NotImplementedError: ["NotSupported"],
  OSError: ["NotFound", "PermissionDenied", "AlreadyExists", "ENOENT", "EACCES", "EEXIST"],
  OverflowError: ["RangeError"],
  PermissionError: ["PermissionDenied", "NotCapable", "EACCES", "EPERM"],
  RecursionError: ["RangeError"],
  RuntimeError: ["Error"],
  TimeoutError: ["TimedOut"],
  UnicodeError: ["URIError", "TypeError"],
  ValueError: ["RangeError", "SyntaxError", "URIError", "ValidationError", "ZodError"],
  ValidationError: ["ZodError"],
  ZeroDivisionError: ["RangeError"],
};

/** Python's names for any exception at all. */
const ANYTHING = new Set(["Exception", "BaseException"]);
/** What covers input or results that a schema refuses; in pydantic its error is a ValueError. */
const VALIDATION = new Set(["ValidationError", "ZodError", "ValueError", ...ANYTHING]);

/** Whether the name covers a refusal by a schema; `pydantic.ValidationError` does. */
export function coversValidation(name: string): boolean {
  return VALIDATION.has(lastPart(name));
}

/**
 * Whether the name covers something that was thrown: an error of that name or class, of a class
 * derived from it, or one that stands for it in the table of Python's built-ins.
 *
 * @param name `RangeError`, `ValueError`, `package.module.NameError`; only the last part counts.
 */
export function coversError(name: string, thrown: unknown): boolean {
  const wanted = lastPart(name);
  if (ANYTHING.has(wanted)) return true;
  const names = namesOf(thrown);
  if (names.includes(wanted)) return true;
  const nearest = Object.hasOwn(NEAREST, wanted) ? NEAREST[wanted] ?? [] : [];
  return nearest.some((other) => other === "Error" ? names[0] === other : names.includes(other));
}

/** The name an exception is reported under. */
export function nameOfError(thrown: unknown): string {
  return namesOf(thrown)[0] ?? typeof thrown;
}

/** Its message, as Python's `str()` gives it. */
export function messageOfError(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

/** The error's own name, its classes from the narrowest on, and its code. */
function namesOf(thrown: unknown): string[] {
  if (!(thrown instanceof Error)) return [];
  const names: string[] = [];
  for (
    let prototype: unknown = Object.getPrototypeOf(thrown);
    typeof prototype === "object" && prototype !== null && prototype !== Error.prototype;
    prototype = Object.getPrototypeOf(prototype)
  ) {
    names.push(prototype.constructor.name);
  }
  if (thrown.name === "Error" && names.length === 0) names.push("Error");
  else if (thrown.name !== "Error" && thrown.name !== names[0]) names.unshift(thrown.name);
  if ("code" in thrown && typeof thrown.code === "string") names.push(thrown.code);
  return names;
}

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf(".") + 1);
}
