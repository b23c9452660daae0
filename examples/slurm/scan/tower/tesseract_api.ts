/** A tower that sways in the wind, with a tuned mass damper in its top. */

// deno-lint-ignore-file camelcase explicit-module-boundary-types -- the module contract

import { z } from "tessera";

export const InputSchema = z.object({
  damper_frequency: z.number().positive().describe("Of the damper alone, in Hz"),
  damper_damping: z.number().positive().describe("Damping ratio of the damper"),
  damper_mass: z.number().positive().default(6.6e5).describe("In kg"),
  tower_frequency: z.number().positive().default(0.15).describe("Of the tower alone, in Hz"),
  tower_damping: z.number().min(0).default(0).describe("Damping ratio of the tower"),
  tower_mass: z.number().positive().default(2e7).describe("That takes part in the sway, in kg"),
  wind_force: z.number().default(3e5).describe("Amplitude of the wind's push, in N"),
  frequencies: z.int().min(2).max(1_000_000).default(4_000).describe(
    "At which the sway is computed",
  ),
});

export const OutputSchema = z.object({
  sway: z.number().describe("Largest amplitude of the tower's top at any frequency, in m"),
  worst_frequency: z.number().describe("At which the top sways that much, in Hz"),
});

type Inputs = z.infer<typeof InputSchema>;

/** Between these multiples of the tower's own frequency nothing but its resonances stands out. */
const LOWEST = 0.5;
const HIGHEST = 1.5;

/** Looks for the frequency of the wind that sways the tower most. */
export function apply(inputs: Inputs) {
  const { tower_frequency: own, frequencies } = inputs;
  let [sway, worst_frequency] = [0, 0];
  for (let k = 0; k < frequencies; k++) {
    const frequency = own * (LOWEST + (HIGHEST - LOWEST) * k / (frequencies - 1));
    const amplitude = amplitudeAt(frequency, inputs);
    if (amplitude > sway) [sway, worst_frequency] = [amplitude, frequency];
  }
  return { sway, worst_frequency };
}

/** Of the steady sway of the top, in m, when the wind pushes at this frequency. */
function amplitudeAt(frequency: number, inputs: Inputs): number {
  const w = 2 * Math.PI * frequency;
  const tower = oscillator(inputs.tower_mass, inputs.tower_frequency, inputs.tower_damping);
  const damper = oscillator(inputs.damper_mass, inputs.damper_frequency, inputs.damper_damping);
  // the damper hangs on the tower: its force on it, for a unit of sway, is mass·w²·link / (link - mass·w²)
  const inertia = inputs.damper_mass * w * w;
  const link = { re: damper.stiffness, im: w * damper.friction };
  const free = { re: link.re - inertia, im: link.im };
  const size = free.re * free.re + free.im * free.im;
  const back = {
    re: inertia * (link.re * free.re + link.im * free.im) / size,
    im: inertia * (link.im * free.re - link.re * free.im) / size,
  };
  const re = tower.stiffness - inputs.tower_mass * w * w - back.re;
  const im = w * tower.friction - back.im;
  return inputs.wind_force / Math.hypot(re, im);
}

/** Stiffness in N/m and friction in N·s/m of a mass on a spring. */
function oscillator(mass: number, frequency: number, dampingRatio: number) {
  const w = 2 * Math.PI * frequency;
  return { stiffness: mass * w * w, friction: 2 * dampingRatio * mass * w };
}
