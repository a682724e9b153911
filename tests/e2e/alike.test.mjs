// What a page can tell, and what it cannot: everything that is not genuine looks alike, to the byte and
// to the clock.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";

import { call, expected, openMerchant } from "./support/client.mjs";
import { startEdge } from "./support/edge.mjs";
import { forgeries } from "./support/mistype.mjs";
import { openPage, verdict } from "./support/page.mjs";
import { mint } from "./support/tessera.mjs";

let edge;
let merchant;
let page;
let forged;
let genuine;
let retired;

before(async () => {
  edge = await startEdge();
  merchant = await openMerchant(edge);
  page = await openPage(edge);
  const made = await merchant.campaign("ALIKE");
  const codes = await merchant.codes("ALIKE", { count: 25 });
  forged = forgeries(codes);
  genuine = codes[0];
  retired = await mint(edge.masterKey, { ...made, key_version: 2 }, { count: 100 });
});

after(() => edge?.stop());

/** One text of each kind that is not genuine. */
const KINDS = {
  malformed: () => "***",
  empty: () => "",
  "too short": () => genuine.slice(0, -1),
  "of an unknown campaign": () => genuine.replace("ALIKE", "NOBODY"),
  mistyped: () => genuine.slice(0, -1) + (genuine.endsWith("0") ? "1" : "0"),
  "of another key version": () => retired[0],
  forged: () => forged.next().value,
};

/** An address that has not asked before. */
let addresses = 0;
const newAddress = () => `198.18.${addresses >> 8}.${addresses++ & 255}`;

/** Everything that a caller sees of an answer, but for what differs between any two. */
function seen({ status, headers, text, body }) {
  const id = headers.get("x-request-id");
  assert.ok(id);
  const told = Object.fromEntries([...headers].filter(([name]) => name !== "date" && name !== "x-request-id"));
  return JSON.stringify([status, told, text.replaceAll(id, "ID"), body?.request_id === undefined]);
}

describe("everything that is not genuine", () => {
  const requests = {
    "a page validates": (code) => page.validate(code, newAddress()),
    "a page of another origin validates": (code) => page.validate(code, newAddress(), { origin: "https://a.example" }),
    "a server validates": (code) => merchant.validate(code),
    "a server redeems": (code) => merchant.redeem(code, { id: "o-1" }),
    "a server looks up": (code) => merchant.lookup(code),
    "the demo shop is paid": (code) =>
      call(edge, "POST", "/demo/checkout", {
        body: { order_id: "d-1", lines: [{ sku: "POT-MOKA", quantity: 1 }], code: code || "?" },
        headers: { "cf-connecting-ip": newAddress() },
      }),
  };
  for (const [what, request] of Object.entries(requests)) {
    test(`is answered alike when ${what}`, async () => {
      const answers = {};
      for (const [kind, text] of Object.entries(KINDS)) answers[kind] = seen(await request(text()));
      for (const [kind, answer] of Object.entries(answers)) assert.equal(answer, answers.malformed, kind);
    });
  }

  test("is answered as fast", async (t) => {
    // As many as a busy machine does in the time, and enough to tell.
    const rounds = { min: 100, max: 300, ms: 8_000 };
    const kinds = ["malformed", "of an unknown campaign", "mistyped", "forged"];
    const times = Object.fromEntries(kinds.map((kind) => [kind, []]));
    const measure = async (kind) => {
      const [code, address] = [KINDS[kind](), newAddress()];
      const started = performance.now();
      await page.validate(code, address);
      times[kind].push(performance.now() - started);
    };
    for (let round = 0; round < 20; round++) for (const kind of kinds) await measure(kind);
    for (const kind of kinds) times[kind] = [];
    // Interleaved, and in another order each time, so that whatever else the machine does hits all alike.
    const begun = performance.now();
    for (let round = 0; round < rounds.max; round++) {
      if (round >= rounds.min && performance.now() - begun > rounds.ms) break;
      for (const kind of shuffled(kinds)) await measure(kind);
    }
    const [reference, ...others] = kinds;
    for (const kind of others) {
      const advantage = superiority(times[kind], times[reference]);
      const [one, other] = [median(times[kind]), median(times[reference])];
      t.diagnostic(
        `${kind}: median ${one.toFixed(3)} ms against ${other.toFixed(3)} ms, ` +
          `slower in ${(advantage * 100).toFixed(1)} % of pairs`,
      );
      // Of answers that are alike, chance makes it 50 % ± 4 % (one standard deviation of 100 rounds). An
      // answer that had to wait for a counter was slower in 77 %.
      assert.ok(Math.abs(advantage - 0.5) < 0.2, `${kind} is told by its time`);
    }
  });
});

/** The chance that one of `xs` is greater than one of `ys`: Mann and Whitney's U over its maximum. */
function superiority(xs, ys) {
  let wins = 0;
  for (const x of xs) for (const y of ys) wins += x > y ? 1 : x === y ? 0.5 : 0;
  return wins / (xs.length * ys.length);
}

const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];

function shuffled(values) {
  const result = [...values];
  for (let at = result.length - 1; at > 0; at--) {
    const other = Math.floor(Math.random() * (at + 1));
    [result[at], result[other]] = [result[other], result[at]];
  }
  return result;
}

describe("a page", () => {
  const inSeconds = (seconds) => new Date(Date.now() + 1000 * seconds).toISOString();

  for (const [state, prefix, period, reason] of [
    ["runs", "NOW", () => ({}), "already_redeemed"],
    ["has not started", "SOON", () => ({ starts_at: inSeconds(3600) }), "campaign_not_started"],
    ["has ended", "OVER", () => ({ ends_at: inSeconds(3) }), "campaign_ended"],
  ]) {
    test(`cannot tell what is not issued from what is forged while a campaign ${state}`, async () => {
      const made = await merchant.campaign(prefix, period());
      const codes = await merchant.codes(prefix, { count: 4 });
      if (made.ends_at) await delay(Date.parse(made.ends_at) - Date.now() + 50);
      const [unissued] = await mint(edge.masterKey, made, { fromSerial: 500, count: 1 });
      const server = await merchant.validate(unissued);
      assert.equal(server.body.reason.code, reason === "already_redeemed" ? "not_issued" : reason);
      const [{ value: forgery }] = [forgeries(codes).next()];
      const [mine, theirs] = [await page.validate(unissued, newAddress()), await page.validate(forgery, newAddress())];
      assert.equal(seen(mine), seen(theirs));
      if (reason === "already_redeemed") expected(await merchant.redeem(codes[0]), 201);
      assert.equal(verdict(await page.validate(codes[0], newAddress())), reason, "holders are told the reason");
    });
  }

  test("that asks for what is not issued has guessed", async () => {
    const made = await merchant.campaign("AHEAD");
    const unissued = await mint(edge.masterKey, made, { count: 5 });
    const address = newAddress();
    const answers = [];
    for (const code of unissued) answers.push(verdict(await page.validate(code, address)));
    assert.deepEqual(answers, [...Array(4).fill("invalid_code"), "too_many_requests"]);
  });

  test("is not told which budget is used up, or how much is left", async () => {
    const refusals = [];
    for (const [prefix, metric, max] of [["MONEY", "discount", 500], ["ORDERS", "redemptions", 1], ["VALUE", "order_value", 4000]]) {
      await merchant.campaign(prefix, { limits: [{ metric, per: "campaign", window: "lifetime", max }] });
      const [code, other] = await merchant.codes(prefix, { count: 2 });
      if (metric === "redemptions") expected(await merchant.redeem(other), 201);
      refusals.push(await page.validate(code, newAddress()));
      const server = expected(await merchant.validate(code), 200);
      assert.match(server.reason.message, { discount: /discounts/, redemptions: /redemptions/, order_value: /order value/ }[metric]);
    }
    const [first, ...rest] = refusals;
    assert.equal(verdict(first), "budget_exhausted");
    for (const refusal of rest) assert.equal(seen(refusal), seen(first));
    assert.ok(!/\d/.test(first.text), first.text);
  });
});
