/** The 14 element types of arrays, under their numpy names. @module */

/** All dtypes in the order in which schemas list them. */
export const DTYPES = [
  "float16",
  "float32",
  "float64",
  "int8",
  "int16",
  "int32",
  "int64",
  "bool",
  "uint8",
  "uint16",
  "uint32",
  "uint64",
  "complex64",
  "complex128",
] as const;

/** A numpy dtype name. */
export type DType = (typeof DTYPES)[number];

/** Families of dtypes: what may be cast to what depends on them. */
export type DTypeKind = "float" | "int" | "uint" | "bool" | "complex";

/** What the elements of a dtype are and how they lie in memory. */
export interface DTypeInfo {
  readonly kind: DTypeKind;
  /** Bytes of one element. */
  readonly itemsizeBytes: number;
  /** Numbers of the typed array that make one element: 2 for complex, else 1. */
  readonly lanes: 1 | 2;
  /** Smallest and largest value of integer dtypes. */
  readonly range?: readonly [bigint, bigint];
}

const INFO: Readonly<Record<DType, DTypeInfo>> = {
  float16: { kind: "float", itemsizeBytes: 2, lanes: 1 },
  float32: { kind: "float", itemsizeBytes: 4, lanes: 1 },
  float64: { kind: "float", itemsizeBytes: 8, lanes: 1 },
  int8: integer("int", 8),
  int16: integer("int", 16),
  int32: integer("int", 32),
  int64: integer("int", 64),
  bool: { kind: "bool", itemsizeBytes: 1, lanes: 1 },
  uint8: integer("uint", 8),
  uint16: integer("uint", 16),
  uint32: integer("uint", 32),
  uint64: integer("uint", 64),
  complex64: { kind: "complex", itemsizeBytes: 8, lanes: 2 },
  complex128: { kind: "complex", itemsizeBytes: 16, lanes: 2 },
};

/** Facts about a dtype. */
export function dtypeInfo(dtype: DType): DTypeInfo {
  return INFO[dtype];
}

/** Whether a text names a dtype; byte-order prefixes are not accepted. */
export function isDType(text: unknown): text is DType {
  return typeof text === "string" && Object.hasOwn(INFO, text);
}

/**
 * Whether arrays of one dtype are accepted where another is declared (upstream's rule): integers fit
 * any integer dtype, floats also take integers and bools, complex takes all, bool only bool.
 * Whether the values fit is another question.
 */
export function canCast(from: DType, to: DType | null): boolean {
  if (to === null || from === to) return true;
  const source = INFO[from].kind;
  switch (INFO[to].kind) {
    case "float":
      return source !== "complex";
    case "int":
    case "uint":
      return source === "int" || source === "uint" || source === "bool";
    case "bool":
      return false;
    case "complex":
      return true;
  }
}

/** Every dtype that is accepted for a declared one, in the order of {@linkcode DTYPES}. */
export function castableTo(target: DType | null): DType[] {
  return DTYPES.filter((from) => canCast(from, target));
}

function integer(kind: "int" | "uint", bits: number): DTypeInfo {
  const span = 1n << BigInt(kind === "int" ? bits - 1 : bits);
  return {
    kind,
    itemsizeBytes: bits / 8,
    lanes: 1,
    range: [kind === "int" ? -span : 0n, span - 1n],
  };
}
