import assert from "node:assert/strict";
import { test } from "node:test";

import type { Check } from "tessera-codes";
import { fill, messageOf, plainText, type Situation, type Wording } from "./message.ts";
import { english, englishReasons } from "./texts.ts";
import type { Verdict } from "./verdict.ts";

const WORDING: Wording = {
  texts: english,
  reasons: englishReasons,
  language: "en",
};
const CODE = "SUM-91QX-B8H9-VPYZ-Q5NC";
const TYPED = { campaign: "SUM", name: "Summer", formatted: CODE };
const PLAUSIBLE: Check = { state: "plausible", ...TYPED };
const EXPIRED: Check = {
  state: "expired",
  ...TYPED,
  expiresAt: Date.parse("2026-03-01T12:00:00Z"),
};

function said(situation: Partial<Situation>, wording = WORDING) {
  const message = messageOf(
    {
      check: PLAUSIBLE,
      verdict: { kind: "unasked" },
      final: false,
      online: true,
      loading: false,
      hasText: true,
      ...situation,
    },
    wording,
  );
  return message && [message.tone, plainText(message), message.action?.kind];
}

const ACCEPTED: Verdict = {
  kind: "accepted",
  code: CODE,
  campaign: "SUM",
  discountMinor: 998,
  currency: "EUR",
  expiresAt: null,
};

const CASES: [why: string, situation: Partial<Situation>, expected: unknown][] = [
  ["nothing typed", { check: { state: "empty" } }, null],
  ["nothing typed, no manifest", { check: null, hasText: false }, null],
  [
    "the manifest is on its way",
    { check: null, loading: true },
    ["busy", "Getting ready to check codes…", undefined],
  ],
  [
    "the manifest cannot be had",
    { check: null },
    ["warning", "Codes can’t be checked just now.", "retry"],
  ],
  ["half a prefix", { check: { state: "incomplete" } }, null],
  [
    "a campaign without a name",
    { check: { state: "incomplete", campaign: "SUM", formatted: "SUM", missing: 16 } },
    ["quiet", "SUM · 16 more characters", undefined],
  ],
  [
    "half a code",
    { check: { state: "incomplete", ...TYPED, missing: 8 } },
    ["quiet", "Summer · 8 more characters", undefined],
  ],
  [
    "all but one",
    { check: { state: "incomplete", ...TYPED, missing: 1 } },
    ["quiet", "Summer · 1 more character", undefined],
  ],
  [
    "half a code, and gone on",
    { check: { state: "incomplete", ...TYPED, missing: 8 }, final: true },
    ["warning", "8 characters are missing.", undefined],
  ],
  [
    "one left out, and found",
    { check: { state: "incomplete", ...TYPED, missing: 1, suggestion: CODE }, final: true },
    ["warning", `One character is missing. Did you mean ${CODE}?`, "suggestion"],
  ],
  [
    "a character that no code has",
    { check: { state: "bad_character", index: 4, character: "é" } },
    ["bad", "“é” is never part of a code.", undefined],
  ],
  [
    "too long",
    { check: { state: "too_long", campaign: "SUM", name: "Summer", extra: 2 } },
    ["bad", "Summer · 2 characters too many", undefined],
  ],
  [
    "a likely typo",
    { check: { state: "typo", ...TYPED, position: 7, suggestion: CODE, likely: true } },
    ["warning", `Character 7 looks wrong. Did you mean ${CODE}?`, "suggestion"],
  ],
  [
    "an unlikely correction is kept to itself",
    { check: { state: "typo", ...TYPED, position: 7, suggestion: CODE, likely: false } },
    ["bad", "Character 7 looks wrong. Please compare it with your code.", undefined],
  ],
  [
    "a typo somewhere",
    { check: { state: "typo", ...TYPED } },
    ["bad", "A character is wrong. Please compare it with your code.", undefined],
  ],
  ["asking", { verdict: { kind: "asking" } }, ["busy", "Summer · checking…", undefined]],
  ["accepted", { verdict: ACCEPTED }, ["good", "Summer · €9.98 off", undefined]],
  [
    "accepted, until a day",
    { verdict: { ...ACCEPTED, expiresAt: "2026-03-01T12:00:00Z" } },
    ["good", "Summer · €9.98 off · valid until Mar 1, 2026", undefined],
  ],
  [
    "refused for a known reason",
    { verdict: { kind: "refused", reason: "already_redeemed", message: "" } },
    ["bad", "This code has been used already.", undefined],
  ],
  [
    "refused for a reason that is newer than this page",
    { verdict: { kind: "refused", reason: "lunar_phase", message: "Not tonight." } },
    ["bad", "Not tonight.", undefined],
  ],
  [
    "expired, as the edge confirms",
    { check: EXPIRED, verdict: { kind: "refused", reason: "expired", message: "" } },
    ["bad", "This Summer code expired on Mar 1, 2026.", undefined],
  ],
  [
    "over with its campaign, as the edge confirms",
    { check: EXPIRED, verdict: { kind: "refused", reason: "campaign_ended", message: "" } },
    ["bad", "This Summer code expired on Mar 1, 2026.", undefined],
  ],
  [
    "expired by this clock, refused for another reason",
    { check: EXPIRED, verdict: { kind: "refused", reason: "already_redeemed", message: "" } },
    ["bad", "This code has been used already.", undefined],
  ],
  [
    "expired by this clock, accepted by the edge",
    { check: EXPIRED, verdict: ACCEPTED },
    ["good", "Summer · €9.98 off", undefined],
  ],
  [
    "too many tries",
    { verdict: { kind: "busy", retryAfterS: 12 } },
    ["warning", "Too many codes were tried. Please wait 12 seconds.", "retry"],
  ],
  [
    "no answer",
    { verdict: { kind: "unreachable" } },
    ["warning", "We can’t reach the shop just now. Your code reads well and is kept.", "retry"],
  ],
  [
    "no connection",
    { verdict: { kind: "unreachable" }, online: false },
    ["warning", "You are offline. Your code reads well and is checked when you are back.", "retry"],
  ],
];

for (const [why, situation, expected] of CASES) {
  test(`message: ${why}`, () => assert.deepEqual(said(situation), expected));
}

test("message: what ends at midnight is not said to be valid on that day", () => {
  const midnight = new Date(2026, 2, 1).toISOString();
  const verdict: Verdict = { ...ACCEPTED, expiresAt: midnight };
  assert.match(String(said({ verdict })), /valid until Feb 28, 2026/);
});

test("message: a text that reads well with every count needs one form only", () => {
  const texts = { ...english, incomplete: { other: "Still missing: {count}" } };
  const check: Check = { state: "incomplete", ...TYPED, missing: 1 };
  const expected = ["quiet", "Still missing: 1", undefined];
  assert.deepEqual(said({ check }, { ...WORDING, texts }), expected);
});

test("a template keeps what it has no value for, and sets codes apart", () => {
  assert.deepEqual(fill("{code}? {unknown}", { code: CODE }), [
    { code: CODE },
    { text: "? " },
    { text: "{unknown}" },
  ]);
});
