/// <reference lib="dom" />
/** The page at /docs in a real browser: what somebody does who tries a module, and what can go wrong. */

import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import type { Page } from "playwright-core";
import { needs, upstreamPython } from "../../requirements.ts";
import { type OpenPage, openPage } from "../support/browser.ts";
import { startTessera } from "../support/servers.ts";
import { tempFolder } from "../support/temp_folder.ts";

const ROOT = new URL("../../..", import.meta.url).pathname;
const VECTORADD = `${ROOT}examples/vectoradd`;
const MESHSTATS = `${ROOT}examples/meshstats`;
const ZOO = `${ROOT}tests/fixtures/zoo`;
const HOSTILE = `${ROOT}tests/fixtures/hostile`;

/** Presses the button and waits for the answer's status. */
async function call(page: Page): Promise<string> {
  await page.locator("button.primary:visible").click();
  return await page.locator(".badge:visible").innerText();
}

function noFaults({ faults }: OpenPage): void {
  assert.deepEqual(faults, []);
}

Deno.test({
  name: "/docs fills in an example, calls it, and shows numbers, plot and files of the result",
  ...needs("executable", "chromium"),
  async fn() {
    await using server = await startTessera(VECTORADD);
    await using opened = await openPage(`${server.url}/docs`);
    const { page } = opened;
    assert.equal(await call(page), "200 OK");
    assert.equal(await page.locator(".result pre.values").innerText(), "[2, 4, 6]");
    const facts = await page.locator(".array-facts").innerText();
    assert.match(facts, /float64 \[3\].*min 2.*max 6.*mean 4/s);
    assert.match(await page.locator(".status").innerText(), /\d ms.*\d+ bytes/s);
    assert.ok(await page.locator(".line-plot canvas").isVisible());
    const saving = page.waitForEvent("download");
    await page.getByRole("button", { name: "Save apply.result as .npy" }).click();
    const saved = await saving;
    assert.equal(saved.suggestedFilename(), "apply.result.npy");
    const bytes = await Deno.readFile(await saved.path());
    assert.deepEqual([...new Float64Array(bytes.slice(-24).buffer)], [2, 4, 6]);
    noFaults(opened);
  },
});

Deno.test({
  name: "/docs calls every endpoint with its example, gradients along vectors included",
  ...needs("executable", "chromium"),
  async fn() {
    for (const name of ["univariate", "meshstats"]) {
      await using server = await startTessera(`${ROOT}examples/${name}`);
      await using opened = await openPage(`${server.url}/docs`);
      const { page } = opened;
      const { paths } = await (await fetch(`${server.url}/openapi.json`)).json();
      const endpoints = Object.keys(paths).map((path) => path.slice(1));
      const shown = await page.locator("nav a").allInnerTexts();
      assert.deepEqual(shown, endpoints.filter((endpoint) => endpoint !== "health"));
      for (const endpoint of shown) {
        await page.getByRole("link", { name: endpoint, exact: true }).click();
        assert.equal(await call(page), "200 OK", `${name} ${endpoint}`);
      }
      noFaults(opened);
    }
  },
});

Deno.test({
  name: "/docs draws matrices, and one of a stack of them at a time",
  ...needs("executable", "chromium"),
  async fn() {
    await using server = await startTessera(MESHSTATS);
    await using opened = await openPage(`${server.url}/docs#jacobian`);
    const { page } = opened;
    assert.equal(await call(page), "200 OK");
    assert.equal(await page.locator(".image-plot:visible").count(), 2);
    await page.getByRole("slider").fill("2");
    assert.match(await page.locator(".slices:visible").innerText(), /axis 0: 2 of 0 to 2/);
    const image = page.getByRole("img", { name: /Image of jacobian\.statistics\.area/ });
    await image.hover({ position: { x: 5, y: 5 } });
    await page.getByText("[0, 0] = 1.73205").waitFor();
    noFaults(opened);
  },
});

Deno.test({
  name: "/docs has a field for every kind of schema, and every field filled in is accepted",
  ...needs("executable", "chromium"),
  async fn() {
    await using server = await startTessera(ZOO);
    await using opened = await openPage(`${server.url}/docs`);
    const { page } = opened;
    const fillIn = page.locator("form:visible button", { hasText: "Fill in" });
    while (await fillIn.count() > 0) await fillIn.first().click();
    assert.equal(await call(page), "200 OK");
    assert.equal(await page.locator("form:visible .message").count(), 0);
    noFaults(opened);
  },
});

Deno.test({
  name: "/docs puts the server's errors and its own beside the field they belong to",
  ...needs("executable", "chromium"),
  async fn() {
    await using server = await startTessera(MESHSTATS);
    await using opened = await openPage(`${server.url}/docs`, { mayFail: true });
    const { page } = opened;
    const points = page.getByLabel("points", { exact: true }).locator("visible=true");
    await points.fill("[[1, 2]]");
    assert.equal(await call(page), "422 Invalid Input");
    const described = await points.getAttribute("aria-describedby") ?? "";
    const error = page.locator(`[id="${described.split(" ").at(-1)}"]`);
    assert.match(await error.innerText(), /shape|broadcast/i);
    await page.waitForFunction(() => document.activeElement?.id === "apply-inputs-mesh-points");
    await points.fill("[[1, 2, three]]");
    assert.equal(await points.getAttribute("aria-invalid"), null, "goes when the field changes");
    await page.locator("button.primary:visible").click();
    assert.match(await error.innerText(), /found "three" at character 9/);
    await points.fill("[[1, 2, 3]]");
    assert.equal(await call(page), "422 Invalid Input");
    const mesh = page.locator(".field", { has: page.locator("#apply-inputs-mesh-label") }).last();
    assert.match(await mesh.innerText(), /triangles name points outside 0 to 0/);
    noFaults(opened);
  },
});

Deno.test({
  name: "/docs takes arrays from .npy and .csv files and whole requests from .json files",
  ...needs("executable", "chromium"),
  async fn() {
    await using server = await startTessera(VECTORADD);
    await using opened = await openPage(`${server.url}/docs`);
    const { page } = opened;
    const files = page.locator("form:visible .array-control input[type=file]");
    const numbers = Float64Array.from({ length: 5_000 }, (_, index) => Math.sin(index / 100));
    await files.nth(0).setInputFiles({ name: "wave.npy", mimeType: "", buffer: npy(numbers) });
    const rows = Array.from(numbers, (value) => String(2 * value)).join("\n");
    await files.nth(1).setInputFiles({
      name: "wave.csv",
      mimeType: "text/csv",
      buffer: Buffer.from(`value\n${rows}\n`),
    });
    // while the files are read
    await page.getByLabel("s", { exact: true }).locator("visible=true").fill("2");
    await page.locator("#apply-inputs-b").getByText("wave.csv").waitFor();
    await page.locator("#apply-inputs-a").getByText("wave.npy").waitFor();
    const sending = page.waitForRequest(`${server.url}/apply`);
    assert.equal(await call(page), "200 OK");
    const { inputs } = JSON.parse((await sending).postData() ?? "");
    assert.equal(inputs.a.data.encoding, "base64");
    assert.match(await page.locator(".array-facts").innerText(), /\[5000\].*min -4\n.*max 4/s);
    assert.match(await page.locator(".snippets:visible pre").innerText(), /@request\.json/);
    await page.locator("form:visible > .actions input[type=file]")
      .setInputFiles(`${VECTORADD}/inputs.json`);
    const { inputs: wanted } = JSON.parse(await Deno.readTextFile(`${VECTORADD}/inputs.json`));
    const shown = page.getByLabel("a", { exact: true }).locator("visible=true");
    assert.deepEqual(JSON.parse(await shown.inputValue()), wanted.a);
    assert.equal(await call(page), "200 OK");
    noFaults(opened);
  },
});

Deno.test({
  name: "/docs asks for the token, keeps it in the tab, and never puts it into an address",
  ...needs("executable", "chromium"),
  async fn() {
    await using folder = await tempFolder();
    const token = "a-token-for-tests";
    await Deno.writeTextFile(`${folder.path}/token`, token, { mode: 0o600 });
    await using server = await startTessera(VECTORADD, {
      args: ["--token-file", `${folder.path}/token`],
    });
    await using opened = await openPage(`${server.url}/docs`, { mayFail: true });
    const { page, context } = opened;
    const urls: string[] = [];
    page.on("request", (request) => urls.push(request.url()));
    await page.getByLabel("Token").fill("wrong");
    await page.getByRole("button", { name: "Continue" }).click();
    await page.getByText("does not accept that token").waitFor();
    await page.getByLabel("Token").fill(token);
    await page.getByRole("button", { name: "Continue" }).click();
    assert.equal(await call(page), "200 OK");
    await page.reload();
    assert.equal(await call(page), "200 OK");
    assert.doesNotMatch(await page.locator(".snippets:visible pre").innerText(), /a-token/);
    assert.ok(urls.length > 3 && urls.every((url) => !url.includes(token)));
    assert.deepEqual(await context.cookies(), []);
    assert.equal(await page.evaluate(() => localStorage.length), 0);
    await page.getByRole("button", { name: "Forget the token" }).click();
    await page.getByLabel("Token").waitFor();
    noFaults(opened);
  },
});

Deno.test({
  name: "/docs says what happened when there is no result",
  ...needs("executable", "chromium"),
  async fn() {
    await using server = await startTessera(HOSTILE, {
      args: ["--num-workers", "1", "--timeout", "2s"],
    });
    await using opened = await openPage(`${server.url}/docs`, { mayFail: true });
    const { page } = opened;
    const act = page.getByLabel("act", { exact: true });
    const failure = page.locator(".failure:visible");
    await act.selectOption("exit");
    assert.equal(await call(page), "500 Internal Server Error");
    assert.match(await failure.innerText(), /The module failed.*exited with code 7/s);
    await act.selectOption("loop");
    assert.equal(await call(page), "504 Gateway Timeout");
    assert.match(await failure.innerText(), /longer than the server allows.*--timeout/s);
    await act.selectOption("wait");
    await page.getByLabel("value", { exact: true }).fill("600000");
    await page.locator("button.primary:visible").click();
    await page.getByRole("button", { name: "Cancel" }).click();
    await page.getByText("Cancelled.").waitFor();
    for (const [status, text] of [[503, "busy"], [413, "--max-body-size"], [403, "serve you"]]) {
      const json = { detail: "said by the server" };
      await page.route("**/apply", (route) => route.fulfill({ status: Number(status), json }));
      await call(page);
      assert.match(await failure.innerText(), new RegExp(`${text}[^]*`));
      assert.match(await failure.innerText(), /said by the server/);
      await page.unroute("**/apply");
    }
    await server.process.stop("SIGKILL");
    await page.locator("button.primary:visible").click();
    await page.getByText("The server did not answer").waitFor();
    noFaults(opened);
  },
});

Deno.test({
  name: "/docs writes the call for curl, TypeScript and Python so that it gives the same result",
  ...needs("executable", "chromium", "upstream"),
  async fn() {
    await using server = await startTessera(VECTORADD);
    await using opened = await openPage(`${server.url}/docs`);
    const { page } = opened;
    const snippet = async (language: string) => {
      await page.locator(".tabs:visible button", { hasText: language }).click();
      return await page.locator(".snippets:visible pre").innerText();
    };
    const curl = await output("sh", ["-c", await snippet("curl")]);
    assert.deepEqual(JSON.parse(curl).result.data.buffer, [2, 4, 6]);
    const script = `${await snippet("TypeScript")}\nconsole.log(JSON.stringify(result));`;
    const typescript = await output(Deno.execPath(), ["eval", "--ext=ts", script]);
    assert.deepEqual(JSON.parse(typescript).result.data.buffer, [2, 4, 6]);
    const program = `${await snippet("Python")}\nprint(result["result"].tolist())`;
    assert.deepEqual(JSON.parse(await output(upstreamPython(), ["-c", program])), [2, 4, 6]);
    noFaults(opened);
  },
});

Deno.test({
  name: "/docs names every control, works by keyboard, and fits a narrow window, light and dark",
  ...needs("executable", "chromium"),
  async fn() {
    await using server = await startTessera(MESHSTATS);
    for (const colorScheme of ["light", "dark"] as const) {
      await using opened = await openPage(`${server.url}/docs`, { width: 380, colorScheme });
      const { page } = opened;
      await page.getByLabel("points", { exact: true }).locator("visible=true").focus();
      await page.keyboard.press("Control+Enter");
      assert.equal(await page.locator(".badge:visible").innerText(), "200 OK");
      const surplus = await page.evaluate(() =>
        document.documentElement.scrollWidth - document.documentElement.clientWidth
      );
      assert.equal(surplus, 0);
      for (const control of await page.locator(CONTROLS).all()) {
        const snapshot = await control.ariaSnapshot();
        assert.match(snapshot, /^- \w+ "[^"]+"/, await control.evaluate((node) => node.outerHTML));
      }
      noFaults(opened);
    }
  },
});

const CONTROLS = "input:visible, textarea:visible, select:visible, button:visible, a:visible";

async function output(program: string, args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await new Deno.Command(program, { args: [...args] }).output();
  assert.equal(code, 0, new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout);
}

/** A file as numpy writes it. */
function npy(values: Float64Array): Buffer {
  const header = `{'descr': '<f8', 'fortran_order': False, 'shape': (${values.length},), }`;
  const text = `${header.padEnd(117)}\n`;
  return Buffer.concat([
    Buffer.from([0x93, ...Buffer.from("NUMPY"), 1, 0, text.length, 0]),
    Buffer.from(text),
    Buffer.from(values.buffer),
  ]);
}
