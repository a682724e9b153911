// Whether a campaign's books agree: no code is redeemed twice, and the sums are those of the parts.

import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";

import { expected } from "./client.mjs";
import { forAll } from "./load.mjs";

/** Nothing of any metric of a campaign's usage. */
export const nothing = () => ({ redemptions: 0, discount: 0, order_value: 0 });

/** Adds one sum to another. */
export function add(sum, more) {
  for (const metric of Object.keys(sum)) sum[metric] += more[metric];
}

/** What the codes' timelines say is `used` and `held`, in the metrics of a campaign's usage. */
export async function sumsOf(ask, codes) {
  const used = nothing();
  const held = nothing();
  const ids = new Set();
  await forAll(codes, async (code) => {
    const { state, timeline } = expected(await ask.lookUp(code), 200);
    const live = new Map();
    let hold = null;
    for (const event of timeline) {
      switch (event.event) {
        case "held":
          assert.ok(hold === null || hold.hold === event.hold, `${code.name} is held twice`);
          hold = event;
          break;
        case "hold_released":
          assert.equal(hold?.hold, event.hold, code.name);
          hold = null;
          break;
        case "redeemed":
          assert.ok(!ids.has(event.redemption), `${event.redemption} is there twice`);
          ids.add(event.redemption);
          assert.equal(event.hold, hold?.hold ?? null, code.name);
          hold = null;
          live.set(event.redemption, event);
          assert.equal(live.size, 1, `${code.name} is redeemed twice`);
          break;
        case "rolled_back":
          assert.ok(live.delete(event.redemption), `${event.redemption} is rolled back twice`);
          break;
      }
    }
    for (const { discount, order } of live.values()) {
      add(used, { redemptions: 1, discount, order_value: order.subtotal });
    }
    if (hold !== null) add(held, { redemptions: 1, discount: hold.discount, order_value: hold.order.subtotal });
    assert.equal(state === "redeemed", live.size === 1, code.name);
    // One that is due is held for nobody, and released by the next command.
    if (state === "held") assert.ok(hold !== null, code.name);
  });
  return { used, held };
}

/** Fails unless the usage of a campaign is what the timelines of these codes, all that were touched, say. */
export async function assertBooksAgree(merchant, ask, prefix, codes) {
  const books = async () => {
    const { usage, held } = expected(await merchant.get(`/v1/campaigns/${prefix}`), 200);
    const { codes: _, ...used } = usage;
    return { used, held };
  };
  let before;
  let sums;
  // A hold may end by itself meanwhile.
  do {
    before = await books();
    sums = await sumsOf(ask, codes);
  } while (!isDeepStrictEqual(await books(), before));
  assert.deepEqual(sums, before);
}
