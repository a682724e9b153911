// Several codes on one order, on the real runtime: all of them are redeemed, or none.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, test } from "node:test";

import { call, counts, expected, openMerchant } from "./support/client.mjs";
import { startEdge } from "./support/edge.mjs";
import { openStacks } from "./support/stacks.mjs";

let edge;
let merchant;
let stacks;

before(async () => {
  edge = await startEdge({ build: "testing", host: "workerd" });
  merchant = await openMerchant(edge);
  stacks = await openStacks(merchant, ["ONE", "TWO", "THREE"]);
});

after(() => edge?.stop());

const seam = async (name, body) =>
  expected(await call(edge, body === undefined ? "GET" : "POST", `/__test/${name}`, { body }), 200);
const refusal = ({ status, body }) => [status, body.code, body.field ?? null];

test("three codes of three campaigns, each on what those before leave", async () => {
  const codes = await stacks.codes();
  const [order, key] = ["o-happy", randomUUID()];
  const made = await stacks.checkOut(codes, { order, key });
  const checkout = expected(made, 201);
  assert.match(checkout.id, /^co_[0-9a-f]{32}_1$/);
  assert.equal(made.headers.get("location"), `/v1/checkouts/${checkout.id}`);
  assert.deepEqual([checkout.state, checkout.existing], ["redeemed", false]);
  // 20 % each, of 4990, 3992 and 3194 (3193.6).
  assert.deepEqual(
    checkout.redemptions.map(({ code, discount }) => [code, discount]),
    [
      [codes[0], 998],
      [codes[1], 798],
      [codes[2], 639],
    ],
  );
  assert.deepEqual([checkout.discount, checkout.total], [2435, 2555]);
  assert.deepEqual(expected(await merchant.get(`/v1/checkouts/${checkout.id}`), 200), checkout);
  for (const { id, discount } of checkout.redemptions) {
    const redemption = expected(await merchant.get(`/v1/redemptions/${id}`), 200);
    assert.deepEqual([redemption.discount, redemption.order.id], [discount, order]);
  }
  assert.deepEqual(await stacks.states(codes), ["redeemed", "redeemed", "redeemed"]);

  const again = await stacks.checkOut(codes, { order, key });
  assert.deepEqual([again.status, again.text], [201, made.text]);
  assert.equal(again.headers.get("idempotent-replayed"), "true");
  const turned = expected(await stacks.checkOut(codes.toReversed(), { order }), 200);
  assert.deepEqual(turned, { ...checkout, existing: true });
  const [other] = await stacks.codes();
  assert.deepEqual(refusal(await stacks.checkOut([other], { order })), [409, "checkout_conflict", "codes"]);
  const dearer = { order, subtotal: 5000, key };
  assert.deepEqual(refusal(await stacks.checkOut(codes, dearer)), [409, "idempotency_conflict", "order.subtotal"]);
  assert.deepEqual(await stacks.states([other]), ["issued"]);
  await stacks.assertBooksAgree();
});

describe("nothing is redeemed", () => {
  test("if one of the codes is used up already", async () => {
    const codes = await stacks.codes();
    expected(await merchant.redeem(codes[1]), 201);
    const order = "o-used-up";
    assert.deepEqual(refusal(await stacks.checkOut(codes, { order })), [422, "already_redeemed", "codes[1]"]);
    assert.deepEqual(await stacks.states(codes), ["entered", "redeemed", "issued"]);
    const [spare] = (await stacks.codes()).slice(1);
    expected(await stacks.checkOut([codes[0], spare, codes[2]], { order }), 201);
  });

  test("if one is held by another order when its turn comes", async () => {
    const codes = await stacks.codes();
    await seam("arm", { point: "checkout_after_plan", action: "stall", times: 1 });
    const { stalls } = await seam("calls");
    const racing = stacks.checkOut(codes, { order: "o-slow" });
    await stacks.until(async () => (await seam("calls")).stalls > stalls);
    const held = { code: codes[1], order: { id: "o-fast", currency: "EUR", subtotal: 4990 } };
    expected(await merchant.post("/v1/holds", held, { "idempotency-key": randomUUID() }), 201);
    await seam("arm", { point: "after_commit", action: "fail", times: 0 });
    assert.deepEqual(refusal(await racing), [422, "held_by_another", "codes[1]"]);
    assert.deepEqual(await stacks.states(codes), ["entered", "held", "entered"]);
  });

  test("if one is withdrawn once the others are being redeemed", async () => {
    const codes = await stacks.codes();
    await seam("arm", { point: "checkout_redeemed", action: "stall", skip: 1, times: 1 });
    const { stalls } = await seam("calls");
    const racing = stacks.checkOut(codes, { order: "o-withdrawn" });
    await stacks.until(async () => (await seam("calls")).stalls > stalls);
    assert.deepEqual(await stacks.states(codes), ["redeemed", "redeemed", "held"]);
    const revoke = { "idempotency-key": randomUUID() };
    expected(await merchant.post("/v1/codes/revoke", { code: codes[2] }, revoke), 200);
    await seam("arm", { point: "after_commit", action: "fail", times: 0 });
    assert.deepEqual(refusal(await racing), [422, "revoked", "codes[2]"]);
    assert.deepEqual(await stacks.states(codes), ["entered", "entered", "revoked"]);
    await stacks.assertBooksAgree();
  });

  test("if the order is cancelled in between", async () => {
    const codes = await stacks.codes();
    const order = "o-cancelled";
    await seam("arm", { point: "checkout_redeemed", action: "stall", times: 1 });
    const { stalls } = await seam("calls");
    const racing = stacks.checkOut(codes, { order });
    await stacks.until(async () => (await seam("calls")).stalls > stalls);
    expected(await merchant.post(`/v1/orders/${order}/cancel`, undefined, { "idempotency-key": randomUUID() }), 200);
    await seam("arm", { point: "after_commit", action: "fail", times: 0 });
    assert.deepEqual(refusal(await racing), [422, "hold_resolved", "codes[1]"]);
    assert.deepEqual(await stacks.states(codes), ["entered", "entered", "entered"]);
    await stacks.assertBooksAgree();
  });

  test("if codes do not combine", async () => {
    const [one, two] = await stacks.codes();
    await merchant.campaign("ALONE");
    const [alone] = await merchant.codes("ALONE", { count: 1 });
    assert.deepEqual(refusal(await stacks.checkOut([alone, one])), [422, "not_combinable", "codes[0]"]);
    assert.deepEqual(refusal(await stacks.checkOut([one, two, one])), [422, "duplicate_code", "codes[2]"]);
    assert.deepEqual(refusal(await stacks.checkOut([one, "ONE-0000"])), [422, "invalid_code", "codes[1]"]);
    assert.deepEqual(await stacks.states([alone, one, two]), ["issued", "entered", "issued"]);
    expected(await stacks.checkOut([alone]), 201);
  });

  test("if there are too many codes, or none", async () => {
    const [one] = await stacks.codes();
    for (const codes of [[], Array(11).fill(one)]) {
      assert.deepEqual(refusal(await stacks.checkOut(codes)), [422, "invalid_value", "codes"]);
    }
  });
});

test("of orders that race for the same codes, one gets all of them", async () => {
  for (let round = 0; round < 5; round++) {
    const codes = await stacks.codes();
    const orders = Array.from({ length: 4 }, (_, number) => `o-race-${round}-${number}`);
    const turned = (number) => (number % 2 === 0 ? codes : codes.toReversed());
    const answers = await Promise.all(orders.map((order, number) => stacks.checkOut(turned(number), { order })));
    const { 201: won = 0, ...lost } = counts(answers.map(({ status, body }) => body.code ?? status));
    assert.deepEqual(Object.keys(lost).filter((code) => !["held_by_another", "already_redeemed"].includes(code)), []);
    assert.equal(won, 1, JSON.stringify(lost));
    assert.deepEqual(await stacks.states(codes), ["redeemed", "redeemed", "redeemed"]);
  }
  await stacks.assertBooksAgree();
});

test("one that takes long goes on without whoever asked", async () => {
  const codes = await stacks.codes();
  const key = randomUUID();
  await seam("arm", { point: "checkout_held", action: "stall", times: 1 });
  const slow = await stacks.checkOut(codes, { order: "o-long", key });
  const running = expected(slow, 202);
  assert.equal(slow.headers.get("location"), `/v1/checkouts/${running.id}`);
  assert.deepEqual(running, { id: running.id, state: "running" });
  await seam("arm", { point: "after_commit", action: "fail", times: 0 });
  const show = async () => expected(await merchant.get(`/v1/checkouts/${running.id}`), 200);
  await stacks.until(async () => (await show()).state === "redeemed");
  const again = expected(await stacks.checkOut(codes, { order: "o-long", key }), 201);
  assert.deepEqual(again, await show());
});

test("what fails on the way is done by the alarm", async () => {
  const codes = await stacks.codes();
  await seam("arm", { point: "checkout_redeemed", action: "panic", times: 1 });
  const broken = await stacks.checkOut(codes, { order: "o-alarm" });
  assert.ok([202, 500, 503].includes(broken.status), broken.text);
  await stacks.until(async () => (await stacks.states(codes)).every((state) => state === "redeemed"), 15_000);
  await stacks.assertBooksAgree();
});

test("there is no checkout that was never begun", async () => {
  for (const id of ["co_1", `co_${"0".repeat(32)}_1`]) {
    assert.deepEqual(refusal(await merchant.get(`/v1/checkouts/${id}`)), [404, "checkout_unknown", null]);
  }
});
