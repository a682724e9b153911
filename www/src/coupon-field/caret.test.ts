import assert from "node:assert/strict";
import { test } from "node:test";

import { editOf, reformat, type Edit, type Field } from "./caret.ts";

/** `|` is the caret. */
function reformatted(typed: string, formatted: string, edit: Edit = "other"): string {
  const field = reformat(parse(typed), { text: formatted, open: true }, edit);
  return `${field.text.slice(0, field.caret)}|${field.text.slice(field.caret)}`;
}

function parse(text: string): Field {
  return { text: text.replace("|", ""), caret: text.indexOf("|") };
}

const CASES: [why: string, typed: string, formatted: string, expected: string, edit?: Edit][] = [
  ["typing at the end", "sum-9|", "SUM-9", "SUM-9|"],
  ["the separator appears before the caret", "SUM9|", "SUM-9", "SUM-9|"],
  ["typing in the middle", "SUM-91x|QB8-H9", "SUM-91XQ-B8H9", "SUM-91X|Q-B8H9"],
  ["a symbol pushed over the group's end", "SUM-91QXx|-B8", "SUM-91QX-XB8", "SUM-91QX-X|B8"],
  ["the caret before everything", "|sum9", "SUM-9", "|SUM-9"],
  ["a paste with noise", " sum_91qx—b8|h9 ", "SUM-91QX-B8H9", "SUM-91QX-B8|H9"],
  ["full-width letters count once", "ＳＵＭ９１|Ｑ", "SUM-91Q", "SUM-91|Q"],
  ["a separator typed at the end stays", "sum-|", "SUM", "SUM-|"],
  ["so does a space, as a dash", "sum |", "SUM", "SUM-|"],
  ["but not a separator alone", "-|", "", "|"],
  ["nor two of them", "SUM--|", "SUM", "SUM|"],
  ["backspace over a separator moves on", "SUM-91QX|B8", "SUM-91QX-B8", "SUM-91QX|-B8"],
  [
    "delete over a separator steps over it",
    "SUM-91QX|B8",
    "SUM-91QX-B8",
    "SUM-91QX-|B8",
    "delete-forward",
  ],
  ["delete of a symbol stays", "SUM-91|XB-8", "SUM-91XB-8", "SUM-91|XB-8", "delete-forward"],
  ["more symbols before the caret than are left", "SUM-91QX|-", "SUM-9", "SUM-9|"],
];

for (const [why, typed, formatted, expected, edit] of CASES) {
  test(`caret: ${why}`, () => assert.equal(reformatted(typed, formatted, edit), expected));
}

test("caret: a separator behind a whole code goes", () => {
  const field = reformat(parse("sum-9 |"), { text: "SUM-9", open: false }, "other");
  assert.deepEqual(field, { text: "SUM-9", caret: 5 });
});

test("only a forward delete is special to the caret", () => {
  assert.equal(editOf("deleteContentForward"), "delete-forward");
  assert.equal(editOf("deleteWordForward"), "delete-forward");
  assert.equal(editOf("deleteContentBackward"), "other");
  assert.equal(editOf("insertFromPaste"), "other");
});
