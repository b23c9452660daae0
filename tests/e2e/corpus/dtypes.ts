/** The dtypes as the corpus needs them, written down apart from the runtime's own table. @module */

/** All dtypes, with the base64 of the values 1 and 0. */
export const ONE_AND_ZERO = {
  float16: "ADwAAA==",
  float32: "AACAPwAAAAA=",
  float64: "AAAAAAAA8D8AAAAAAAAAAA==",
  int8: "AQA=",
  int16: "AQAAAA==",
  int32: "AQAAAAAAAAA=",
  int64: "AQAAAAAAAAAAAAAAAAAAAA==",
  bool: "AQA=",
  uint8: "AQA=",
  uint16: "AQAAAA==",
  uint32: "AQAAAAAAAAA=",
  uint64: "AQAAAAAAAAAAAAAAAAAAAA==",
  complex64: "AACAPwAAAAAAAAAAAAAAAA==",
  complex128: "AAAAAAAA8D8AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
} as const;

/** The name of a dtype. */
export type DTypeName = keyof typeof ONE_AND_ZERO;

/** All names. */
export const DTYPE_NAMES = Object.keys(ONE_AND_ZERO) as DTypeName[];

/** Smallest and largest value of each integer dtype, as text. */
export const INTEGER_LIMITS = {
  int8: ["-128", "127"],
  int16: ["-32768", "32767"],
  int32: ["-2147483648", "2147483647"],
  int64: ["-9223372036854775808", "9223372036854775807"],
  uint8: ["0", "255"],
  uint16: ["0", "65535"],
  uint32: ["0", "4294967295"],
  uint64: ["0", "18446744073709551615"],
} as const;
