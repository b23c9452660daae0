/** @jsxImportSource preact */
/** An array of a result: what it is, how it looks, and files to take with you. @module */

import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { type ArrayValue, numbersOf } from "../arrays/array_value.ts";
import { elementWriter, nestedText, shortNumber } from "../arrays/element_text.ts";
import { jsonLists, MAX_LISTED_ELEMENTS } from "../arrays/envelope.ts";
import { writeNpy } from "../arrays/npy.ts";
import { statisticsOf } from "../arrays/statistics.ts";
import { ArrayPlot, canPlot } from "../plot/array_plot.tsx";
import { download, fileName } from "./download.ts";

/** So few values are shown without being asked for, and before their plot. */
const SHOWN_ELEMENTS = 24;

/** Shows an array; `name` is its path in the result. */
export function ArrayResult({ array, name }: { array: ArrayValue; name: string }): JSX.Element {
  const isScalar = array.shape.length === 0;
  const isShort = array.size <= SHOWN_ELEMENTS;
  return (
    <div class="array-result">
      <p class="array-facts">
        <span class="type">
          {array.dtype}
          {isScalar ? "" : ` [${array.shape.join(", ")}]`}
        </span>
        {!isScalar && <Facts array={array} />}
        <span class="downloads">
          <button
            type="button"
            class="quiet"
            aria-label={`Save ${name} as .npy`}
            onClick={() => download(fileName(name, "npy"), writeNpy(array))}
          >
            .npy
          </button>
          <button
            type="button"
            class="quiet"
            aria-label={`Save ${name} as .json`}
            onClick={() => download(fileName(name, "json"), `${jsonLists(array)}\n`)}
          >
            .json
          </button>
        </span>
      </p>
      {isScalar && <p class="scalar">{elementWriter(array)(0)}</p>}
      {!isShort && canPlot(array) && <ArrayPlot array={array} label={name} />}
      {!isScalar && array.size > 0 && array.size <= MAX_LISTED_ELEMENTS && (
        <details open={isShort}>
          <summary>Values</summary>
          <pre class="values" tabIndex={0} aria-label={`Values of ${name}`}>{
            nestedText(array, elementWriter(array, shortNumber))
          }</pre>
        </details>
      )}
      {isShort && canPlot(array) && <ArrayPlot array={array} label={name} />}
    </div>
  );
}

function Facts({ array }: { array: ArrayValue }): JSX.Element {
  const found = useMemo(() => statisticsOf(numbersOf(array)), [array]);
  if (array.size === 0) return <span>no elements</span>;
  if (found === undefined) return <span>no finite number in {array.size} elements</span>;
  return (
    <>
      <span>min {shortNumber(found.min)}</span>
      <span>max {shortNumber(found.max)}</span>
      <span>mean {shortNumber(found.mean)}</span>
      {found.nonFiniteCount > 0 && <span class="warn">{found.nonFiniteCount} not finite</span>}
    </>
  );
}
