import assert from "node:assert/strict";
import { test } from "node:test";

import type { Check } from "tessera-codes";
import { differences, marksOf } from "./marks.ts";

const TEXT = "SUM-91QX-B8R9-VPYZ-Q5NC";

/** The text with its marked stretches in brackets. */
function marked(check: Check, text = TEXT): string {
  return marksOf(check, text).reduceRight(
    (done, { start, end }) =>
      `${done.slice(0, start)}[${done.slice(start, end)}]${done.slice(end)}`,
    text,
  );
}

function typo(details: Partial<Extract<Check, { state: "typo" }>>): Check {
  return { state: "typo", campaign: "SUM", formatted: TEXT, ...details };
}

test("a position is counted in body symbols", () => {
  assert.equal(marked(typo({ position: 1 })), "SUM-[9]1QX-B8R9-VPYZ-Q5NC");
  assert.equal(marked(typo({ position: 7 })), "SUM-91QX-B8[R]9-VPYZ-Q5NC");
  assert.equal(marked(typo({ position: 16 })), "SUM-91QX-B8R9-VPYZ-Q5N[C]");
});

test("a likely suggestion marks what it would change", () => {
  const suggestion = "SUM-91QX-8BR9-VPYZ-Q5NC";
  assert.equal(
    marked(typo({ position: 5, suggestion, likely: true })),
    "SUM-91QX-[B8]R9-VPYZ-Q5NC",
  );
});

test("a suggestion that is not offered does not give itself away", () => {
  const suggestion = "SUM-91QX-8BR9-VPYZ-Q5NC";
  assert.equal(
    marked(typo({ position: 5, suggestion, likely: false })),
    "SUM-91QX-[B]8R9-VPYZ-Q5NC",
  );
});

test("without a position nothing is marked", () => {
  assert.equal(marked(typo({})), TEXT);
});

test("an unformatted text is left alone until it is formatted", () => {
  assert.equal(marked(typo({ position: 7 }), TEXT.toLowerCase()), TEXT.toLowerCase());
});

test("a character that no code has is marked whole, surrogates too", () => {
  assert.equal(
    marked({ state: "bad_character", index: 4, character: "🎁" }, "sum-🎁91"),
    "sum-[🎁]91",
  );
});

test("a code swapped across a separator is marked on both sides", () => {
  assert.deepEqual(differences("SUM-91QX-B8", "SUM-91QB-X8"), [
    { start: 7, end: 8 },
    { start: 9, end: 10 },
  ]);
});
