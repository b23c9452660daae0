/// <reference lib="dom" />
/** Saves things as files. @module */

/** Offers content as a file of this name. */
export function download(name: string, content: string | Blob | Uint8Array<ArrayBuffer>): void {
  const blob = content instanceof Blob ? content : new Blob([content]);
  const url = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // the browser has taken the content over by the time the next task runs
  setTimeout(() => URL.revokeObjectURL(url), 0);
}

/** A text that can be the name of a file everywhere. */
export function fileName(text: string, extension: string): string {
  return `${
    text.replaceAll(/[^\w.-]+/g, "_").replaceAll(/^[_.]+|[_.]+$/g, "") || "array"
  }.${extension}`;
}
