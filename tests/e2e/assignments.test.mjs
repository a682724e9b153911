// Codes that belong to one customer: each once, to whom they were assigned, and worth nothing to others.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, test } from "node:test";

import { call, counts, expected, openMerchant } from "./support/client.mjs";
import { startEdge } from "./support/edge.mjs";

const ORIGIN = "https://shop.example";
let edge;
let merchant;

before(async () => {
  edge = await startEdge({ host: "workerd" });
  merchant = await openMerchant(edge);
});

after(() => edge?.stop());

const assign = (prefix, body, id = randomUUID()) =>
  merchant.post(`/v1/campaigns/${prefix}/assignments`, body, { "idempotency-key": id });

/** An assignment for a source, to a customer. */
const of = (source_id, id, more = {}) => ({ source_id, customer: { id }, ...more });

const times = (count, make) => Promise.all(Array.from({ length: count }, (_, number) => make(number)));

const outcomes = (answers) => counts(answers.map(({ status, body }) => (status >= 400 ? body.code : status)));

const redeem = (code, id, customer) =>
  merchant.post(
    "/v1/redemptions",
    { code, order: { id, currency: "EUR", subtotal: 4990 }, ...(customer && { customer }) },
    { "idempotency-key": randomUUID() },
  );

const reason = async (code, customer) => {
  const order = { currency: "EUR", subtotal: 4990 };
  const { valid, reason } = expected(await merchant.post("/v1/validations", { code, order, customer }), 200);
  return valid ? "valid" : reason.code;
};

test("50 customers want a code of 30 at once: 30 have one each", async () => {
  await merchant.campaign("POOL");
  const batch = await merchant.batch("POOL", { count: 30, purpose: "assigning" });
  const wanted = (number) => of(`source-${number}`, `c-${number}`, { batch: batch.id });
  const answers = await times(50, (number) => assign("POOL", wanted(number)));
  assert.deepEqual(outcomes(answers), { 201: 30, pool_exhausted: 20 });
  const assigned = answers.filter(({ status }) => status === 201).map(({ body }) => body);
  const serials = assigned.map(({ serial }) => serial).sort((one, other) => one - other);
  assert.deepEqual(serials, Array.from({ length: 30 }, (_, serial) => serial));
  assert.equal(new Set(assigned.map(({ code }) => code)).size, 30);
  // Who came too late may come again, and whoever has one has the same.
  const again = await times(50, (number) => assign("POOL", wanted(number)));
  assert.deepEqual(outcomes(again), { 200: 30, pool_exhausted: 20 });
  for (const [number, { status, body }] of again.entries()) {
    if (status === 200) assert.equal(body.code, answers[number].body.code);
  }
});

test("one source is asked for 20 times at once: one code", async () => {
  await merchant.campaign("SOURCE");
  const answers = await times(20, () => assign("SOURCE", of("birthday", "c-1")));
  assert.deepEqual(outcomes(answers), { 200: 19, 201: 1 });
  assert.equal(new Set(answers.map(({ body }) => body.code)).size, 1);
  assert.equal(answers.filter(({ body }) => body.existing).length, 19);
  const { usage } = expected(await merchant.get("/v1/campaigns/SOURCE"), 200);
  assert.equal(usage.codes, 1);
  const other = await assign("SOURCE", of("birthday", "c-2"));
  assert.deepEqual([other.status, other.body.code, other.body.field], [409, "idempotency_conflict", "customer"]);
});

test("batches and customers take the last of 256 serials at once: none twice", async () => {
  await merchant.campaign("MEET", { serial_bits: 8, expiry_bits: 0 });
  const batch = () =>
    merchant.post("/v1/campaigns/MEET/batches", { count: 10 }, { "idempotency-key": randomUUID() });
  const [batches, assigned] = await Promise.all([
    times(20, batch),
    times(150, (number) => assign("MEET", of(`source-${number}`, "c-1"))),
  ]);
  const taken = [
    ...batches.filter(({ status }) => status === 201).flatMap(({ body }) =>
      Array.from({ length: body.count }, (_, index) => body.first_serial + index),
    ),
    ...assigned.filter(({ status }) => status === 201).map(({ body }) => body.serial),
  ];
  assert.equal(new Set(taken).size, taken.length);
  const left = 256 - taken.length;
  assert.ok(left < 10, `${left} serials are left`);
  const refused = [...batches, ...assigned].filter(({ status }) => status !== 201);
  assert.deepEqual(outcomes(refused), { campaign_full: refused.length });
  const { usage } = expected(await merchant.get("/v1/campaigns/MEET"), 200);
  assert.equal(usage.codes, taken.length);
});

test("only the very id of its holder opens a code", async () => {
  await merchant.campaign("EXACT");
  const { code } = expected(await assign("EXACT", of("s", "Zoë-1")), 201);
  const others = ["zoë-1", "ZOË-1", " Zoë-1", "Zoë-1 ", "Zoë-1\u200b", "Zoe\u0308-1", "Zoe-1", "Zoë-10"];
  for (const id of others) {
    assert.equal(await reason(code, { id }), "not_yours", JSON.stringify(id));
    const { status, body } = await redeem(code, `o-${id}`, { id });
    assert.deepEqual([status, body.code, body.field], [422, "not_yours", "customer"], JSON.stringify(id));
  }
  assert.equal(await reason(code), "not_yours", "a guest");
  assert.equal(await reason(code, { email: "zoe@example.org" }), "not_yours", "an address alone");
  const page = await call(edge, "POST", "/v1/keys", {
    key: edge.adminKey,
    body: { kind: "publishable", name: "page", origins: [ORIGIN] },
  });
  const asked = { code, order: { currency: "EUR", subtotal: 4990 }, customer: { id: "eve" } };
  const options = { key: expected(page, 201).key, body: asked, headers: { origin: ORIGIN } };
  const told = expected(await call(edge, "POST", "/v1/validations", options), 200);
  assert.deepEqual([told.valid, told.provisional], [true, true], "the checkout decides");
  assert.equal(await reason(code, { id: "Zoë-1" }), "valid");
  expected(await redeem(code, "o-1", { id: "Zoë-1" }), 201);
  const { state, timeline } = expected(await merchant.lookup(code), 200);
  assert.deepEqual([state, timeline.map(({ event }) => event)], ["redeemed", ["assigned", "entered", "redeemed"]]);
});

test("a code has an expiry and a worth of its own, and is found in the wallet", async () => {
  const campaign = { epoch: "2026-01-01T00:00:00Z", expires_latest: "2027-12-31T00:00:00Z", allow_weak: true };
  await merchant.campaign("OWN", campaign);
  const more = { expires_at: "2027-03-01T10:20:30Z", offer: { type: "amount", amount: 700 } };
  const assigned = expected(await assign("OWN", of("vip", "c-7", more)), 201);
  assert.equal(assigned.expires_at, "2027-03-01T11:00:00Z", "rounded up to the campaign's unit");
  assert.deepEqual([assigned.customer, assigned.source_id, assigned.batch], [{ id: "c-7" }, "vip", null]);
  const { body } = await merchant.post("/v1/validations", {
    code: assigned.code,
    order: { currency: "EUR", subtotal: 4990 },
    customer: { id: "c-7" },
  });
  assert.deepEqual([body.valid, body.discount, body.expires_at], [true, 700, assigned.expires_at]);
  const wallet = expected(await merchant.get("/v1/customers/c-7/wallet"), 200);
  assert.ok(JSON.stringify(wallet).includes(assigned.code));
  const batch = await merchant.batch("OWN", { count: 1, purpose: "assigning" });
  const both = await assign("OWN", of("both", "c-7", { ...more, batch: batch.id }));
  assert.deepEqual([both.status, both.body.field], [422, "expires_at"]);
});

test("a pool is never exported, and its codes are nothing before they are assigned", async () => {
  await merchant.campaign("SECRET");
  const batch = await merchant.batch("SECRET", { count: 3, purpose: "assigning" });
  const exported = await merchant.get(`/v1/campaigns/SECRET/batches/${batch.id}/codes`);
  assert.deepEqual([exported.status, exported.body.code], [409, "batch_not_exportable"]);
  const { code } = expected(await assign("SECRET", of("s", "c-1", { batch: batch.id })), 201);
  const { state, batch: from } = expected(await merchant.lookup(code), 200);
  assert.deepEqual([state, from], ["assigned", batch.id]);
});

test("assigning takes the scope to issue, and a key of its own", async () => {
  await merchant.campaign("SCOPE");
  const cashier = await openMerchant(edge, ["redeem"]);
  const path = "/v1/campaigns/SCOPE/assignments";
  const refused = await cashier.post(path, of("s", "c-1"), { "idempotency-key": randomUUID() });
  assert.deepEqual([refused.status, refused.body.code], [403, "insufficient_scope"]);
  const keyless = await merchant.post(path, of("s", "c-1"));
  assert.deepEqual([keyless.status, keyless.body.code], [400, "idempotency_key_required"]);
  const first = await assign("SCOPE", of("s", "c-1"), "one");
  const replay = await assign("SCOPE", of("s", "c-1"), "one");
  assert.deepEqual([replay.status, replay.text], [201, first.text]);
  assert.equal(replay.headers.get("idempotent-replayed"), "true");
});
