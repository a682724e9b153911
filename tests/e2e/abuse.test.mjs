// What people who mean harm try first: asking without end, guessing, and spelling a code differently.

import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { after, before, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";

import { call, counts, expected, openMerchant } from "./support/client.mjs";
import { startEdge } from "./support/edge.mjs";
import { forgeries } from "./support/mistype.mjs";
import { openPage, verdict } from "./support/page.mjs";

/** What one address may ask in a minute, as wrangler.toml and the worker state it. */
const VALIDATIONS = 120;
/** How many failures one address has in a minute, by the number of `#` in the pattern. */
const FAILURES = { 12: 12, 16: 4, 20: 3 };

let edge;
let merchant;
let page;

before(async () => {
  edge = await startEdge();
  merchant = await openMerchant(edge);
  page = await openPage(edge);
});

after(() => edge?.stop());

/** Waits until the minute has some seconds left: local counters begin anew with each minute. */
async function earlyInMinute(seconds = 10) {
  const left = 60_000 - (Date.now() % 60_000);
  if (left < seconds * 1000) await delay(left + 50);
}

/** What was answered within one minute. A machine too busy for that asks again, from a new address. */
async function inOneMinute(ask, attempt = 1) {
  await earlyInMinute();
  const minute = () => Math.floor(Date.now() / 60_000);
  const begun = minute();
  const answers = await ask(attempt);
  return minute() === begun || attempt === 3 ? answers : inOneMinute(ask, attempt + 1);
}

const statuses = (answers) => counts(answers.map(({ status }) => status));
const times = (count, make) => Promise.all(Array.from({ length: count }, (_, number) => make(number)));

/** A campaign, some codes of it, and as many forgeries as anybody wants. */
async function campaign(prefix, { symbols = 16, at = merchant, ...fields } = {}) {
  const pattern = `${prefix}-${"#".repeat(symbols)}`;
  await at.campaign(prefix, { pattern, max_codes: 1000, ...fields });
  const codes = await at.codes(prefix, { count: 25 });
  return { codes, forged: forgeries(codes.slice(1)) };
}

describe("asking without end", () => {
  test("a page's address may validate so many codes, and is told when to come back", async () => {
    let address;
    const answers = await inOneMinute((attempt) => {
      address = `192.0.2.${attempt}`;
      return times(VALIDATIONS + 5, () => page.validate("X", address));
    });
    assert.deepEqual(statuses(answers), { 200: VALIDATIONS, 429: 5 });
    const allowed = answers.find(({ status }) => status === 200);
    assert.equal(allowed.headers.get("ratelimit-policy"), '"validations";q=120;w=60');
    assert.equal(allowed.headers.get("ratelimit"), null, "what is left is not known");
    assertTooMany(
      answers.find(({ status }) => status === 429),
      "too_many_requests",
      '"validations";q=120;w=60',
      '"validations";r=0;t=60',
    );
    assert.equal((await page.validate("X", "192.0.2.99")).status, 200, "other addresses go on");
    const order = { currency: "EUR", subtotal: 1 };
    const headers = { "cf-connecting-ip": address };
    const server = await merchant.post("/v1/validations", { code: "X", order }, headers);
    assert.equal(server.status, 200, "servers are not counted by address");
  });

  test("a network of IPv6 addresses is one", async () => {
    const address = (network, host) => `2001:db8:0:${network}::${host.toString(16)}`;
    const answers = await inOneMinute((network) =>
      times(VALIDATIONS + 5, (host) => page.validate("X", address(network, host))),
    );
    assert.deepEqual(statuses(answers), { 200: VALIDATIONS, 429: 5 });
    assert.equal((await page.validate("X", address(99, 1))).status, 200);
  });
});

describe("guessing", () => {
  for (const [symbols, allowed] of Object.entries(FAILURES)) {
    test(`codes of ${symbols} symbols: ${allowed} failures, then nothing is opened`, async () => {
      const { codes, forged } = await campaign(`GUESS${symbols}`, { symbols: Number(symbols) });
      const [genuine] = codes;
      const address = `198.51.100.${symbols}`;
      for (let guess = 0; guess < allowed; guess++) {
        assert.equal(verdict(await page.validate(forged.next().value, address)), "invalid_code");
      }
      const next = [await page.validate(forged.next().value, address), await page.validate(genuine, address)];
      for (const answer of next) {
        assertTooMany(answer, "too_many_requests", '"failures";q=12;w=60', '"failures";r=0;t=60');
      }
      assert.equal(next[0].body.detail, next[1].body.detail, "a genuine code is told from none");
      assert.equal(verdict(await page.validate(genuine, "198.51.100.99")), "valid", "others go on");
      const server = await merchant.validate(genuine);
      assert.equal(server.body.valid, true, "and so do servers");
    });
  }

  test("all at once is no way around it", async () => {
    const { codes, forged } = await campaign("ATONCE");
    const guesses = Array.from({ length: 40 }, () => forged.next().value);
    const answers = await Promise.all(guesses.map((guess) => page.validate(guess, "198.51.100.30")));
    assert.deepEqual(counts(answers.map(verdict)), { invalid_code: 4, too_many_requests: 36 });
    assert.equal(verdict(await page.validate(codes[0], "198.51.100.30")), "too_many_requests");
  });

  test("typing errors cost nothing, and other campaigns go on", async () => {
    const { codes, forged } = await campaign("TYPO");
    const other = await campaign("OTHER");
    const address = "198.51.100.31";
    const symbols = [..."0123456789ABCDEFGHJKMNPQRSTVWXYZ"];
    const typos = symbols.map((symbol) => codes[0].slice(0, -1) + symbol).filter((text) => text !== codes[0]);
    for (const typo of typos) assert.equal(verdict(await page.validate(typo, address)), "invalid_code");
    assert.equal(verdict(await page.validate(codes[0], address)), "valid");
    for (let guess = 0; guess < 5; guess++) await page.validate(forged.next().value, address);
    assert.equal(verdict(await page.validate(codes[0], address)), "too_many_requests");
    assert.equal(verdict(await page.validate(other.codes[0], address)), "valid");
  });

  test("alerts the merchant once a minute, and names no code", async () => {
    const { forged } = await campaign("ALARM");
    const tried = [];
    for (let guess = 0; guess < 100; guess++) {
      tried.push(forged.next().value);
      await merchant.validate(tried.at(-1));
    }
    const alerts = [...edge.log().matchAll(/\{"alert".*\}/g)].map(([json]) => JSON.parse(json));
    assert.equal(alerts.length, 1, edge.log());
    const { within_ms, ...alert } = alerts[0];
    assert.ok(within_ms < 60_000);
    assert.equal(alert.alert, "codes_guessed");
    for (const code of tried) assert.ok(!edge.log().includes(code), "no code is logged");
  });
});

describe("a challenge", () => {
  let verifier;
  let challenged;
  let asked;

  before(async () => {
    asked = [];
    verifier = createServer(async (request, response) => {
      let body = "";
      for await (const chunk of request) body += chunk;
      const fields = Object.fromEntries(new URLSearchParams(body));
      const isNew = !asked.some(({ response }) => response === fields.response);
      asked.push(fields);
      if (fields.response === "broken") return response.writeHead(502).end("bad gateway");
      const success = fields.response.startsWith("solved-") && isNew;
      response.writeHead(200, { "content-type": "application/json" });
      response.end(JSON.stringify({ success, "error-codes": success ? [] : ["timeout-or-duplicate"] }));
    });
    verifier.listen(0, "127.0.0.1");
    await once(verifier, "listening");
    challenged = await startEdge({
      secrets: {
        TESSERA_CHALLENGE_SECRET: "verifier-secret",
        TESSERA_CHALLENGE_VERIFY_URL: `http://127.0.0.1:${verifier.address().port}/siteverify`,
      },
    });
  });

  after(async () => {
    verifier?.close();
    await challenged?.stop();
  });

  test("lets people go on where guessing stopped, one code at a time", async () => {
    const shop = await openMerchant(challenged);
    const visitor = await openPage(challenged);
    const { codes, forged } = await campaign("HUMAN", { at: shop });
    const address = "203.0.113.7";
    const ask = (code, token) => visitor.validate(code, address, token && { "challenge-token": token });
    for (let guess = 0; guess < FAILURES[16]; guess++) await ask(forged.next().value);
    assert.equal(asked.length, 0, "nobody is challenged before that");

    const required = await ask(codes[0]);
    assertTooMany(required, "challenge_required", '"failures";q=12;w=60', '"failures";r=0;t=60');
    assert.match(required.body.detail, /Challenge-Token/);
    assert.equal(verdict(await ask(codes[0], "solved-1")), "valid");
    assert.deepEqual(asked, [{ secret: "verifier-secret", response: "solved-1", remoteip: address }]);
    assert.equal(verdict(await ask(codes[0])), "challenge_required");
    assert.equal(verdict(await ask(codes[0], "solved-1")), "challenge_required", "a token is used once");
    assert.equal(verdict(await ask(forged.next().value, "solved-2")), "invalid_code");

    const calls = asked.length;
    assert.equal(verdict(await ask(codes[0], "x".repeat(2049))), "challenge_required");
    assert.equal(asked.length, calls, "a token that cannot be one is not asked about");
    const broken = await ask(codes[0], "broken");
    assert.deepEqual([broken.status, broken.body.code], [503, "unavailable"]);
    assert.ok(!broken.text.includes("verifier"), "internals stay inside");
    assert.equal((await shop.validate(codes[0])).body.valid, true, "servers are never challenged");
    const { headers } = await fetch(`${challenged.url}/v1/validations`, { method: "OPTIONS", headers: { origin: "https://shop.example" } });
    assert.match(headers.get("access-control-allow-headers"), /challenge-token/);
  });
});

describe("other isolates", () => {
  let testing;
  const seam = async (name, body) =>
    expected(await call(testing, body === undefined ? "GET" : "POST", `/__test/${name}`, { body }), 200);

  before(async () => {
    testing = await startEdge({ build: "testing" });
  });
  after(() => testing?.stop());

  test("share what an address has spent", async () => {
    const shop = await openMerchant(testing);
    const visitor = await openPage(testing);
    const { codes, forged } = await campaign("SHARED", { at: shop });
    await earlyInMinute();
    for (let guess = 0; guess < FAILURES[16]; guess++) await visitor.validate(forged.next().value, "203.0.113.8");
    assert.equal(verdict(await visitor.validate(codes[0], "203.0.113.8")), "too_many_requests");
    // What is counted together is counted a little later.
    await delay(1_000);
    // As if another isolate answered: it knows nothing until it has told its first failure.
    await seam("forget", {});
    assert.equal(verdict(await visitor.validate(forged.next().value, "203.0.113.8")), "invalid_code");
    const told = async () => verdict(await visitor.validate(codes[0], "203.0.113.8"));
    const deadline = Date.now() + 5_000;
    while ((await told()) === "valid" && Date.now() < deadline) await delay(50);
    assert.equal(await told(), "too_many_requests");
  });

  test("are asked as fast as a secret key may guess, and no faster", async () => {
    const [shop, other] = [await openMerchant(testing), await openMerchant(testing)];
    const { codes, forged } = await campaign("SERVER", { at: shop });
    await seam("clock", { now: new Date().toISOString() });
    const order = { id: "o", currency: "EUR", subtotal: 1 };
    for (let round = 0; round < 10; round++) {
      await times(100, (number) =>
        number % 2 ? shop.validate(forged.next().value) : shop.redeem(forged.next().value, order),
      );
    }
    const refused = [await shop.validate(codes[0]), await shop.redeem(codes[0]), await shop.lookup(codes[0])];
    for (const answer of refused) {
      assertTooMany(answer, "too_many_requests", '"failures";q=1000;w=10', '"failures";r=0;t=10', "10");
    }
    assert.equal(verdict(await shop.validate("X")), "invalid_code", "what nobody could guess is answered");
    assert.equal((await other.validate(codes[0])).body.valid, true, "each key has its own");
    await seam("clock", { now: new Date(Date.now() + 11_000).toISOString() });
    assert.equal((await shop.validate(codes[0])).body.valid, true, "for ten seconds");
  });
});

describe("without counters to share", () => {
  let bare;
  before(async () => {
    bare = await startEdge({ host: "workerd" });
  });
  after(() => bare?.stop());

  test("shoppers are served, the log says so, and guessing is still bounded", async () => {
    const [shop, visitor] = [await openMerchant(bare), await openPage(bare)];
    const { codes, forged } = await campaign("BARE", { at: shop });
    const answers = await times(VALIDATIONS + 50, () => visitor.validate(codes[0], "203.0.113.9"));
    assert.deepEqual(counts(answers.map(verdict)), { valid: VALIDATIONS + 50 });
    assert.equal(bare.log().match(/VALIDATIONS limits nothing/g)?.length, 1, bare.log());
    const guesses = [];
    for (let guess = 0; guess < 6; guess++) guesses.push(verdict(await visitor.validate(forged.next().value, "203.0.113.9")));
    assert.deepEqual(counts(guesses), { invalid_code: FAILURES[16], too_many_requests: 2 });
  });
});

describe("another spelling", () => {
  test("is the same code: it is redeemed once under all of them", async () => {
    await merchant.campaign("SOLE", { pattern: "SOLE-####-####-####-####" });
    const codes = await merchant.codes("SOLE", { count: 200 });
    // One with everything that can be spelled differently.
    const code = codes.find((text) => /0/.test(text) && /1/.test(text)) ?? codes[0];
    const body = code.slice(5);
    const fullWidth = (text) => text.replace(/[!-~]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0));
    const between = (mark) => [...code].join(mark);
    const spellings = {
      canonical: code,
      "lower case": code.toLowerCase(),
      "look-alikes": `S0IE-${body.replaceAll("0", "O").replaceAll("1", "l")}`,
      "other look-alikes": `so1e-${body.replaceAll("0", "o").replaceAll("1", "I")}`,
      "full width": fullWidth(code),
      "full width, lower case": fullWidth(code.toLowerCase()),
      "no separators": code.replaceAll("-", ""),
      "other separators": code.replaceAll("-", " "),
      dashes: code.replaceAll("-", "\u2014"),
      minus: code.replaceAll("-", "\u2212"),
      "every separator": between("_"),
      "zero width spaces": between("\u200b"),
      "joiners and marks": between("\u2060\u200d\ufeff"),
      "right to left": `\u202e${code}\u202c`,
      "soft hyphens": between("\u00ad"),
      quoted: `\u00ab${code}\u00bb.`,
      padded: `\u3000\t${code}\r\n`,
    };
    for (const [name, spelling] of Object.entries(spellings)) {
      assert.equal((await merchant.validate(spelling)).body.code, code, name);
    }
    const [first, ...rest] = Object.values(spellings).reverse();
    expected(await merchant.redeem(first), 201);
    for (const spelling of rest) {
      const { status, body } = await merchant.redeem(spelling);
      assert.deepEqual([status, body.code], [422, "already_redeemed"], spelling);
    }
    const answers = await Promise.all(Object.values(spellings).map((text) => merchant.lookup(text)));
    assert.equal(new Set(answers.map(({ text }) => text)).size, 1, "one code, one history");
  });

  test("that only looks like one is none", async () => {
    await merchant.campaign("LOOKS");
    const [code] = await merchant.codes("LOOKS", { count: 1 });
    // Compatibility forms and letters of other scripts: only full width is a way of typing ASCII.
    const lookAlikes = {
      "mathematical": code.replace("L", "\u{1d40b}"),
      "superscript": code.replace(/\d/, "\u00b2"),
      "Cyrillic": code.replace("OO", "\u041e\u041e"),
      "combining": `${code}\u0301`,
      "roman numeral": code.replace("L", "\u216c"),
      "circled": code.replace(/\d/, "\u2460"),
      "kelvin": code.replace("K", "\u212a"),
      "NUL": `${code}\u0000`,
      "an emoji": `${code}\u{1f381}`,
      "twice": code + code,
    };
    for (const [name, text] of Object.entries(lookAlikes)) {
      assert.equal(verdict(await merchant.validate(text)), "invalid_code", name);
    }
    expected(await merchant.redeem(code), 201);
  });
});

/** Asserts the answer to too many of something. */
function assertTooMany(answer, code, policy, limit, seconds = "60") {
  assert.deepEqual([answer.status, answer.body.code], [429, code], answer.text);
  assert.equal(answer.headers.get("content-type"), "application/problem+json");
  assert.equal(answer.headers.get("retry-after"), seconds);
  assert.equal(answer.headers.get("ratelimit-policy"), policy);
  assert.equal(answer.headers.get("ratelimit"), limit);
}
