/** @jsxImportSource preact */
/** A matrix as an image with its scale. @module */

import type { JSX, TargetedPointerEvent } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { shortNumber } from "../arrays/element_text.ts";
import { statisticsOf } from "../arrays/statistics.ts";
import { type Matrix, MAX_PIXELS, rasterOf } from "./raster.ts";

const SCALE_STEPS = 128;
/** Beyond this ratio of the sides, cells are stretched instead of square. */
const MAX_RATIO = 4;
const MAX_SIDE_PX = 340;
const CELL_PX = 56;

/** What to draw. */
export interface ImagePlotProps {
  readonly matrix: Matrix;
  /** Names of the axes that run down and to the right. */
  readonly axes: readonly [down: string, right: string];
  /** What the image shows, for those who do not see it. */
  readonly label: string;
}

/** Draws a matrix, first row on top, and says the value under the pointer. */
export function ImagePlot({ matrix, axes, label }: ImagePlotProps): JSX.Element {
  const [pointed, setPointed] = useState<readonly [number, number]>();
  const { rows, columns, values } = matrix;
  const limits = statisticsOf(values) ?? { min: 0, max: 0 };
  const point = (event: TargetedPointerEvent<HTMLCanvasElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const row = Math.floor(((event.clientY - box.top) / box.height) * rows);
    const column = Math.floor(((event.clientX - box.left) / box.width) * columns);
    const isInside = row >= 0 && row < rows && column >= 0 && column < columns;
    setPointed(isInside ? [row, column] : undefined);
  };
  const value = pointed === undefined ? undefined : values[pointed[0] * columns + pointed[1]];
  return (
    <div class="image-plot">
      <div class="image-and-scale">
        <span class="axis axis-down">{axes[0]}: 0 to {rows - 1}</span>
        <RasterCanvas
          matrix={matrix}
          limits={limits}
          label={`Image of ${label}, from ${shortNumber(limits.min)} to ${shortNumber(limits.max)}`}
          size={sizeFor(rows, columns)}
          onPointerMove={point}
          onPointerLeave={() => setPointed(undefined)}
        />
        <Scale {...limits} />
        <span class="axis axis-right">{axes[1]}: 0 to {columns - 1}</span>
      </div>
      <p class="note">
        {pointed === undefined || value === undefined
          ? (rows > MAX_PIXELS || columns > MAX_PIXELS
            ? "Drawn from evenly spaced rows and columns"
            : "Point at a cell to read its value")
          : `[${pointed[0]}, ${pointed[1]}] = ${shortNumber(value)}`}
      </p>
    </div>
  );
}

interface RasterCanvasProps {
  readonly matrix: Matrix;
  readonly limits: { min: number; max: number };
  readonly label: string;
  readonly size: { readonly width: number; readonly height: number };
  readonly onPointerMove?: (event: TargetedPointerEvent<HTMLCanvasElement>) => void;
  readonly onPointerLeave?: () => void;
}

function RasterCanvas(
  { matrix, limits, label, size, ...handlers }: RasterCanvasProps,
): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = canvas.current?.getContext("2d");
    if (!context) return;
    const { width, height, pixels } = rasterOf(matrix, limits);
    context.canvas.width = width;
    context.canvas.height = height;
    context.putImageData(new ImageData(pixels, width, height), 0, 0);
  }, [matrix, limits.min, limits.max]);
  return (
    <canvas
      ref={canvas}
      class="raster"
      role="img"
      aria-label={label}
      style={{ width: `${size.width}px`, aspectRatio: `${size.width} / ${size.height}` }}
      {...handlers}
    />
  );
}

function Scale({ min, max }: { min: number; max: number }): JSX.Element {
  const values = Array.from({ length: SCALE_STEPS }, (_, step) => SCALE_STEPS - step);
  const matrix = { rows: SCALE_STEPS, columns: 1, values };
  return (
    <div class="scale">
      <RasterCanvas
        matrix={matrix}
        limits={{ min: 1, max: SCALE_STEPS }}
        label="Colour scale"
        size={{ width: 14, height: 100 }}
      />
      <div class="scale-ends">
        <span>{shortNumber(max)}</span>
        <span>{shortNumber(min)}</span>
      </div>
    </div>
  );
}

function sizeFor(rows: number, columns: number): { width: number; height: number } {
  const ratio = Math.min(MAX_RATIO, Math.max(1 / MAX_RATIO, columns / rows));
  const side = Math.min(
    MAX_SIDE_PX,
    CELL_PX * Math.max(Math.min(rows, 9), Math.min(columns, 9), 2),
  );
  return ratio >= 1 ? { width: side, height: side / ratio } : { width: side * ratio, height: side };
}
