// What an order and its customer could have taken off, over many campaigns, in one call.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, test } from "node:test";

import { call, expected, openMerchant } from "./support/client.mjs";
import { startEdge } from "./support/edge.mjs";

/** Campaigns of every kind: every third asks for more than the order has, every fifth is paused. */
const CAMPAIGNS = 50;

let edge;
let merchant;

before(async () => {
  edge = await startEdge({ build: "testing" });
  merchant = await openMerchant(edge);
});

after(() => edge?.stop());

const command = (path, body) => merchant.post(path, body, { "idempotency-key": randomUUID() });
const qualify = async (order = {}, customer) => {
  const body = { order: { currency: "EUR", subtotal: 4990, ...order }, customer };
  return expected(await merchant.post("/v1/qualifications", body), 200).items;
};
const shown = ({ campaign, code, discount }) => `${campaign.prefix} ${code ?? "-"} ${discount}`;
const counters = async () => expected(await call(edge, "GET", "/__test/calls"), 200);

test("over fifty campaigns the best comes first, and what would be refused is not there", async (t) => {
  const asked = [];
  for (let n = 0; n < CAMPAIGNS; n += 1) {
    const prefix = `Q${String(n).padStart(2, "0")}`;
    await merchant.campaign(prefix, {
      offer: { type: "percent", basis_points: 100 * (n + 1) },
      ...(n % 3 === 2 && { rules: { subtotal: { min: 5000 } } }),
    });
    if (n % 5 === 4) expected(await command(`/v1/campaigns/${prefix}/pause`), 200);
    if (n % 3 !== 2 && n % 5 !== 4) asked.push(n);
  }
  await qualify();
  const before = await counters();
  const times = [];
  let items;
  for (let i = 0; i < 20; i += 1) {
    const start = performance.now();
    items = await qualify();
    times.push(performance.now() - start);
  }
  const spent = await counters();
  assert.deepEqual(
    items.map(shown),
    asked.toReversed().map((n) => `Q${String(n).padStart(2, "0")} - ${Math.round(4990 * 0.01 * (n + 1))}`),
  );
  assert.equal(spent.campaign - before.campaign, 0, "no campaign's object is asked");
  const median = times.toSorted((a, b) => a - b)[10];
  t.diagnostic(`${CAMPAIGNS} campaigns: ${median.toFixed(1)} ms (median of ${times.length})`);
  assert.ok(median < 250, `${median} ms`);
  assert.ok((await qualify({ subtotal: 5000 })).length > items.length, "a larger order gets more");
});

test("a wallet's codes stand in it with what they are worth, and only as long as they can be used", async () => {
  await merchant.campaign("WAL", { offer: { type: "amount", amount: 300 }, rules: { holder: true } });
  const customer = { id: "Änne 1" };
  const assign = async (source_id, fields = {}) =>
    expected(await command("/v1/campaigns/WAL/assignments", { source_id, customer, ...fields }), 201).code;
  const plain = await assign("a");
  const personal = await assign("b", { offer: { type: "amount", amount: 4000 } });
  const mine = async (who = customer) => (await qualify({}, who)).map(shown).filter((line) => line.startsWith("WAL"));
  assert.deepEqual(await mine(), [`WAL ${personal} 4000`, `WAL ${plain} 300`]);
  assert.deepEqual(await mine({ id: "änne 1" }), [], "another customer has none");
  const { body } = await merchant.lookup(plain);
  assert.deepEqual(body.timeline.map(({ event }) => event), ["assigned"], "nothing was written");
  const order = { id: "o-1", currency: "EUR", subtotal: 4990 };
  expected(await command("/v1/redemptions", { code: personal, order, customer }), 201);
  assert.deepEqual(await mine(), [`WAL ${plain} 300`]);
});

test("what is limited says so, and a bad order is refused", async () => {
  await merchant.campaign("LIM", {
    offer: { type: "amount", amount: 4990 },
    limits: [{ metric: "redemptions", per: "campaign", window: "lifetime", max: 1 }],
  });
  const [first] = await qualify();
  assert.deepEqual([first.campaign.prefix, first.limited], ["LIM", true]);
  const refused = await merchant.post("/v1/qualifications", { order: { currency: "eur", subtotal: 1 } });
  assert.deepEqual([refused.status, refused.body.field], [422, "order.currency"]);
});
