// Whether a campaign's books agree: no code is redeemed twice, and the sums are those of the parts.

import assert from "node:assert/strict";

import { expected } from "./client.mjs";
import { forAll } from "./load.mjs";

/** The sums of what the timelines of codes say, in the metrics of a campaign's usage. */
export async function sumOf(ask, codes) {
  const sum = { redemptions: 0, discount: 0, order_value: 0 };
  const ids = new Set();
  await forAll(codes, async (code) => {
    const { state, timeline } = expected(await ask.lookUp(code), 200);
    const entries = timeline.filter(({ event }) => event === "redeemed");
    assert.ok(entries.length <= 1, `${code.name} is redeemed twice`);
    assert.equal(state === "redeemed", entries.length === 1, code.name);
    for (const { redemption, discount, order } of entries) {
      assert.ok(!ids.has(redemption), `${redemption} is there twice`);
      ids.add(redemption);
      sum.redemptions += 1;
      sum.discount += discount;
      sum.order_value += order.subtotal;
    }
  });
  return sum;
}
