import assert from "node:assert/strict";

const CSS = await Deno.readTextFile(new URL("page.css", import.meta.url));

/** Text on the backgrounds it stands on; WCAG 2.2 asks for 4.5 to 1, and for 3 to 1 at edges of controls. */
const PAIRS: readonly [front: string, back: string, least: number][] = [
  ...["--paper", "--card", "--tint"].flatMap((back) =>
    ["--ink", "--quiet", "--accent"].map((front): [string, string, number] => [front, back, 4.5])
  ),
  ["--bad", "--paper", 4.5],
  ["--bad", "--card", 4.5],
  ["--bad", "--bad-tint", 4.5],
  ["--ink", "--bad-tint", 4.5],
  ["--accent", "--bad-tint", 4.5],
  ["--good", "--good-tint", 4.5],
  ["--on-accent", "--accent", 4.5],
  ["--edge", "--card", 3],
];

Deno.test("page.css gives text enough contrast, light and dark", () => {
  const [light = "", dark = ""] = CSS.split("@media (prefers-color-scheme: dark)");
  for (const [scheme, text] of Object.entries({ light, dark })) {
    for (const [front, back, least] of PAIRS) {
      const ratio = contrast(colour(text, front), colour(text, back));
      assert.ok(ratio >= least, `${scheme}: ${front} on ${back} has ${ratio.toFixed(2)}`);
    }
  }
});

function colour(css: string, name: string): number {
  const hex = new RegExp(`${name}:\\s*#([0-9a-f]{6});`).exec(css)?.[1];
  assert.ok(hex, `${name} is not set`);
  return parseInt(hex, 16);
}

function contrast(one: number, other: number): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(rgb: number): number {
  const [red = 0, green = 0, blue = 0] = [16, 8, 0].map((shift) => {
    const value = ((rgb >> shift) & 0xff) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
