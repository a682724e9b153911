// A power cut in the middle of load: what was acknowledged is there, and nothing is there twice.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";

import { call, expected, openMerchant } from "./support/client.mjs";
import { startEdge } from "./support/edge.mjs";

const CODES = 300;
let edge;

before(async () => {
  edge = await startEdge();
});

after(() => edge?.stop());

test("killing the edge in the middle of load loses nothing that it acknowledged", async () => {
  const merchant = await openMerchant(edge);
  await merchant.campaign("CRASH");
  const codes = await merchant.codes("CRASH", { count: CODES });
  const acknowledged = new Map();
  let sent = 0;
  const worker = async () => {
    while (sent < CODES) {
      const number = sent++;
      const answer = await merchant.redeem(codes[number], { id: `o-${number}` }, `command-${number}`).catch(() => null);
      if (answer === null) return;
      if (answer.status === 201) acknowledged.set(number, answer.body);
    }
  };
  const load = Promise.all(Array.from({ length: 8 }, worker));
  while (acknowledged.size < 40) await delay(5);
  await edge.kill();
  await load;
  assert.ok(acknowledged.size < CODES, "the cut came in the middle");

  await edge.start();
  const key = merchant.key;
  for (const [number, redemption] of acknowledged) {
    const found = await call(edge, "GET", `/v1/redemptions/${redemption.id}`, { key });
    const { status, rolled_back, ...made } = expected(found, 200);
    assert.deepEqual(made, redemption, `order ${number}`);
    assert.deepEqual([status, rolled_back.discount], ["redeemed", 0]);
  }

  // Everything that was sent is sent again, as a careful client would: each is redeemed once.
  const ids = new Set();
  for (let number = 0; number < sent; number++) {
    const again = await merchant.redeem(codes[number], { id: `o-${number}` }, `command-${number}`);
    const { id } = expected(again, 201);
    if (acknowledged.has(number)) {
      assert.equal(id, acknowledged.get(number).id);
      assert.equal(again.headers.get("idempotent-replayed"), "true");
    }
    ids.add(id);
  }
  assert.equal(ids.size, sent);
  const { usage } = expected(await call(edge, "GET", "/v1/campaigns/CRASH", { key }), 200);
  assert.deepEqual(usage, {
    codes: CODES,
    redemptions: sent,
    discount: sent * 998,
    order_value: sent * 4990,
  });
  const { items } = expected(await call(edge, "GET", "/v1/keys", { key: edge.adminKey }), 200);
  assert.equal(items.length, 1);
});
