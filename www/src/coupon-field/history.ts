/**
 * Undo and redo for a field whose text is set by formatting: browsers forget their own steps when
 * a page sets a value. Pure: no DOM.
 */

import type { Field } from "./caret.ts";

/** More steps than anybody takes back in a code. */
const STEPS_MAX = 100;

export class History {
  #past: Field[] = [];
  #present: Field;
  #future: Field[] = [];

  constructor(present: Field) {
    this.#present = present;
  }

  /** Remembers a step. A caret that moved in the same text is no step of its own. */
  push(field: Field): void {
    if (field.text !== this.#present.text) {
      this.#past = [...this.#past, this.#present].slice(-STEPS_MAX);
      this.#future = [];
    }
    this.#present = field;
  }

  /** The step before the present one; undefined at the beginning. */
  undo(): Field | undefined {
    const field = this.#past.pop();
    if (field === undefined) return undefined;
    this.#future.push(this.#present);
    this.#present = field;
    return field;
  }

  /** The step that was taken back last; undefined at the end. */
  redo(): Field | undefined {
    const field = this.#future.pop();
    if (field === undefined) return undefined;
    this.#past.push(this.#present);
    this.#present = field;
    return field;
  }
}

/** What a key press asks of the history, on any platform. */
export function historyKey(event: {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
}): "undo" | "redo" | null {
  if (event.altKey || event.ctrlKey === event.metaKey) return null;
  const key = event.key.toLowerCase();
  if (key === "z") return event.shiftKey ? "redo" : "undo";
  return key === "y" && event.ctrlKey ? "redo" : null;
}
