// The runtime is killed at every step of a checkout, and started on the same files: afterwards all of
// the codes are redeemed, or none, and the sums are those of the parts.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, test } from "node:test";

import { call, expected, openMerchant } from "./support/client.mjs";
import { startEdge } from "./support/edge.mjs";
import { openStacks } from "./support/stacks.mjs";

/** How often at each step; `cargo xtask test --deep` asks for more. */
const KILLS = Math.ceil(Number(process.env.TESSERA_KILLS ?? 1) / 10);
/** An alarm looks after 5 s, and again. */
const DONE_WITHIN_MS = 30_000;

/** Each place of a checkout that redeems three codes, and how often it is passed. */
const STEPS = {
  checkout_begun: 1,
  checkout_planned: 3,
  checkout_before_holds: 1,
  checkout_after_plan: 1,
  checkout_held: 3,
  checkout_before_commit: 1,
  checkout_after_commit: 1,
  checkout_redeemed: 3,
  checkout_before_end: 1,
  checkout_after_end: 1,
};
/** Each place of one whose last code is withdrawn once the others are redeemed. */
const UNDOING = {
  checkout_before_undo: 1,
  checkout_after_undo: 1,
  // Two cannot be released, are looked for, and rolled back; the third is gone.
  checkout_undone: 7,
  checkout_before_end: 1,
  checkout_after_end: 1,
};

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
const stalled = async () => (await seam("calls")).stalls;
const oneOf = (count) => Math.floor(Math.random() * count);

/** Sends a checkout and waits until it stands at a point, having passed it `skip` times. */
async function standing(point, skip, send) {
  await seam("arm", { point, action: "stall", skip, times: 1 });
  const before = await stalled();
  const sent = send().catch(() => null);
  await stacks.until(async () => (await stalled()) > before);
  return sent === undefined ? null : { sent };
}

async function killed() {
  await edge.kill();
  await edge.start();
}

const isEvery = (states, wanted) => states.every((state) => state === wanted);

for (let round = 0; round < KILLS; round++) {
  for (const [point, passed] of Object.entries(STEPS)) {
    test(`killed at ${point}, a checkout redeems all codes (${round})`, async () => {
      const codes = await stacks.codes();
      const order = { order: randomUUID(), key: randomUUID() };
      const { sent } = await standing(point, oneOf(passed), () => stacks.checkOut(codes, order));
      await killed();
      assert.equal(await sent, null, "nobody was told");
      // Every other time whoever asked asks again; otherwise the alarm is alone.
      if (oneOf(2) === 0) {
        const checkout = expected(await stacks.checkOut(codes, order), 201);
        assert.deepEqual([checkout.discount, checkout.total], [2435, 2555]);
      }
      await stacks.until(async () => isEvery(await stacks.states(codes), "redeemed"), DONE_WITHIN_MS);
      const again = expected(await stacks.checkOut(codes, order), 201);
      assert.equal(again.redemptions.length, 3);
      await stacks.assertBooksAgree();
    });
  }

  for (const [point, passed] of Object.entries(UNDOING)) {
    test(`killed at ${point}, a checkout that is undone redeems none (${round})`, async () => {
      const codes = await stacks.codes();
      const order = { order: randomUUID(), key: randomUUID() };
      const { sent } = await standing("checkout_redeemed", 1, () => stacks.checkOut(codes, order));
      const revoke = { "idempotency-key": randomUUID() };
      expected(await merchant.post("/v1/codes/revoke", { code: codes[2] }, revoke), 200);
      const before = await stalled();
      await seam("arm", { point, action: "stall", skip: oneOf(passed), times: 1 });
      await stacks.until(async () => (await stalled()) > before);
      await killed();
      assert.equal(await sent, null, "nobody was told");
      const done = async () => {
        const [first, second, withdrawn] = await stacks.states(codes);
        return first === second && !["redeemed", "held"].includes(first) && withdrawn === "revoked";
      };
      await stacks.until(done, DONE_WITHIN_MS);
      const refused = await stacks.checkOut(codes, order);
      assert.deepEqual([refused.status, refused.body.code, refused.body.field], [422, "revoked", "codes[2]"]);
      const spare = await stacks.codes();
      const others = [codes[0], codes[1], spare[2]];
      expected(await stacks.checkOut(others, { ...order, key: randomUUID() }), 201);
      await stacks.assertBooksAgree();
    });
  }
}
