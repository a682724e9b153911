// Campaigns whose codes combine, and the checkouts of orders that use one of each.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";

import { assertBooksAgree } from "./books.mjs";
import { expected } from "./client.mjs";

// More than the deep run, which kills at every step several times over, uses.
const CODES = 1000;

/** Campaigns of 20 % each, applied in the order of their prefixes here. */
export async function openStacks(merchant, prefixes) {
  const texts = new Map();
  for (const [priority, prefix] of prefixes.entries()) {
    await merchant.campaign(prefix, { stacking: { mode: "stackable", priority } });
    texts.set(prefix, await merchant.codes(prefix, { count: CODES }));
  }
  let used = 0;
  const ask = { lookUp: ({ text }) => merchant.lookup(text) };

  return {
    /** One more code of each campaign. */
    async codes() {
      const number = used++;
      assert.ok(number < CODES, "too few codes");
      return prefixes.map((prefix) => texts.get(prefix)[number]);
    },
    checkOut: (codes, { order = randomUUID(), subtotal = 4990, key = randomUUID() } = {}) =>
      merchant.post(
        "/v1/checkouts",
        { codes, order: { id: order, currency: "EUR", subtotal } },
        { "idempotency-key": key },
      ),
    /** The state of each code. */
    states: (codes) => Promise.all(codes.map(async (code) => expected(await merchant.lookup(code), 200).state)),
    /** Fails unless each campaign's sums are what its codes' timelines say. */
    async assertBooksAgree() {
      for (const prefix of prefixes) {
        const codes = texts.get(prefix).slice(0, used).map((text, number) => ({ text, name: `${prefix}/${number}` }));
        await assertBooksAgree(merchant, ask, prefix, codes);
      }
    },
    /** Waits until something is so. */
    async until(isSo, withinMs = 10_000) {
      const deadline = Date.now() + withinMs;
      while (!(await isSo())) {
        assert.ok(Date.now() < deadline, `not so within ${withinMs} ms`);
        await delay(50);
      }
    },
  };
}
