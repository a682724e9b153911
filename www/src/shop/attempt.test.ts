import assert from "node:assert/strict";
import { test } from "node:test";

import { Attempt } from "./attempt.ts";

const ORDER = { lines: [{ sku: "CUP-STONE", quantity: 2 }], code: "SUM-91QX" };

test("a retry of the same order keeps its id", () => {
  const attempt = new Attempt();
  assert.equal(attempt.idFor(ORDER), attempt.idFor({ ...ORDER }));
});

test("another basket or code is another order", () => {
  const attempt = new Attempt();
  const ids = [
    attempt.idFor(ORDER),
    attempt.idFor({ lines: ORDER.lines }),
    attempt.idFor({ ...ORDER, lines: [{ sku: "CUP-STONE", quantity: 3 }] }),
  ];
  assert.equal(new Set(ids).size, 3);
});

test("after an order is placed the same basket is a new order", () => {
  const attempt = new Attempt();
  const placed = attempt.idFor(ORDER);
  attempt.finish();
  assert.notEqual(attempt.idFor(ORDER), placed);
});
