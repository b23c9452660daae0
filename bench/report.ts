/** The table of a run. @module */

/** One line: the other program's figure, ours, and what was to be reached. */
export interface Row {
  readonly work: string;
  readonly unit: string;
  readonly upstream: number | null;
  readonly tessera: number;
  /** How many times better than upstream, or null where a bound counts. */
  readonly wantedRatio: number | null;
  /** Largest allowed figure of ours, where one is set. */
  readonly bound: number | null;
  /** Whether a larger figure is the better one. */
  readonly moreIsBetter: boolean;
}

/** Times better than upstream. */
export function ratioOf(row: Row): number | null {
  if (row.upstream === null) return null;
  return row.moreIsBetter ? row.tessera / row.upstream : row.upstream / row.tessera;
}

/** Whether a row's target was reached. */
export function isReached(row: Row): boolean {
  const ratio = ratioOf(row);
  const ratioReached = row.wantedRatio === null || (ratio !== null && ratio >= row.wantedRatio);
  return ratioReached && (row.bound === null || row.tessera <= row.bound);
}

/** The rows as a Markdown table. @param other Head of the column with the other program's figures. */
export function table(rows: readonly Row[], other: string): string {
  const lines = rows.map((row) => {
    const ratio = ratioOf(row);
    const wanted = [
      row.wantedRatio === null ? "" : `${row.wantedRatio}×`,
      row.bound === null ? "" : `≤ ${figure(row.bound)} ${row.unit}`,
    ].filter((part) => part !== "").join(", ");
    return `| ${row.work} | ${
      row.upstream === null ? "–" : `${figure(row.upstream)} ${row.unit}`
    } | ${figure(row.tessera)} ${row.unit} | ${
      ratio === null ? "–" : `${figure(ratio)}×`
    } | ${wanted} | ${isReached(row) ? "yes" : "**no**"} |`;
  });
  return [
    `| work | ${other} | tessera | ratio | wanted | reached |`,
    "| --- | ---: | ---: | ---: | ---: | --- |",
    ...lines,
  ].join("\n");
}

function figure(value: number): string {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toPrecision(3);
}
