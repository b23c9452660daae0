/** What calls the module for a point, wherever the module is. @module */

/** What came of one call. */
export type CallAnswer = CallOutcome & {
  /** How long it took, where that is not the time from the call to the answer. */
  readonly seconds?: number;
};

/** What came of it, whoever made it. */
export type CallOutcome =
  | {
    readonly kind: "succeeded";
    /** JSON text on one line. */
    readonly outputs: string;
  }
  /** The module, or the time limit, says no: another try may help. */
  | { readonly kind: "failed"; readonly error: string }
  /** The inputs do not meet the schema: no other try can help. */
  | { readonly kind: "refused"; readonly error: string };

/** Calls a module; several calls at a time. */
export interface PointCaller extends AsyncDisposable {
  /** How many calls are worth making at a time. */
  readonly width: number;
  /**
   * Calls the module once.
   *
   * @param index Of the point: what it writes goes to a folder of that name.
   * @param body The request, JSON text.
   * @throws {TesseraError} When no call can be made at all: then the sweep has to stop.
   */
  call(index: number, body: string): Promise<CallAnswer>;
}
