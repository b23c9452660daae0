/** Bytes of JSON's numbers. */

export const MINUS: u8 = 0x2d;
export const PLUS: u8 = 0x2b;
export const POINT: u8 = 0x2e;
export const COMMA: u8 = 0x2c;
export const ZERO: u8 = 0x30;
export const LETTER_E: u8 = 0x65;
