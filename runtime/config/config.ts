/** The settings of a runtime, under upstream's names. @module */

/** How arrays are written into a response. */
export type OutputFormat = "json" | "json+base64" | "json+binref";

/** Compression of array bytes in responses. */
export type Compression = "lz4";

/** Settings of one runtime (spec: tesseract-runtime.md §6). All of it reaches every worker. */
export interface RuntimeConfig {
  /** `info.title` of the OpenAPI document. */
  readonly name: string;
  /** `info.description`; empty is left out of the document. */
  readonly description: string;
  /** `info.version`. */
  readonly version: string;
  /** Tracebacks in responses, the `/test` route. */
  readonly debug: boolean;
  /** Whether every call reports where its time went. @default false */
  readonly profiling?: boolean;
  /** Whether every call shows its inputs and outputs, shortened. @default false */
  readonly tracing?: boolean;
  /** Absolute folder that relative binrefs and input files are read from. */
  readonly inputPath: string;
  /** Absolute folder that runs and binref outputs are written to. */
  readonly outputPath: string;
  /** Format for arrays when a request states none; `null`: nobody chose one (design §5). */
  readonly outputFormat: OutputFormat | null;
  /** File below `outputPath` for the result of one command, or empty for stdout. */
  readonly outputFile: string;
  /** Compression of responses unless a request states one. */
  readonly compression: Compression | null;
  /** Whether binref paths may leave `inputPath` and `outputPath` (commands: yes, HTTP: no). */
  readonly allowAnyPath: boolean;
  /** Whether binrefs and payloads may be URLs. */
  readonly allowUrls: boolean;
}
