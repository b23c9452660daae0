/** Python tracebacks, as two servers show the same failure. @module */

/** Files of upstream's web server and how it validates, which stand around the call of a module. */
const OF_SERVER =
  /site-packages\/(?:anyio|fastapi|starlette|uvicorn|pydantic\/type_adapter\.py|tesseract_core\/runtime\/serve\.py)\b/;
const FRAME = /^[ |]*File "/;
const CODE_OF_FRAME = /^[ |]* {4}\S/;

/** The traceback without the frames of a web server. */
export function withoutServerFrames(traceback: string): string {
  let isLeftOut = false;
  const kept = traceback.split("\n").filter((line) => {
    if (FRAME.test(line)) isLeftOut = OF_SERVER.test(line);
    else if (!CODE_OF_FRAME.test(line)) isLeftOut = false;
    return !isLeftOut;
  });
  return kept.join("\n");
}
