/**
 * Where the caret belongs after the text around it was formatted. Pure: no DOM.
 *
 * Formatting changes case, folds look-alikes and moves separators, but keeps the number and order
 * of *symbols* (letters and digits). So the caret stays after as many symbols as before.
 */

/** A text and where the caret stands in it, in UTF-16 units from 0. */
export interface Field {
  readonly text: string;
  readonly caret: number;
}

/** A formatted text; `open` while more symbols are to come. */
export interface Formatted {
  readonly text: string;
  readonly open: boolean;
}

/** What the shopper just did, as far as it matters to the caret. */
export type Edit = "delete-forward" | "other";

/** Replaces what was typed by its formatted text, keeping the caret beside the same symbol. */
export function reformat(typed: Field, formatted: Formatted, edit: Edit): Field {
  if (typed.caret === typed.text.length) {
    // A separator typed at the end stays, or the key would seem dead; the next symbol settles it.
    const keepsSeparator = formatted.open && SEPARATOR_AT_END.test(typed.text);
    return atEndOf(keepsSeparator ? `${formatted.text}-` : formatted.text);
  }
  const caret = offsetAfter(formatted.text, countSymbols(typed.text.slice(0, typed.caret)));
  // Deleting a separator forwards changes nothing, so it steps over it: the key must not stick.
  const steps = edit === "delete-forward" && formatted.text[caret] === "-" ? 1 : 0;
  return { text: formatted.text, caret: caret + steps };
}

/** The kind of an `InputEvent.inputType`. */
export function editOf(inputType: string): Edit {
  const forward = inputType.startsWith("delete") && inputType.endsWith("Forward");
  return forward ? "delete-forward" : "other";
}

const SEPARATOR_AT_END = /[A-Za-z0-9][-\s]$/;

/** ASCII letters and digits, and their full-width forms, which the verifier maps to them. */
const SYMBOL = /[A-Za-z0-9\uFF10-\uFF19\uFF21-\uFF3A\uFF41-\uFF5A]/;

function countSymbols(text: string): number {
  return Array.from(text).filter((character) => SYMBOL.test(character)).length;
}

/** The offset right behind the `count`th symbol; the end, if there are fewer. */
function offsetAfter(text: string, count: number): number {
  let seen = 0;
  for (let offset = 0; offset < text.length; offset += 1) {
    if (seen === count) return offset;
    if (SYMBOL.test(text.charAt(offset))) seen += 1;
  }
  return text.length;
}

function atEndOf(text: string): Field {
  return { text, caret: text.length };
}
