// The installed package in Chromium: a plain page, and nothing but a server of files.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import test, { after, before } from "node:test";

import { startBrowser } from "../e2e/support/browser.mjs";
import { ROOT, install } from "./support/installed.mjs";

const TYPES = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".json": "application/json",
  ".mjs": "text/javascript",
  ".wasm": "application/wasm",
};

const PAGE = `<!doctype html><title>Shop</title><script type="module">
  import { Manifest, init } from "/package/browser.js";
  import { checkDisagreements } from "/agreement.mjs";
  let early;
  try { Manifest.parse({}); } catch (error) { early = error.message; }
  await Promise.all([init(), init()]);
  await init();
  const vectors = await (await fetch("/vectors.json")).json();
  window.report = { early, ...checkDisagreements(Manifest, vectors) };
</script>`;

const installed = install();
const files = {
  "/vectors.json": join(ROOT, "tests/vectors/code-v1.json"),
  "/agreement.mjs": join(ROOT, "tests/packaging/support/agreement.mjs"),
  "/package/browser.js": join(installed.folder, "browser.js"),
  "/package/browser.wasm": join(installed.folder, "browser.wasm"),
};

/** Paths that were asked for, and those that fail the next time. */
const asked = [];
const failing = new Set();
let browser;
let server;
let url;

before(async () => {
  server = createServer((request, response) => {
    asked.push(request.url);
    const file = files[request.url];
    const type = file === undefined ? TYPES[".html"] : TYPES[extname(file)];
    if (failing.delete(request.url)) return response.writeHead(503).end();
    response.writeHead(200, { "content-type": type });
    return response.end(file === undefined ? PAGE : readFileSync(file));
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  url = `http://127.0.0.1:${server.address().port}/`;
  browser = await startBrowser();
});

after(async () => {
  await browser?.close();
  server?.close();
});

test("a plain page agrees with every vector", async () => {
  const page = await browser.newPage();
  const complaints = [];
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  await page.goto(url);
  await page.waitForFunction(() => window.report !== undefined);
  const { early, wrong, compared } = await page.evaluate(() => window.report);
  assert.equal(early, "tessera-codes: `await init()` once, before anything else");
  assert.deepEqual(wrong, []);
  assert.ok(compared > 900, `${compared} checks`);
  assert.deepEqual(complaints.filter((text) => !text.includes("favicon")), []);
  assert.equal(asked.filter((path) => path.endsWith(".wasm")).length, 1, "the Wasm is fetched once");
});

test("init can be tried again after the network failed", async () => {
  const page = await browser.newPage();
  await page.goto(url);
  await page.waitForFunction(() => window.report !== undefined);
  failing.add("/package/browser.wasm");
  const answers = await page.evaluate(async () => {
    // Another fragment is another module, which has not started yet.
    const { Manifest, init } = await import("/package/browser.js#again");
    const first = await init().catch((error) => error.message);
    await init();
    return [first, Manifest.parse({ now: "2026-01-01T00:00:00Z", campaigns: [] }).check("").state];
  });
  assert.match(answers[0], /503/);
  assert.equal(answers[1], "empty");
});
