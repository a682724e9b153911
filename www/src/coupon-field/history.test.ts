import assert from "node:assert/strict";
import { test } from "node:test";

import { History, historyKey } from "./history.ts";

const field = (text: string, caret = text.length) => ({ text, caret });

function typed(...texts: string[]): History {
  const history = new History(field(""));
  for (const text of texts) history.push(field(text));
  return history;
}

test("undo goes back step by step, with the caret of then", () => {
  const history = typed("S", "SU");
  history.push(field("SXU", 2));
  history.push(field("SU", 1));
  assert.deepEqual(history.undo(), field("SXU", 2));
  assert.deepEqual(history.undo(), field("SU"));
  assert.deepEqual(history.undo(), field("S"));
  assert.deepEqual(history.undo(), field(""));
  assert.equal(history.undo(), undefined);
});

test("redo takes an undo back, until something is typed", () => {
  const history = typed("S", "SU");
  history.undo();
  assert.deepEqual(history.redo(), field("SU"));
  assert.equal(history.redo(), undefined);
  history.undo();
  history.push(field("SX"));
  assert.equal(history.redo(), undefined);
  assert.deepEqual(history.undo(), field("S"));
});

test("a caret that moved is no step", () => {
  const history = typed("S", "SU");
  history.push(field("SU", 0));
  assert.deepEqual(history.undo(), field("S"));
});

test("the history is bounded", () => {
  const history = typed(...Array.from({ length: 150 }, (_, index) => `S${index}`));
  let steps = 0;
  while (history.undo() !== undefined) steps += 1;
  assert.equal(steps, 100);
});

test("the keys of every platform are known", () => {
  const key = (key: string, held = {}) =>
    historyKey({ key, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, ...held });
  assert.equal(key("z", { ctrlKey: true }), "undo");
  assert.equal(key("z", { metaKey: true }), "undo");
  assert.equal(key("Z", { ctrlKey: true, shiftKey: true }), "redo");
  assert.equal(key("y", { ctrlKey: true }), "redo");
  assert.equal(key("y", { metaKey: true }), null);
  assert.equal(key("z"), null);
  assert.equal(key("z", { ctrlKey: true, altKey: true }), null);
});
