/** `<coupon-field>`: the custom element. It joins the pure parts to the DOM, and decides nothing. */

import type { Check } from "tessera-codes";
import { editOf, reformat, type Edit } from "./caret.ts";
import { Catalogue } from "./catalogue.ts";
import { Edge } from "./edge.ts";
import { marksOf } from "./marks.ts";
import { messageOf, plainText, type Message } from "./message.ts";
import { Session } from "./session.ts";
import { english, englishReasons, type Texts } from "./texts.ts";
import type { Accepted, Order, Verdict } from "./verdict.ts";
import { View } from "./view.ts";

/** The detail of `coupon-change`: sent whenever text, check or verdict changed. */
export interface CouponChange {
  readonly value: string;
  /** The local check; null until the manifest is there. */
  readonly check: Check | null;
  readonly verdict: Verdict;
}

/** The detail of `coupon-applied`: the edge would redeem this code for this order. */
export type CouponApplied = Accepted;

export class CouponField extends HTMLElement {
  static readonly formAssociated = true;
  static readonly observedAttributes = ["edge", "publishable-key", "label", "hint", "required"];

  readonly #internals = this.attachInternals();
  readonly #view: View;
  readonly #session: Session;
  #edge = new Edge({ url: "", key: "" });
  #catalogue: Catalogue | null = null;
  /** The fetch of the manifest under way, or null. */
  #loading: AbortController | null = null;
  #texts: Texts = english;
  #reasons: Readonly<Record<string, string>> = englishReasons;
  #order: Order | null = null;
  #disabled = false;
  #edited = false;
  #reported: Verdict | null = null;

  constructor() {
    super();
    this.#view = new View(this.attachShadow({ mode: "open", delegatesFocus: true }), {
      clear: () => this.#clear(),
      suggestion: (code) => this.#replace(code, true),
      retry: () => this.retry(),
    });
    this.#session = new Session({
      ask: (code, order, signal) => this.#edge.validate(code, order, signal),
      changed: () => this.#changed(),
    });
    this.#listen();
  }

  /** What stands in the field; canonical once it is formatted. */
  get value(): string {
    return this.#view.input.value;
  }

  set value(text: string) {
    this.#replace(text, true);
  }

  /** The order the code is meant for. The discount is asked for anew when it changes. */
  get order(): Order | null {
    return this.#order;
  }

  set order(order: Order | null) {
    this.#order = order;
    this.#session.order = order;
  }

  /** Other texts than the English ones, all or some. */
  set texts(texts: Partial<Texts>) {
    this.#texts = { ...english, ...texts };
    this.#render();
  }

  /** Other texts for the reasons of a refusal, by slug. */
  set reasons(reasons: Readonly<Record<string, string>>) {
    this.#reasons = { ...englishReasons, ...reasons };
    this.#render();
  }

  /** The accepted code with its discount; null while there is none. */
  get applied(): Accepted | null {
    const { verdict } = this.#session;
    return verdict.kind === "accepted" ? verdict : null;
  }

  get form(): HTMLFormElement | null {
    return this.#internals.form;
  }

  get name(): string {
    return this.getAttribute("name") ?? "";
  }

  get validity(): ValidityState {
    return this.#internals.validity;
  }

  get validationMessage(): string {
    return this.#internals.validationMessage;
  }

  get willValidate(): boolean {
    return this.#internals.willValidate;
  }

  checkValidity(): boolean {
    return this.#internals.checkValidity();
  }

  reportValidity(): boolean {
    return this.#internals.reportValidity();
  }

  /** Asks the edge again: after a redemption, or when no answer came. */
  retry(): void {
    if (this.#catalogue === null) void this.#load();
    else this.#session.retry();
  }

  connectedCallback(): void {
    // A property set before the element was defined hides the accessor: set it again, through it.
    for (const property of ["order", "texts", "reasons", "value"] as const) {
      const value: unknown = Object.getOwnPropertyDescriptor(this, property)?.value;
      if (value === undefined) continue;
      Reflect.deleteProperty(this, property);
      Reflect.set(this, property, value);
    }
    window.addEventListener("online", this.#connectionChanged);
    window.addEventListener("offline", this.#connectionChanged);
    if (!this.#edited) this.#replace(this.getAttribute("value") ?? "", true);
    void this.#load();
  }

  disconnectedCallback(): void {
    window.removeEventListener("online", this.#connectionChanged);
    window.removeEventListener("offline", this.#connectionChanged);
    this.#loading?.abort();
    this.#session.stop();
  }

  attributeChangedCallback(name: string): void {
    const moved = name === "edge" || name === "publishable-key";
    if (moved) {
      const url = (this.getAttribute("edge") ?? "").replace(/\/+$/, "");
      this.#edge = new Edge({ url, key: this.getAttribute("publishable-key") ?? "" });
    }
    if (moved && this.isConnected) void this.#load();
    else this.#render();
  }

  formDisabledCallback(disabled: boolean): void {
    this.#disabled = disabled;
    this.#render();
  }

  formResetCallback(): void {
    this.#edited = false;
    this.#replace(this.getAttribute("value") ?? "", true);
  }

  formStateRestoreCallback(state: string | File | FormData | null): void {
    if (typeof state === "string") this.#replace(state, true);
  }

  #listen(): void {
    const { input } = this.#view;
    input.addEventListener("input", (event) => {
      const { inputType = "", isComposing } = event as InputEvent;
      this.#entered(editOf(inputType), isComposing);
    });
    // What an input method or an Android keyboard composes is formatted when it is done with it.
    input.addEventListener("compositionend", () => this.#entered("other", false));
    input.addEventListener("blur", () => this.#leave());
    input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.isComposing) return;
      // Enter applies the code; it must not place the order of the form around the field.
      event.preventDefault();
      this.#leave();
    });
  }

  #entered(edit: Edit, composing: boolean): void {
    const { input } = this.#view;
    this.#edited = true;
    const check = this.#session.enter(input.value);
    const formatted = check === null ? undefined : formattedOf(check);
    if (!composing && formatted !== undefined) {
      const typed = { text: input.value, caret: input.selectionStart ?? input.value.length };
      const open = check?.state === "incomplete";
      const { text, caret } = reformat(typed, { text: formatted, open }, edit);
      if (text !== input.value || caret !== typed.caret) {
        input.value = text;
        input.setSelectionRange(caret, caret);
      }
    }
    this.#changed();
  }

  /** Judges the text as finished. */
  #leave(): void {
    const { kind } = this.#session.verdict;
    this.#replace(this.value, true);
    if (kind === "unreachable" || kind === "busy") this.#session.retry();
  }

  #replace(text: string, final: boolean): void {
    const check = this.#session.enter(text, final);
    const shown = (check && formattedOf(check)) ?? text;
    if (shown !== this.value) this.#view.input.value = shown;
    this.#changed();
  }

  #clear(): void {
    this.#edited = true;
    this.#replace("", false);
    this.#view.input.focus();
  }

  readonly #connectionChanged = (): void => {
    const waiting = this.#catalogue === null || this.#session.verdict.kind === "unreachable";
    if (navigator.onLine && waiting) this.retry();
    else this.#render();
  };

  async #load(): Promise<void> {
    this.#loading?.abort();
    const loading = new AbortController();
    this.#loading = loading;
    this.#render();
    try {
      const catalogue = await Catalogue.parse(await this.#edge.manifest(loading.signal));
      if (loading.signal.aborted) return;
      this.#catalogue = catalogue;
      this.#loading = null;
      this.#session.checker = (text, final) => catalogue.check(text, final);
      if (this.#session.final) this.#replace(this.value, true);
      else this.#entered("other", false);
    } catch (error) {
      if (loading.signal.aborted) return;
      this.#loading = null;
      console.error(`<coupon-field> has no manifest: ${String(error)}`);
      this.#render();
    }
  }

  #changed(): void {
    const message = this.#render();
    this.#internals.setFormValue(this.#session.code ?? this.value, this.value);
    this.#setValidity(message);
    this.#report();
  }

  /** Tells the form whether the text may be sent. What the edge did not judge may. */
  #setValidity(message: Message | null): void {
    const { input } = this.#view;
    const { check, verdict } = this.#session;
    const missing = this.hasAttribute("required") && this.value === "";
    const whole = check === null || check.state === "empty" || this.#session.code !== null;
    if (missing) {
      this.#internals.setValidity({ valueMissing: true }, input.validationMessage || " ", input);
    } else if (!whole || verdict.kind === "refused") {
      const why = message === null ? " " : plainText(message);
      this.#internals.setValidity({ customError: true }, why, input);
    } else {
      this.#internals.setValidity({});
    }
  }

  #report(): void {
    const { check, verdict } = this.#session;
    const detail: CouponChange = { value: this.value, check, verdict };
    this.#send("coupon-change", detail);
    if (verdict === this.#reported) return;
    this.#reported = verdict;
    if (verdict.kind === "accepted") this.#send("coupon-applied", verdict);
    // The remedy is for the shop's developer; it never holds the code.
    if (verdict.kind === "misconfigured") console.error(`<coupon-field>: ${verdict.detail}`);
  }

  #send(type: string, detail: CouponChange | CouponApplied): void {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }

  /** Shows the present state and returns what it says. */
  #render(): Message | null {
    const { check, verdict, final } = this.#session;
    const message = messageOf(
      {
        check,
        verdict,
        final,
        online: navigator.onLine,
        loading: this.#loading !== null,
        hasText: this.value !== "",
      },
      {
        texts: this.#texts,
        reasons: this.#reasons,
        language: this.closest<HTMLElement>("[lang]")?.lang || navigator.language,
        campaignName: (prefix) => this.#catalogue?.name(prefix) ?? prefix,
      },
    );
    const incomplete = check?.state === "incomplete" ? check : null;
    const rest =
      incomplete === null ? "" : (this.#catalogue?.rest(incomplete.campaign, this.value) ?? "");
    this.#view.render({
      label: this.getAttribute("label") ?? text(this.#texts.label),
      placeholder: text(this.#texts.placeholder),
      removeLabel: text(this.#texts.remove),
      retryLabel: text(this.#texts.retry),
      suggestionLabel: (code) => text(this.#texts.applySuggestion).replace("{code}", code),
      message,
      hint: this.getAttribute("hint") ?? "",
      marks: check === null ? [] : marksOf(check, this.value),
      rest,
      progress: this.value.length / (this.value.length + rest.length || 1),
      disabled: this.#disabled,
      required: this.hasAttribute("required"),
    });
    return message;
  }
}

/** The text in its campaign's pattern; undefined while none is known, or if it does not fit. */
function formattedOf(check: Check): string | undefined {
  return "formatted" in check ? check.formatted : undefined;
}

/** A text that does not count. */
function text(template: Texts[keyof Texts]): string {
  return typeof template === "string" ? template : template.other;
}
