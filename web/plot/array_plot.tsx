/** @jsxImportSource preact */
/** Draws an array by its rank: a curve, an image, or one image out of a stack. @module */

import type { JSX } from "preact";
import { useMemo, useState } from "preact/hooks";
import { type ArrayValue, numbersOf, sizeOf } from "../arrays/array_value.ts";
import { ImagePlot } from "./image_plot.tsx";
import { LinePlot } from "./line_plot.tsx";

/** Whether there is anything to draw. */
export function canPlot({ shape, size }: ArrayValue): boolean {
  return size > 1 && shape.length > 0;
}

/** Draws an array; from a third axis on, one matrix at a time is chosen. */
export function ArrayPlot({ array, label }: { array: ArrayValue; label: string }): JSX.Element {
  const numbers = useMemo(() => numbersOf(array), [array]);
  const shape = array.shape;
  const long = shape.filter((length) => length > 1);
  if (long.length <= 1) return <LinePlot values={numbers} label={label} />;
  return shape.length === 2
    ? <Slice numbers={numbers} shape={shape} leading={[]} label={label} />
    : <SlicedPlot numbers={numbers} shape={shape} label={label} />;
}

interface SliceProps {
  readonly numbers: Float64Array;
  readonly shape: readonly number[];
  readonly label: string;
}

function SlicedPlot({ numbers, shape, label }: SliceProps): JSX.Element {
  const free = shape.slice(0, -2);
  const [chosen, setChosen] = useState<readonly number[]>(free.map(() => 0));
  return (
    <div>
      <div class="slices">
        {free.map((length, axis) => (
          <label key={axis}>
            axis {axis}: {chosen[axis] ?? 0} of 0 to {length - 1}
            <input
              type="range"
              min={0}
              max={length - 1}
              value={chosen[axis] ?? 0}
              onInput={(event) => {
                const index = Number(event.currentTarget.value);
                setChosen(free.map((_, at) => at === axis ? index : chosen[at] ?? 0));
              }}
            />
          </label>
        ))}
      </div>
      <Slice numbers={numbers} shape={shape} leading={chosen} label={label} />
    </div>
  );
}

function Slice(
  { numbers, shape, leading, label }: SliceProps & { leading: readonly number[] },
): JSX.Element {
  const matrix = useMemo(() => {
    const [rows = 1, columns = 1] = shape.slice(-2);
    const offset = leading.reduce(
      (sum, index, axis) => sum + index * sizeOf(shape.slice(axis + 1)),
      0,
    );
    return { rows, columns, values: numbers.subarray(offset, offset + rows * columns) };
  }, [numbers, shape, leading.join()]);
  const down = shape.length - 2;
  return <ImagePlot matrix={matrix} axes={[`axis ${down}`, `axis ${down + 1}`]} label={label} />;
}
