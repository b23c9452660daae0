/** Debian's Chromium for tests of the page at /docs. @module */

import { type BrowserContext, chromium, type Page } from "playwright-core";
import { chromiumPath } from "../../requirements.ts";

const WAIT_LIMIT_MS = 20_000;

/** How the page is looked at. */
export interface PageOptions {
  readonly width?: number;
  readonly colorScheme?: "light" | "dark";
  /** Whether the page may say in the console that a request failed, because the test makes one fail. */
  readonly mayFail?: boolean;
}

/** A page in a browser of its own, with nothing stored, closed at the end of the scope. */
export interface OpenPage extends AsyncDisposable {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Errors of scripts, refusals of the content security policy, and requests to other places than the page's. */
  readonly faults: readonly string[];
}

/** Opens a page, and waits until it shows a form. */
export async function openPage(url: string, options: PageOptions = {}): Promise<OpenPage> {
  const browser = await chromium.launch({
    executablePath: chromiumPath(),
    // tests run as root in containers, where Chromium's sandbox does not work
    args: ["--no-sandbox"],
  });
  const context = await browser.newContext({
    viewport: { width: options.width ?? 1280, height: 800 },
    colorScheme: options.colorScheme ?? "light",
  });
  context.setDefaultTimeout(WAIT_LIMIT_MS);
  const page = await context.newPage();
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(String(error)));
  page.on("console", (message) => {
    const isRefusal = /Failed to load resource/.test(message.text());
    if (message.type() === "error" && !(options.mayFail === true && isRefusal)) {
      faults.push(message.text());
    }
  });
  page.on("request", (request) => {
    const isOwn = request.url().startsWith(new URL(url).origin) ||
      request.url().startsWith("blob:");
    if (!isOwn) faults.push(`request to ${request.url()}`);
  });
  await page.goto(url);
  await page.locator("form:visible").waitFor();
  return {
    page,
    context,
    faults,
    async [Symbol.asyncDispose]() {
      await browser.close();
    },
  };
}
