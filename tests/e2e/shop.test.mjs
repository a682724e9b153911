// The demo shop and its coupon field, in a real browser against a real edge.

import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, test } from "node:test";

import { startBrowser } from "./support/browser.mjs";
import { call, expected, openMerchant } from "./support/client.mjs";
import { startEdge } from "./support/edge.mjs";
import { forge, mistakeLookAlike, swapNeighbours } from "./support/mistype.mjs";

const DAY_MS = 24 * 3_600_000;

let edge;
let browser;
let merchant;
/** Codes for 20 % off, valid for a year, that no test has taken yet. */
let unused;
/** Codes of 20 symbols. */
let long;
let page;
/** Requests to `/v1/validations` of this test. */
let validations;
/** Where codes must not turn up: the addresses that were asked, and the console. */
let traces;

before(async () => {
  [edge, browser] = await Promise.all([startEdge({ build: "release" }), startBrowser()]);
  merchant = await openMerchant(edge);
  await merchant.campaign("LONG", { name: "Long", pattern: "LONG-#####-#####-#####-#####" });
  long = await merchant.codes("LONG", { count: 3 });
  await merchant.campaign("SUM", { name: "Summer sale", expires_latest: fromNow(400 * DAY_MS) });
  unused = await merchant.codes("SUM", { count: 80, expires_at: fromNow(365 * DAY_MS) });
});

after(async () => {
  await browser?.close();
  await edge?.stop();
});

beforeEach(async () => {
  const context = await browser.newContext();
  page = await context.newPage();
  page.setDefaultTimeout(5_000);
  validations = [];
  traces = [];
  page.on("request", (request) => {
    traces.push(request.url());
    if (request.url().endsWith("/v1/validations")) validations.push(request);
  });
  page.on("console", (message) => traces.push(message.text()));
  page.on("pageerror", (error) => traces.push(`uncaught: ${error.message}`));
  await page.addInitScript(() => {
    addEventListener("coupon-change", ({ detail }) => {
      window.coupon = detail;
    });
  });
  await openShop();
});

/** Opens the shop and waits until its field can check codes. */
async function openShop({ url } = edge) {
  await page.goto(url);
  await page.waitForFunction(() => window.coupon?.check);
}

afterEach(async () => {
  await page.context().close();
  for (const trace of traces) {
    assert.doesNotMatch(trace, /(SUM|LONG)-[0-9A-Z]{4}/i, "codes are secrets");
    assert.doesNotMatch(trace, /uncaught|Content Security Policy/);
  }
});

test("a mistyped code is marked, mended by one tap, and redeemed once", async () => {
  const { code, mistyped, position } = mistakeLookAlike(unused, "8", "B");
  take(code);
  await type(mistyped);
  assert.equal(await field().inputValue(), mistyped);
  assert.deepEqual(await marked(), ["B"]);
  const suggestion = page.getByRole("button", { name: `Use ${code}` });
  await says(`Character ${position} looks wrong. Did you mean ${code}?`);
  assert.equal(validations.length, 0, "a typo is settled in the page");

  await suggestion.click();
  assert.equal(await field().inputValue(), code);
  assert.deepEqual(await marked(), []);
  const subtotal = await amount("Subtotal");
  await says(/^Summer sale · €[\d.]+ off · valid until \w+ \d+, \d{4}$/);
  assert.equal(await amount("Coupon SUM"), -Math.round(subtotal / 5));
  assert.equal(await amount("Total"), subtotal - Math.round(subtotal / 5));

  await page.getByRole("button", { name: "Place order" }).click();
  await page.getByRole("heading", { name: "Thank you" }).waitFor();
  assert.equal(await amount("Coupon SUM"), -Math.round(subtotal / 5));
  assert.equal((await lookup(code)).state, "redeemed");

  await page.getByRole("button", { name: "Try the same code again" }).click();
  await page.getByRole("alert").getByText("Reason: already_redeemed").waitFor();
  assert.equal((await lookup(code)).uses.used, 1);

  await page.getByRole("button", { name: "Back to the shop" }).click();
  await page.getByRole("button", { name: /^Add / }).first().click();
  await type(code);
  await says("This code has been used already.");
  await page.getByRole("button", { name: "Place order" }).click();
  assert.equal(await page.getByRole("heading", { name: "Thank you" }).count(), 0);
});

test("swapped neighbours are marked and mended", async () => {
  const code = take();
  await type(swapNeighbours(code));
  assert.equal((await marked()).join("").length, 2);
  await page.getByRole("button", { name: `Use ${code}` }).click();
  await says(/€[\d.]+ off/);
});

test("a pasted code is formatted, whatever clings to it", async () => {
  const code = take();
  const [prefix, ...groups] = code.toLowerCase().split("-");
  await paste(`  ${prefix}_${groups[0]}—${groups[1]} ${groups[2]}/${groups[3]}\u200b `);
  assert.equal(await field().inputValue(), code);
  await says(/€[\d.]+ off/);
});

test("the caret stays where the shopper types", async () => {
  await type("SUM-91QX-B8H9-VPY");
  assert.equal(await field().inputValue(), "SUM-91QX-B8H9-VPY");
  await caretTo(6);
  await page.keyboard.type("zz");
  assert.deepEqual(await fieldState(), ["SUM-91ZZ-QXB8-H9VP-Y", 8]);
  await page.keyboard.press("Backspace");
  await page.keyboard.press("Backspace");
  assert.deepEqual(await fieldState(), ["SUM-91QX-B8H9-VPY", 6]);
});

test("separators never trap the caret", async () => {
  await type("SUM-91QX-B8H9");
  await caretTo(9);
  await page.keyboard.press("Backspace");
  assert.deepEqual(await fieldState(), ["SUM-91QX-B8H9", 8]);
  await page.keyboard.press("Delete");
  assert.deepEqual(await fieldState(), ["SUM-91QX-B8H9", 9]);
  await page.keyboard.press("End");
  await page.keyboard.type("-");
  assert.deepEqual(await fieldState(), ["SUM-91QX-B8H9-", 14]);
});

test("what was typed can be undone and done again", async () => {
  await type("SUM-91qx");
  for (let step = 0; step < 3; step += 1) await page.keyboard.press("Control+z");
  assert.equal(await field().inputValue(), "SUM-9");
  await page.keyboard.press("Control+Shift+z");
  assert.equal(await field().inputValue(), "SUM-91");
});

test("a character that no code has is kept and marked", async () => {
  await type("sum-91é");
  assert.equal(await field().inputValue(), "SUM-91é");
  assert.deepEqual(await marked(), ["é"]);
  await says("“é” is never part of a code.");
});

test("what is missing is said when the field is left, not before", async () => {
  await type(take().slice(0, -3));
  await says("Summer sale · 3 more characters");
  await page.keyboard.press("Tab");
  await says("3 characters are missing.");
});

test("a character left out is found when the field is left", async () => {
  const code = await leaveOut(long, 8);
  await page.getByRole("button", { name: `Use ${code}` }).click();
  assert.equal(await field().inputValue(), code);
  await says(/^Long · €[\d.]+ off/);
});

/**
 * Types codes without the character at `offset` until the page knows which one is missing. Of
 * codes with three parity symbols 1 in 50 has more than one text that fits, so the next is tried.
 */
async function leaveOut(codes, offset) {
  for (const code of codes) {
    await field().fill("");
    await type(code.slice(0, offset) + code.slice(offset + 1));
    await page.keyboard.press("Enter");
    if ((await page.getByRole("button", { name: "Use " }).count()) > 0) return code;
  }
  return assert.fail("of no code the missing character was found");
}

test("a clock that is wrong does not lose a sale: the edge is asked about expired codes", async () => {
  await page.route("**/v1/manifest", async (route) => {
    const response = await route.fetch();
    const manifest = await response.json();
    await route.fulfill({ response, json: { ...manifest, now: fromNow(400 * DAY_MS) } });
  });
  await openShop();
  const answer = page.waitForRequest("**/v1/validations");
  await type(take());
  await answer;
  await says(/^Summer sale · €[\d.]+ off/);
});

test("an expired code names the day, and the edge is asked about it", async (context) => {
  const later = await startEdge({ build: "testing" });
  context.after(() => later.stop());
  const merchant = await openMerchant(later);
  await merchant.campaign("SUM", { name: "Summer sale", expires_latest: fromNow(400 * DAY_MS) });
  // On the hour, which is what an expiry is rounded up to.
  const expiry = new Date(fromNow(100 * DAY_MS));
  expiry.setUTCHours(12, 0, 0, 0);
  const [code] = await merchant.codes("SUM", { count: 1, expires_at: expiry.toISOString() });
  const now = fromNow(200 * DAY_MS);
  expected(await call(later, "POST", "/__test/clock", { body: { now } }), 200);

  await openShop(later);
  await type(code);
  const day = new Intl.DateTimeFormat("en", { dateStyle: "medium" }).format(expiry);
  await says(`This Summer sale code expired on ${day}.`);
  assert.equal(validations.length, 1);
});

test("a forged code reads well and is refused by the edge", async () => {
  await type(forge(take(), take(), take()));
  await says("This code is not valid.");
  assert.equal(validations.length, 1);
});

test("typing a whole code asks the edge once", async () => {
  await field().pressSequentially(take(), { delay: 10 });
  await says(/€[\d.]+ off/);
  assert.equal(validations.length, 1);
});

test("another quantity changes the discount", async () => {
  await type(take());
  await says(/€[\d.]+ off/);
  const before = await amount("Subtotal");
  await page
    .getByRole("button", { name: /^One more / })
    .first()
    .click();
  const subtotal = await amount("Subtotal");
  assert.ok(subtotal > before);
  const discount = Math.round(subtotal / 5);
  await says(new RegExp(`€${(discount / 100).toFixed(2)} off`));
  assert.equal(await amount("Coupon SUM"), -discount);
});

test("offline, the local check stands; back online, the edge is asked", async () => {
  await page.context().setOffline(true);
  await type(take());
  await says(/^You are offline\. Your code reads well/);
  await page.context().setOffline(false);
  await says(/€[\d.]+ off/);
});

test("an edge in trouble is said kindly, and asked again on request", async () => {
  await page.route("**/v1/validations", (route) => route.fulfill({ status: 503, json: {} }));
  await type(take());
  await says(/^We can’t reach the shop just now\. Your code reads well and is kept\./);
  await page.unroute("**/v1/validations");
  await page.getByRole("button", { name: "Try again" }).click();
  await says(/€[\d.]+ off/);
});

test("too many tries are answered with when to come back", async () => {
  await page.route("**/v1/validations", (route) =>
    route.fulfill({ status: 429, headers: { "Retry-After": "7" }, json: {} }),
  );
  await type(take());
  await says(/^Too many codes were tried\. Please wait 7 seconds\./);
});

test("an order whose answer was lost is placed once, however often it is tried", async () => {
  const code = take();
  await type(code);
  await says(/€[\d.]+ off/);
  const orders = [];
  await page.route(
    "**/demo/checkout",
    async (route) => {
      orders.push(route.request().postDataJSON().order_id);
      await route.fetch();
      await route.abort();
    },
    { times: 1 },
  );
  await page.getByRole("button", { name: "Place order" }).click();
  await page.getByRole("alert").getByText("Your order did not get through.").waitFor();
  const retried = page.waitForRequest("**/demo/checkout");
  await page.getByRole("button", { name: "Place order" }).click();
  orders.push((await retried).postDataJSON().order_id);
  await page.getByRole("heading", { name: "Thank you" }).waitFor();
  assert.equal(orders[0], orders[1]);
  assert.equal((await lookup(code)).uses.used, 1);
});

test("a code that somebody else uses meanwhile is refused at the checkout, with the reason", async () => {
  const code = take();
  await type(code);
  await says(/€[\d.]+ off/);
  expected(await merchant.redeem(code), 201);
  await page.getByRole("button", { name: "Place order" }).click();
  const alert = page.getByRole("alert");
  await alert.getByText("The coupon was refused, nothing was ordered.").waitFor();
  await alert.getByText("This code has been redeemed already.").waitFor();
  await says("This code has been used already.");

  await page.getByRole("button", { name: "Remove the code" }).click();
  await page.getByRole("button", { name: "Place order" }).click();
  await page.getByRole("heading", { name: "Thank you" }).waitFor();
  assert.equal(await page.getByText("Coupon SUM").count(), 0);
});

test("an order without a coupon pays the whole price", async () => {
  const subtotal = await amount("Subtotal");
  await page.getByRole("button", { name: "Place order" }).click();
  await page.getByRole("heading", { name: "Thank you" }).waitFor();
  assert.equal(await amount("Total"), subtotal);
});

test("a screen reader hears what typing came to, once per pause", async () => {
  await page.evaluate(() => {
    const announcer = document
      .querySelector("coupon-field")
      .shadowRoot.querySelector("[role=status]");
    window.heard = [];
    new MutationObserver(() => window.heard.push(announcer.textContent)).observe(announcer, {
      childList: true,
    });
  });
  await field().pressSequentially("SUM-91QX", { delay: 20 });
  await page.waitForFunction(() => window.heard.length > 0);
  assert.deepEqual(await page.evaluate(() => window.heard), ["Summer sale · 12 more characters"]);
});

test("on a narrow phone, in dark and in right-to-left pages, nothing overflows", async () => {
  await page.setViewportSize({ width: 320, height: 640 });
  await page.emulateMedia({ colorScheme: "dark" });
  await type(take());
  await says(/€[\d.]+ off/);
  for (const direction of ["ltr", "rtl"]) {
    await page.evaluate((dir) => (document.documentElement.dir = dir), direction);
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    assert.equal(overflow, 0, direction);
    const hidden = await field().evaluate((input) => input.scrollWidth - input.clientWidth);
    assert.equal(hidden, 0, `the whole code is seen, ${direction}`);
  }
});

test("the page may only talk to its own edge", async () => {
  const { headers } = await call(edge, "GET", "/");
  assert.match(headers.get("content-security-policy"), /default-src 'none';.* connect-src 'self';/);
});

function field() {
  return page.getByRole("textbox", { name: "Coupon code" });
}

async function type(text) {
  await field().click();
  await page.keyboard.type(text);
}

async function paste(text) {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.evaluate((text) => navigator.clipboard.writeText(text), text);
  await field().click();
  await page.keyboard.press("Control+v");
}

/** Waits until the field says `expected`. */
async function says(expected) {
  const message = page.locator("coupon-field #message");
  const matches = (text) => (expected instanceof RegExp ? expected.test(text) : text === expected);
  for (const deadline = Date.now() + 5_000; ;) {
    const text = (await message.textContent()).trim();
    if (matches(text)) return;
    if (Date.now() > deadline) assert.fail(`the field says “${text}”, not ${expected}`);
    await page.waitForTimeout(25);
  }
}

function marked() {
  return page.locator("coupon-field mark").allTextContents();
}

function fieldState() {
  return field().evaluate((input) => [input.value, input.selectionStart]);
}

function caretTo(offset) {
  return field().evaluate((input, offset) => input.setSelectionRange(offset, offset), offset);
}

/** The amount beside a term of the totals, in minor units. */
async function amount(term) {
  const row = page.locator("dl > div", {
    has: page.locator("dt", { hasText: new RegExp(`^${term}$`) }),
  });
  const text = await row.locator("dd").textContent();
  return Math.round(Number(text.replace(/[^\d.-]/g, "")) * 100);
}

async function lookup(code) {
  return expected(await merchant.lookup(code), 200);
}

function fromNow(ms) {
  return new Date(Date.now() + ms).toISOString();
}

/** Takes a code away from the other tests. */
function take(code = unused[0]) {
  assert.ok(unused.includes(code), "more codes are needed than were minted");
  unused = unused.filter((other) => other !== code);
  return code;
}
