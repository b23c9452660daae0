/** Colours for values: viridis (matplotlib, CC0), which is even in lightness and readable without colour vision. @module */

/** Viridis at 17 equal steps, from the smallest value to the largest. */
const STOPS = [
  0x440154,
  0x481567,
  0x482677,
  0x453781,
  0x404788,
  0x39568c,
  0x33638d,
  0x2d708e,
  0x287d8e,
  0x238a8d,
  0x1f968b,
  0x20a387,
  0x29af7f,
  0x3cbb75,
  0x55c667,
  0x95d840,
  0xfde725,
];

/** Red, green and blue, 0 to 255 each. */
export type Colour = readonly [red: number, green: number, blue: number];

/** The colour at a place from 0 to 1. */
export function colourAt(place: number): Colour {
  const at = Math.min(1, Math.max(0, place)) * (STOPS.length - 1);
  const index = Math.min(STOPS.length - 2, Math.floor(at));
  const share = at - index;
  const mix = (shift: number) => {
    const [low, high] = [STOPS[index] ?? 0, STOPS[index + 1] ?? 0];
    return Math.round(((low >> shift) & 0xff) * (1 - share) + ((high >> shift) & 0xff) * share);
  };
  return [mix(16), mix(8), mix(0)];
}
