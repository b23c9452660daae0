/** How deep a JSON text nests. @module */

/** What is nested deeper is refused: reading and writing it would need more stack than there is. */
export const MAX_DEPTH = 2_000;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * Where a text first nests deeper than `limit`, or -1. Texts with no more brackets than that, which
 * are nearly all, are not looked at character by character.
 */
export function findTooDeep(text: string, limit: number): number {
  return hasMoreBrackets(text, limit) ? scan(text, limit) : -1;
}

function hasMoreBrackets(text: string, limit: number): boolean {
  let count = 0;
  for (const bracket of "[{") {
    for (let at = text.indexOf(bracket); at !== -1; at = text.indexOf(bracket, at + 1)) {
      if (++count > limit) return true;
    }
  }
  return false;
}

function scan(text: string, limit: number): number {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case QUOTE:
        at = endOfString(text, at);
        break;
      case 0x5b: // [
      case 0x7b: // {
        if (++depth > limit) return at;
        break;
      case 0x5d: // ]
      case 0x7d: // }
        depth--;
    }
  }
  return -1;
}

/** The place of the closing quote, or the end of a text that has none. */
function endOfString(text: string, open: number): number {
  let at = open + 1;
  for (; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === BACKSLASH) at++;
    else if (unit === QUOTE) break;
  }
  return at;
}
