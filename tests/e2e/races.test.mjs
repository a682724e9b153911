// Many at once: single use and budgets hold, whoever comes first.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, test } from "node:test";

import { assertBooksAgree } from "./support/books.mjs";
import { pipelined, together } from "./support/burst.mjs";
import { call, campaign, counts, expected, openMerchant } from "./support/client.mjs";
import { startEdge } from "./support/edge.mjs";
import { History } from "./support/history.mjs";
import { Load } from "./support/load.mjs";

let edge;
let merchant;
let ask;
const history = new History();

before(async () => {
  edge = await startEdge({ host: "workerd" });
  merchant = await openMerchant(edge);
  ask = history.of(merchant);
});

after(async () => {
  await history.save("races");
  await edge?.stop();
});

/** What became of each answer: its status, or the code of its problem. */
const outcomes = (answers) => counts(answers.map(({ status, body }) => body?.code && status >= 400 ? body.code : status));

const times = (count, make) => Promise.all(Array.from({ length: count }, (_, number) => make(number)));

test("50 orders redeem one code at once: one has it", async () => {
  await merchant.campaign("ONCE");
  const [code] = await merchant.codes("ONCE", { count: 1 });
  const once = { name: "ONCE/0", text: code };
  const answers = await times(50, (number) => ask.redeem(once, `o-${number}`, randomUUID()));
  assert.deepEqual(outcomes(answers), { 201: 1, already_redeemed: 49 });
});

for (const [how, send] of [["in one write on one connection", pipelined], ["by the last bytes of 50", together]]) {
  test(`50 orders want 5 codes ${how}: one has each`, async () => {
    const prefix = send === pipelined ? "WRITE" : "BYTES";
    await merchant.campaign(prefix);
    const codes = await merchant.codes(prefix, { count: 5 });
    const requests = Array.from({ length: 50 }, (_, number) => ({
      path: "/v1/redemptions",
      headers: {
        authorization: `Bearer ${merchant.key}`,
        "content-type": "application/json",
        "idempotency-key": `command-${number}`,
      },
      body: { code: codes[number % 5], order: { id: `o-${number}`, currency: "EUR", subtotal: 4990 } },
    }));
    const answers = await send(edge, requests);
    assert.deepEqual(outcomes(answers), { 201: 5, already_redeemed: 45 });
    const winners = answers.filter(({ status }) => status === 201).map(({ body }) => body.code);
    assert.equal(new Set(winners).size, 5);
    const again = await send(edge, requests);
    assert.deepEqual(again.map(({ status }) => status), answers.map(({ status }) => status));
    const { usage } = expected(await merchant.get(`/v1/campaigns/${prefix}`), 200);
    assert.equal(usage.redemptions, 5);
  });
}

test("many orders want few codes: the books agree, and the history can be explained", async () => {
  await merchant.campaign("MANY");
  const texts = await merchant.codes("MANY", { count: 100 });
  const codes = texts.map((text, number) => ({ name: `MANY/${number}`, text }));
  const load = new Load(ask, codes);
  await times(32, () => load.send(600));
  await assertBooksAgree(merchant, ask, "MANY", load.touched);
});

test("one order redeems one code 50 times at once: one redemption", async () => {
  await merchant.campaign("ORDER");
  const [code] = await merchant.codes("ORDER", { count: 1 });
  const answers = await times(50, () => merchant.redeem(code, { id: "o-1" }));
  assert.deepEqual(outcomes(answers), { 200: 49, 201: 1 });
  assert.equal(new Set(answers.map(({ body }) => body.id)).size, 1);
});

test("one command 50 times at once: one redemption, told 50 times", async () => {
  await merchant.campaign("COMMAND");
  const [code] = await merchant.codes("COMMAND", { count: 1 });
  const answers = await times(50, () => merchant.redeem(code, { id: "o-1" }, "command-1"));
  assert.deepEqual(outcomes(answers), { 201: 50 });
  assert.equal(new Set(answers.map(({ text }) => text)).size, 1);
  const replays = answers.map(({ headers }) => headers.get("idempotent-replayed"));
  assert.deepEqual(counts(replays), { null: 1, true: 49 });
});

test("a budget for 100 redemptions under 1,000 at once: exactly 100", async () => {
  const limit = { metric: "redemptions", per: "campaign", window: "lifetime", max: 100 };
  await merchant.campaign("BUDGET", { limits: [limit] });
  const codes = await merchant.codes("BUDGET", { count: 1_000 });
  const answers = await times(1_000, (number) => merchant.redeem(codes[number]));
  assert.deepEqual(outcomes(answers), { 201: 100, budget_exhausted: 900 });
  const refusal = answers.find(({ status }) => status === 422).body;
  assert.deepEqual(refusal.limit, { metric: "redemptions", per: "campaign", window: "lifetime" });
  const { usage } = expected(await merchant.get("/v1/campaigns/BUDGET"), 200);
  assert.deepEqual(usage, { codes: 1_000, redemptions: 100, discount: 100 * 998, order_value: 100 * 4990 });
});

test("a budget of money is never overspent", async () => {
  const limit = { metric: "discount", per: "campaign", window: "lifetime", max: 10_000 };
  await merchant.campaign("MONEY", { limits: [limit] });
  const codes = await merchant.codes("MONEY", { count: 40 });
  const answers = await times(40, (number) => merchant.redeem(codes[number]));
  assert.deepEqual(outcomes(answers), { 201: 10, budget_exhausted: 30 });
});

test("batches created at once get serials of their own", async () => {
  await merchant.campaign("SERIALS");
  const batches = await times(20, () => merchant.batch("SERIALS", { count: 100 }));
  const firsts = batches.map(({ first_serial }) => first_serial).sort((a, b) => a - b);
  assert.deepEqual(firsts, Array.from({ length: 20 }, (_, number) => number * 100));
});

test("campaigns created at once: one for each prefix, and none that read alike", async () => {
  const bodies = [campaign("RACE"), campaign("RACE", { name: "Other" }), campaign("R4CE"), campaign("SOLO"), campaign("S010")];
  const create = (body) => call(edge, "POST", "/v1/campaigns", { key: merchant.key, body });
  const answers = await Promise.all([...bodies, ...bodies].map(create));
  for (const { status, body } of answers) {
    assert.ok([200, 201, 409].includes(status), JSON.stringify(body));
  }
  const { items } = expected(await merchant.get("/v1/campaigns"), 200);
  const prefixes = items.map(({ prefix }) => prefix);
  assert.ok(!(prefixes.includes("SOLO") && prefixes.includes("S010")), "they read alike");
  // Whoever was told that a campaign exists can use it, and it is the one that was asked for.
  for (const { body } of answers.filter(({ status }) => status < 300)) {
    const found = expected(await merchant.get(`/v1/campaigns/${body.prefix}`), 200);
    assert.equal(found.name, body.name);
    const [code] = await merchant.codes(body.prefix, { count: 1 });
    assert.equal(expected(await merchant.validate(code), 200).valid, true);
  }
});
