/** `<coupon-field>`: the custom element, a control of its form. The controller does the work. */

import type { Check } from "tessera-codes";
import { Controller } from "./controller.ts";
import { Edge } from "./edge.ts";
import { plainText, type Message } from "./message.ts";
import { english, englishReasons, type Texts } from "./texts.ts";
import type { Accepted, Order, Verdict } from "./verdict.ts";

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
  readonly #controller: Controller;
  readonly #connectionChanged = () => this.#controller.connectionChanged();
  #order: Order | null = null;
  #texts: Texts = english;
  #reasons: Readonly<Record<string, string>> = englishReasons;
  #disabled = false;
  #reported: Verdict | null = null;

  constructor() {
    super();
    const root = this.attachShadow({ mode: "open", delegatesFocus: true });
    this.#controller = new Controller(root, {
      settings: () => ({
        label: this.getAttribute("label"),
        hint: this.getAttribute("hint") ?? "",
        required: this.hasAttribute("required"),
        disabled: this.#disabled,
        language: this.closest<HTMLElement>("[lang]")?.lang || navigator.language,
      }),
      changed: (message) => this.#changed(message),
    });
  }

  /** What stands in the field; canonical once it is formatted. */
  get value(): string {
    return this.#controller.text;
  }

  set value(text: string) {
    this.#controller.replace(text);
  }

  /** The order the code is meant for. The discount is asked for anew when it changes. */
  get order(): Order | null {
    return this.#order;
  }

  set order(order: Order | null) {
    this.#order = order;
    this.#controller.session.order = order;
  }

  /** Other texts than the English ones, all or some. */
  get texts(): Texts {
    return this.#texts;
  }

  set texts(texts: Partial<Texts>) {
    this.#texts = { ...english, ...texts };
    this.#controller.translate(this.#texts, this.#reasons);
  }

  /** Other texts for the reasons of a refusal, by slug. */
  get reasons(): Readonly<Record<string, string>> {
    return this.#reasons;
  }

  set reasons(reasons: Readonly<Record<string, string>>) {
    this.#reasons = { ...englishReasons, ...reasons };
    this.#controller.translate(this.#texts, this.#reasons);
  }

  /** The accepted code with its discount; null while there is none. */
  get applied(): Accepted | null {
    const { verdict } = this.#controller.session;
    return verdict.kind === "accepted" ? verdict : null;
  }

  /** Asks the edge again: after a redemption, or when no answer came. */
  retry(): void {
    this.#controller.retry();
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

  connectedCallback(): void {
    window.addEventListener("online", this.#connectionChanged);
    window.addEventListener("offline", this.#connectionChanged);
    if (this.value === "") this.value = this.getAttribute("value") ?? "";
    this.#takeEarlyProperties();
    this.#connect();
  }

  disconnectedCallback(): void {
    window.removeEventListener("online", this.#connectionChanged);
    window.removeEventListener("offline", this.#connectionChanged);
    this.#controller.disconnect();
  }

  attributeChangedCallback(name: string): void {
    const moved = name === "edge" || name === "publishable-key";
    if (moved && this.isConnected) this.#connect();
    else this.#controller.render();
  }

  formDisabledCallback(disabled: boolean): void {
    this.#disabled = disabled;
    this.#controller.render();
  }

  formResetCallback(): void {
    this.value = this.getAttribute("value") ?? "";
  }

  formStateRestoreCallback(state: string | File | FormData | null): void {
    if (typeof state === "string") this.value = state;
  }

  #connect(): void {
    const url = (this.getAttribute("edge") ?? "").replace(/\/+$/, "");
    const key = this.getAttribute("publishable-key") ?? "";
    void this.#controller.connect(new Edge({ url, key }));
  }

  /** A property set before the element was defined hides its accessor: sets it again, through it. */
  #takeEarlyProperties(): void {
    for (const property of ["order", "texts", "reasons", "value"] as const) {
      const early = Object.getOwnPropertyDescriptor(this, property);
      if (early === undefined) continue;
      Reflect.deleteProperty(this, property);
      Reflect.set(this, property, early.value);
    }
  }

  #changed(message: Message | null): void {
    const { session } = this.#controller;
    this.#internals.setFormValue(session.code ?? this.value, this.value);
    this.#setValidity(message);
    this.#report();
  }

  /** Tells the form whether the text may be sent. What the edge did not judge may. */
  #setValidity(message: Message | null): void {
    const { input, session } = this.#controller;
    const { check, code, verdict } = session;
    const unfinished = check !== null && check.state !== "empty" && code === null;
    if (this.hasAttribute("required") && this.value === "") {
      this.#internals.setValidity({ valueMissing: true }, input.validationMessage || " ", input);
    } else if (unfinished || verdict.kind === "refused") {
      const why = message === null ? " " : plainText(message);
      this.#internals.setValidity({ customError: true }, why, input);
    } else {
      this.#internals.setValidity({});
    }
  }

  #report(): void {
    const { check, verdict } = this.#controller.session;
    this.#send("coupon-change", { value: this.value, check, verdict });
    if (verdict === this.#reported) return;
    this.#reported = verdict;
    if (verdict.kind === "accepted") this.#send("coupon-applied", verdict);
    // The remedy is for the shop's developer; it never holds the code.
    if (verdict.kind === "misconfigured") console.error(`<coupon-field>: ${verdict.detail}`);
  }

  #send(type: string, detail: CouponChange | CouponApplied): void {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }
}
