/** Which characters of a text are wrong, as far as the local check can tell. Pure: no DOM. */

import type { Check } from "tessera-codes";

/** A stretch of a text, in UTF-16 units: from `start` up to, not including, `end`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The stretches of `text` to mark, in order. `text` is what stands in the field now. */
export function marksOf(check: Check, text: string): readonly Span[] {
  switch (check.state) {
    case "bad_character":
      return [{ start: check.index, end: check.index + check.character.length }];
    case "typo":
      // While a keyboard is composing, the text may not be formatted yet: its offsets differ.
      if (text !== check.formatted) return [];
      if (check.likely && check.suggestion !== undefined) {
        return differences(text, check.suggestion);
      }
      return check.position === undefined ? [] : [bodySymbol(text, check.position)];
    case "empty":
    case "unknown_campaign":
    case "incomplete":
    case "too_long":
    case "not_started":
    case "expired":
    case "plausible":
      return [];
  }
}

/** Where `text` differs from `other`, unit by unit; neighbours are joined. */
export function differences(text: string, other: string): readonly Span[] {
  const spans: Span[] = [];
  for (let offset = 0; offset < text.length; offset += 1) {
    if (text[offset] === other[offset]) continue;
    const last = spans.at(-1);
    if (last?.end === offset) spans[spans.length - 1] = { start: last.start, end: offset + 1 };
    else spans.push({ start: offset, end: offset + 1 });
  }
  return spans;
}

/** The `position`th symbol, from 1, behind the prefix of a formatted code. */
function bodySymbol(formatted: string, position: number): Span {
  let start = formatted.indexOf("-");
  for (let seen = 0; seen < position && start < formatted.length; seen += 1) {
    start += formatted[start + 1] === "-" ? 2 : 1;
  }
  return { start, end: start + 1 };
}
