/** The token that a server may ask for: kept for this tab only, sent in a header, never part of a URL. @module */

const KEY = "tessera.token";

/** The token that was given in this tab. */
export function storedToken(): string | undefined {
  try {
    return sessionStorage.getItem(KEY) ?? undefined;
  } catch {
    return undefined; // a browser that keeps nothing: the token is asked for again
  }
}

/** Keeps a token until the tab is closed, or forgets it. */
export function storeToken(token: string | undefined): void {
  try {
    if (token === undefined) sessionStorage.removeItem(KEY);
    else sessionStorage.setItem(KEY, token);
  } catch {
    // kept in memory by the caller
  }
}

/** Headers of a request with this token. */
export function authorization(token: string | undefined): Record<string, string> {
  return token === undefined ? {} : { authorization: `Bearer ${token}` };
}
