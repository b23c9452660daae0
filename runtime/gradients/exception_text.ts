/** An exception of the user's module in one line. @module */

/**
 * `Type: 'message' in file F, line L`; the place is left out when the stack does not tell it.
 *
 * @param folder Absolute folder of the module: its innermost frame counts, not one of the runtime.
 */
export function exceptionText(error: unknown, folder: string): string {
  if (!(error instanceof Error)) return `Thrown value: '${String(error)}'`;
  const head = `${error.name}: '${error.message}'`;
  const frames = framesOf(error.stack ?? "");
  const place = frames.find(({ file }) => file.startsWith(`${folder}/`)) ?? frames[0];
  return place === undefined ? head : `${head} in file ${place.file}, line ${place.line}`;
}

function framesOf(stack: string): { file: string; line: string }[] {
  const frames: { file: string; line: string }[] = [];
  for (const match of stack.matchAll(/^ +at .*?((?:file:\/\/)?\/[^()\n]*?):(\d+):\d+\)?$/gm)) {
    const [, url = "", line = ""] = match;
    frames.push({ file: url.startsWith("file:") ? pathOf(url) : url, line });
  }
  return frames;
}

function pathOf(url: string): string {
  try {
    return decodeURIComponent(new URL(url).pathname);
  } catch {
    // A URL that cannot be read is still the best name of the place.
    return url;
  }
}
