// The API's description and the page that shows it, as they are served.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, describe, test } from "node:test";

import { startBrowser } from "./support/browser.mjs";
import { startEdge } from "./support/edge.mjs";

const COMMITTED = new URL("../../crates/api/openapi.json", import.meta.url);
const PHONE = { viewport: { width: 390, height: 844 }, colorScheme: "dark" };
const DESK = { viewport: { width: 1280, height: 900 } };
let edge;
let browser;

before(async () => {
  [edge, browser] = await Promise.all([startEdge(), startBrowser()]);
});

after(() => Promise.all([edge?.stop(), browser?.close()]));

test("the committed description is served, to pages of any origin", async () => {
  const answer = await fetch(`${edge.url}/openapi.json`);
  assert.equal(answer.status, 200);
  assert.equal(answer.headers.get("content-type"), "application/json");
  assert.equal(answer.headers.get("access-control-allow-origin"), "*");
  assert.equal(await answer.text(), await readFile(COMMITTED, "utf8"));
});

describe("the documentation", () => {
  for (const [name, options] of Object.entries({ PHONE, DESK })) {
    test(`shows every operation and asks nobody else (${name.toLowerCase()})`, async () => {
      const context = await browser.newContext(options);
      const page = await context.newPage();
      const wrong = [];
      page.on("console", (message) => message.type() === "error" && wrong.push(message.text()));
      page.on("pageerror", (error) => wrong.push(error.message));
      page.on("request", (request) => request.url().startsWith(edge.url) || wrong.push(request.url()));
      await page.goto(`${edge.url}/docs`);
      await page.locator(".opblock").first().waitFor();

      const { paths } = JSON.parse(await readFile(COMMITTED, "utf8"));
      const operations = Object.values(paths).flatMap(Object.values).length;
      assert.equal(await page.locator(".opblock").count(), operations);

      await page.locator("#operations-Redemptions-redeem button.opblock-summary-control").click();
      await page.getByText("idempotency_conflict").first().waitFor();
      const sideways = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(sideways <= 0, `the page is ${sideways} px wider than the screen`);
      assert.deepEqual(wrong, []);
      await context.close();
    });
  }
});
