import assert from "node:assert/strict";
import { test } from "node:test";

import type { Check } from "tessera-codes";
import { restOf } from "./rest.ts";

const CAMPAIGNS = [{ prefix: "SUM", pattern: "SUM-####-####" }];

function rest(formatted: string, text = formatted): string {
  return restOf({ state: "incomplete", campaign: "SUM", formatted, missing: 1 }, text, CAMPAIGNS);
}

test("what is missing is shown in the pattern's groups", () => {
  assert.equal(rest("SUM"), "-••••-••••");
  assert.equal(rest("SUM-9"), "•••-••••");
  assert.equal(rest("SUM-91QX"), "-••••");
  assert.equal(rest("SUM-91QX", "SUM-91QX-"), "••••");
});

test("nothing is shown while it would not line up, or is not known", () => {
  assert.equal(rest("SUM-9", "sum9"), "");
  const check: Check = { state: "incomplete", campaign: "WIN", formatted: "WIN", missing: 8 };
  assert.equal(restOf(check, "WIN", CAMPAIGNS), "");
  assert.equal(restOf({ state: "incomplete" }, "SU", CAMPAIGNS), "");
  assert.equal(restOf({ state: "empty" }, "", CAMPAIGNS), "");
});
