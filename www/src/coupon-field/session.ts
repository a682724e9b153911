/**
 * What is known about the code in the field: the local check at once, the edge's verdict later.
 *
 * Free of the DOM. The edge is asked after a pause in typing, only about codes that read well or
 * seem expired (this device's clock may be wrong), and a former request is aborted by the next.
 */

import type { Check } from "tessera-codes";
import type { Order, Verdict } from "./verdict.ts";

/** Judges a text without any request; `final` once the field was left. */
export type Checker = (text: string, final: boolean) => Check;

export interface SessionOptions {
  /** Asks the edge; rejects only when aborted. */
  readonly ask: (code: string, order: Order, signal: AbortSignal) => Promise<Verdict>;
  /** Something changed that `enter` did not return. */
  readonly changed: () => void;
  /** The pause in typing after which the edge is asked. */
  readonly pauseMs?: number;
}

const PAUSE_MS = 300;

export class Session {
  readonly #options: SessionOptions;
  #checker: Checker | null = null;
  #text = "";
  #final = false;
  #check: Check | null = null;
  #verdict: Verdict = { kind: "unasked" };
  #order: Order | null = null;
  #request: AbortController | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: SessionOptions) {
    this.#options = options;
  }

  /** The local check; null until there is a manifest to check by. */
  get check(): Check | null {
    return this.#check;
  }

  get verdict(): Verdict {
    return this.#verdict;
  }

  /** Whether the field was left with this text. */
  get final(): boolean {
    return this.#final;
  }

  /** The code to ask about, canonical; null while there is none. */
  get code(): string | null {
    const check = this.#check;
    if (check === null) return null;
    return check.state === "plausible" || check.state === "expired" ? check.formatted : null;
  }

  /** Sets how texts are judged, and judges the present one. */
  set checker(checker: Checker) {
    this.#checker = checker;
    this.#judge();
    this.retry();
  }

  /**
   * The discount depends on the order, so a change of it asks again, without a pause. Without an
   * order there is nothing to ask.
   */
  set order(order: Order | null) {
    if (sameOrder(order, this.#order)) return;
    this.#order = order;
    this.retry();
  }

  /**
   * Takes the text in the field and returns the local check. `final` judges it as finished and
   * asks the edge without a pause.
   */
  enter(text: string, final = false): Check | null {
    const former = this.code;
    this.#text = text;
    this.#final = final;
    this.#judge();
    // Leaving the field, or a separator more, changes nothing that the edge has been asked about.
    const settled = this.code !== null && this.code === former && this.#verdict.kind !== "unasked";
    if (!settled) this.#schedule(final ? 0 : (this.#options.pauseMs ?? PAUSE_MS));
    return this.#check;
  }

  /** Asks again, at once: no answer came, or the former one is out of date. */
  retry(): void {
    this.#schedule(0);
    this.#options.changed();
  }

  /** Aborts what is under way. The session can be used again. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#request?.abort();
    this.#verdict = { kind: "unasked" };
  }

  #judge(): void {
    this.#check = this.#checker?.(this.#text, this.#final) ?? null;
  }

  #schedule(pauseMs: number): void {
    this.stop();
    const [code, order] = [this.code, this.#order];
    if (code !== null && order !== null) {
      this.#verdict = { kind: "asking" };
      this.#timer = setTimeout(() => void this.#ask(code, order), pauseMs);
    }
  }

  async #ask(code: string, order: Order): Promise<void> {
    const request = new AbortController();
    this.#request = request;
    let verdict: Verdict;
    try {
      verdict = await this.#options.ask(code, order, request.signal);
    } catch {
      return;
    }
    // An answer that was overtaken by an abort must not speak for the next code.
    if (request.signal.aborted) return;
    this.#verdict = verdict;
    this.#options.changed();
  }
}

function sameOrder(one: Order | null, other: Order | null): boolean {
  return (
    one?.id === other?.id && one?.currency === other?.currency && one?.subtotal === other?.subtotal
  );
}
