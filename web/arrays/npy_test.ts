import assert from "node:assert/strict";
import { dtypeInfo, DTYPES } from "../../runtime/arrays/dtype.ts";
import { ArrayValue } from "./array_value.ts";
import { nestedText } from "./element_text.ts";
import { readNpy, writeNpy } from "./npy.ts";

/** Written by numpy 2.4.6: arange(6) as float64, shape (2, 3). */
const MATRIX = [
  "k05VTVBZAQB2AHsnZGVzY3InOiAnPGY4JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzog",
  "KDIsIDMpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAg",
  "ICAgICAgIAoAAAAAAAAAAAAAAAAAAPA/AAAAAAAAAEAAAAAAAAAIQAAAAAAAABBAAAAAAAAAFEA=",
].join("");

/** A header as numpy 2.4.6 writes it, and what follows. */
function file(header: string, data: readonly number[], version = 1): Uint8Array {
  const text = new TextEncoder().encode(`${header.padEnd(version === 1 ? 117 : 115)}\n`);
  const length = version === 1 ? [text.length, 0] : [text.length, 0, 0, 0];
  return new Uint8Array([0x93, 78, 85, 77, 80, 89, version, 0, ...length, ...text, ...data]);
}

Deno.test("readNpy() and writeNpy() give numpy's array and numpy's bytes", () => {
  const bytes = Uint8Array.fromBase64(MATRIX);
  const array = readNpy(bytes);
  assert.equal(array.dtype, "float64");
  assert.equal(nestedText(array), "[[0, 1, 2],\n [3, 4, 5]]");
  assert.deepEqual(writeNpy(array), bytes);
});

Deno.test("readNpy() reads Fortran order, big-endian bytes, version 2 and scalars", () => {
  const fortran = file("{'descr': '<i2', 'fortran_order': True, 'shape': (2, 3), }", [
    ...[0, 0, 3, 0, 1, 0, 4, 0, 2, 0, 5, 0],
  ]);
  assert.equal(nestedText(readNpy(fortran)), "[[0, 1, 2],\n [3, 4, 5]]");
  const bigEndian = file("{'descr': '>c8', 'fortran_order': False, 'shape': (2,), }", [
    ...[0x3f, 0xc0, 0, 0, 0, 0, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0],
  ]);
  assert.equal(nestedText(readNpy(bigEndian)), "[1.5+0j, -2+0j]");
  const second = file("{'descr': '|b1', 'fortran_order': False, 'shape': (2,), }", [1, 0], 2);
  assert.equal(nestedText(readNpy(second)), "[true, false]");
  const scalar = file("{'descr': '<f4', 'fortran_order': False, 'shape': (), }", [0, 0, 192, 63]);
  assert.equal(nestedText(readNpy(scalar)), "1.5");
});

Deno.test("writeNpy() writes every dtype and rank so that readNpy() reads it", () => {
  for (const dtype of DTYPES) {
    for (const shape of [[], [4], [2, 2], [0, 3]]) {
      const size = shape.reduce((product, length) => product * length, 1);
      const bytes = new Uint8Array(size * dtypeInfo(dtype).itemsizeBytes).map((_, at) => at % 2);
      const array = new ArrayValue(dtype, shape, bytes);
      assert.deepEqual(readNpy(writeNpy(array)), array, `${dtype} [${shape}]`);
    }
  }
});

Deno.test("readNpy() says what is wrong with a file", () => {
  assert.throws(() => readNpy(new TextEncoder().encode("1,2,3")), /does not begin like one/);
  const strings = file("{'descr': '<U1', 'fortran_order': False, 'shape': (1,), }", [97, 0, 0, 0]);
  assert.throws(() => readNpy(strings), /its elements are '<U1', expected numbers or bools/);
  const short = file("{'descr': '<f8', 'fortran_order': False, 'shape': (2,), }", [0, 0, 0]);
  assert.throws(() => readNpy(short), /ends after 3 of 16 bytes/);
});
