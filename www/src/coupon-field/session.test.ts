import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";

import type { Check } from "tessera-codes";
import { Session } from "./session.ts";
import type { Order, Verdict } from "./verdict.ts";

const ORDER: Order = { currency: "EUR", subtotal: 4_990 };
const REFUSED: Verdict = { kind: "refused", reason: "already_redeemed", message: "Used." };
const PAUSE_MS = 5;

/** A text beginning with `x` is expired, one of six characters plausible, others incomplete. */
function check(text: string): Check {
  const typed = { campaign: "SUM", formatted: text };
  if (text.startsWith("x")) return { state: "expired", ...typed, expiresAt: 0 };
  return text.length === 6
    ? { state: "plausible", ...typed }
    : { state: "incomplete", ...typed, missing: 6 - text.length };
}

interface Asked {
  code: string;
  order: Order;
  signal: AbortSignal;
  answer: (verdict: Verdict) => void;
}

/** A session whose edge answers when the test says so. */
function session({ order = ORDER as Order | null, heedsAbort = true } = {}) {
  const asked: Asked[] = [];
  let changes = 0;
  const made = new Session({
    ask: (code, order, signal) =>
      new Promise((answer, abort) => {
        if (heedsAbort) signal.addEventListener("abort", () => abort(signal.reason as Error));
        asked.push({ code, order, signal, answer });
      }),
    changed: () => (changes += 1),
    pauseMs: PAUSE_MS,
  });
  made.checker = check;
  made.order = order;
  return { session: made, asked, changes: () => changes };
}

const pause = () => sleep(PAUSE_MS * 4);

test("the edge is asked once, after a pause, and only about a whole code", async () => {
  const { session: it, asked } = session();
  for (const text of ["a", "ab", "abc", "abcd", "abcde", "abcdef"]) it.enter(text);
  assert.equal(it.verdict.kind, "asking");
  assert.equal(asked.length, 0);
  await pause();
  assert.deepEqual(
    asked.map(({ code }) => code),
    ["abcdef"],
  );
});

test("the answer is taken, and announced as a change", async () => {
  const { session: it, asked, changes } = session();
  it.enter("abcdef");
  await pause();
  const before = changes();
  asked[0]?.answer(REFUSED);
  await pause();
  assert.equal(it.verdict, REFUSED);
  assert.equal(changes(), before + 1);
});

test("an expired code is asked about too: this clock may be wrong", async () => {
  const { session: it, asked } = session();
  it.enter("x");
  await pause();
  assert.equal(asked.length, 1);
});

test("typing on aborts the request under way", async () => {
  const { session: it, asked } = session();
  it.enter("abcdef");
  await pause();
  it.enter("abcde");
  assert.equal(asked[0]?.signal.aborted, true);
  await pause();
  assert.equal(it.verdict.kind, "unasked");
});

test("an answer that comes after its request was aborted is never taken", async () => {
  const { session: it, asked } = session({ heedsAbort: false });
  it.enter("abcdef");
  await pause();
  it.enter("abcde");
  asked[0]?.answer(REFUSED);
  await pause();
  assert.equal(it.verdict.kind, "unasked");
});

test("leaving the field with the same code asks no second time", async () => {
  const { session: it, asked } = session();
  it.enter("abcdef");
  await pause();
  asked[0]?.answer(REFUSED);
  await pause();
  it.enter("abcdef", true);
  await pause();
  assert.equal(asked.length, 1);
  assert.equal(it.verdict, REFUSED);
});

test("another order asks again, the same order does not", async () => {
  const { session: it, asked } = session();
  it.enter("abcdef");
  await pause();
  it.order = { ...ORDER };
  await pause();
  assert.equal(asked.length, 1);
  it.order = { ...ORDER, subtotal: 9_980 };
  await pause();
  assert.deepEqual(
    asked.map(({ order }) => order.subtotal),
    [4_990, 9_980],
  );
});

test("without an order the local check stands alone", async () => {
  const { session: it, asked } = session({ order: null });
  assert.equal(it.enter("abcdef")?.state, "plausible");
  await pause();
  assert.equal(asked.length, 0);
  assert.equal(it.verdict.kind, "unasked");
});

test("a stopped session asks nothing more", async () => {
  const { session: it, asked } = session();
  it.enter("abcdef");
  it.stop();
  await pause();
  assert.equal(asked.length, 0);
});
