/** @jsxImportSource preact */
/** A curve over the indices of a vector. @module */

import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import uPlot from "uplot";
import { shortNumber } from "../arrays/element_text.ts";
import { lineOf, MAX_POINTS } from "./decimate.ts";

const MARKED_POINTS = 40;
/** Indices are whole: 1, 2, 5, 10, 20, … */
const WHOLE_STEPS = Array.from(
  { length: 30 },
  (_, k) => ([1, 2, 5][k % 3] ?? 1) * 10 ** Math.floor(k / 3),
);

/** What to draw. */
export interface LinePlotProps {
  readonly values: ArrayLike<number>;
  /** What the curve shows, for those who do not see it. */
  readonly label: string;
}

/** Draws a vector as a line; follows the width of its place and the colours of the page. */
export function LinePlot({ values, label }: LinePlotProps): JSX.Element {
  const place = useRef<HTMLDivElement>(null);
  const isDark = useIsDark();
  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    const { x, y } = lineOf(values);
    const plot = new uPlot(optionsFor(element, values.length), [[...x], [...y]], element);
    const observer = new ResizeObserver(() =>
      plot.setSize({ width: element.clientWidth, height: heightFor(values.length) })
    );
    observer.observe(element);
    return () => {
      observer.disconnect();
      plot.destroy();
    };
  }, [values, isDark]);
  return (
    <div class="line-plot">
      <div ref={place} role="img" aria-label={`Line plot of ${label}`} />
      {values.length > MAX_POINTS && (
        <p class="note">Drawn from the extremes of {values.length.toLocaleString("en")} points</p>
      )}
    </div>
  );
}

/** Some room above and below, also around a line of equal values. */
function rangeOf(_plot: uPlot, min: number | null, max: number | null): uPlot.Range.MinMax {
  if (min === null || max === null) return [0, 1];
  if (min !== max) return uPlot.rangeNum(min, max, 0.1, true);
  const room = Math.abs(min) / 10 || 1;
  return [min - room, max + room];
}

/** A handful of values can be read from a small plot. */
function heightFor(count: number): number {
  return count <= 16 ? 130 : 220;
}

function optionsFor(element: HTMLElement, count: number): uPlot.Options {
  const style = getComputedStyle(element);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  const axis = {
    stroke: colour("--quiet"),
    grid: { stroke: colour("--line"), width: 1 },
    ticks: { stroke: colour("--line"), width: 1, size: 4 },
    font: `12px ${style.fontFamily}`,
  };
  return {
    width: element.clientWidth,
    height: heightFor(count),
    scales: { x: { time: false }, y: { range: rangeOf } },
    cursor: { y: false, drag: { x: true, y: false } },
    legend: { show: true, live: true, markers: { show: false } },
    axes: [
      { ...axis, size: 32, incrs: WHOLE_STEPS },
      { ...axis, size: 62, values: (_plot, splits) => splits.map((value) => shortNumber(value)) },
    ],
    series: [
      { label: "index", value: (_plot, value) => value === null ? "–" : String(value) },
      {
        label: "value",
        value: (_plot, value) => value === null ? "–" : shortNumber(value),
        stroke: colour("--accent"),
        width: 1.5,
        points: { show: count <= MARKED_POINTS, size: 6, fill: colour("--accent") },
      },
    ],
  };
}

/** Whether the page is dark, followed as it changes. */
function useIsDark(): boolean {
  const [isDark, setDark] = useState(() => matchMedia("(prefers-color-scheme: dark)").matches);
  useEffect(() => {
    const query = matchMedia("(prefers-color-scheme: dark)");
    const follow = () => setDark(query.matches);
    query.addEventListener("change", follow);
    return () => query.removeEventListener("change", follow);
  }, []);
  return isDark;
}
