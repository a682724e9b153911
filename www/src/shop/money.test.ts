import assert from "node:assert/strict";
import { test } from "node:test";

import { money } from "./money.ts";

test("minor units are divided by what the currency has", () => {
  assert.equal(money(1998, "EUR"), "€19.98");
  assert.equal(money(0, "EUR"), "€0.00");
  assert.equal(money(-450, "USD"), "-$4.50");
  assert.equal(money(1998, "JPY"), "¥1,998");
});
