/** Numbers as Python prints them. @module */

/** A float as `repr(float)`: `2.0`, `1e+300`, `1e-07`, `nan`, `inf`. */
export function pythonFloat(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  if (Object.is(value, -0)) return "-0.0";
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e16 || size < 1e-4)) {
    return value.toExponential().replace(/e([+-])(\d)$/, "e$10$2");
  }
  const text = String(value);
  return Number.isInteger(value) ? `${text}.0` : text;
}

/** A complex number as numpy prints it: `1+2j`, `0.5-1j`, `nan+infj`. */
export function pythonComplex(re: number, im: number): string {
  const part = (value: number): string => pythonFloat(value).replace(/\.0$/, "");
  const imaginary = part(im);
  return `${part(re)}${/^[-+]/.test(imaginary) ? "" : "+"}${imaginary}j`;
}

/**
 * A complex number as upstream tesseract-core 1.15 writes it (observed): `1+2j`, `-0.5j` where the real part is
 * zero, `NaN+infj`, and never an exponent.
 */
export function complexText(re: number, im: number): string {
  const imaginary = `${plainDecimal(im)}j`;
  if (re === 0) return imaginary;
  return `${plainDecimal(re)}${/^[-]/.test(imaginary) ? "" : "+"}${imaginary}`;
}

/** The fewest digits that give the number back, written out: `1e-7` is `0.0000001`. */
function plainDecimal(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  const sign = value < 0 || Object.is(value, -0) ? "-" : "";
  const [digits = "", power = ""] = Math.abs(value).toExponential().split("e");
  const figures = digits.replace(".", "");
  const point = Number(power) + 1; // how many figures stand before the decimal point
  if (point <= 0) return `${sign}0.${"0".repeat(-point)}${figures}`.replace(/^(-?0)\.0$/, "$1");
  if (point >= figures.length) return sign + figures.padEnd(point, "0");
  return `${sign}${figures.slice(0, point)}.${figures.slice(point)}`;
}

/** Reads what Python's `complex()` reads: `1+2j`, `3`, `-j`, `(1e3-2J)`; undefined if it is none. */
export function parsePythonComplex(text: string): { re: number; im: number } | undefined {
  const bare = text.trim().replace(/^\((.*)\)$/, "$1").toLowerCase();
  const part = "[+-]?(?:inf(?:inity)?|nan|(?:\\d+\\.?\\d*|\\.\\d+)(?:e[+-]?\\d+)?)";
  const real = new RegExp(`^(${part})$`).exec(bare);
  if (real !== null) return { re: number(real[1]), im: 0 };
  const imaginary = new RegExp(`^(${part}|[+-]?)j$`).exec(bare);
  if (imaginary !== null) return { re: 0, im: number(imaginary[1]) };
  const both = new RegExp(`^(${part})([+-](?:${part.replace("[+-]?", "")})?)j$`).exec(bare);
  return both === null ? undefined : { re: number(both[1]), im: number(both[2]) };
}

/** Reads what Python's `float()` reads; undefined if it is no number. */
export function parsePythonFloat(text: string): number | undefined {
  const bare = text.trim().toLowerCase().replace(/(?<=\d)_(?=\d)/g, "");
  return /^[+-]?(?:inf(?:inity)?|nan|(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)$/.test(bare)
    ? number(bare)
    : undefined;
}

function number(text = ""): number {
  if (/nan$/.test(text)) return NaN;
  if (/inf/.test(text)) return text.startsWith("-") ? -Infinity : Infinity;
  return text === "" || text === "+" ? 1 : text === "-" ? -1 : Number(text);
}
