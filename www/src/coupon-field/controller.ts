/** Joins the pure parts to the view: what was typed goes in, what is to be shown comes out. */

import { init, Manifest, type Check } from "tessera-codes";
import { editOf, reformat, type Edit, type Field } from "./caret.ts";
import { Edge } from "./edge.ts";
import { History, historyKey } from "./history.ts";
import { marksOf } from "./marks.ts";
import { messageOf, type Message, type Wording } from "./message.ts";
import { restOf } from "./rest.ts";
import { Session } from "./session.ts";
import { english, englishReasons, type Texts } from "./texts.ts";
import { View } from "./view.ts";

/** What the element knows and the controller has to show. */
export interface Settings {
  /** Null for the text of the language. */
  readonly label: string | null;
  readonly hint: string;
  readonly required: boolean;
  readonly disabled: boolean;
  /** BCP 47. */
  readonly language: string;
}

export interface ControllerOptions {
  readonly settings: () => Settings;
  /** Text, check or verdict changed; `message` is what the field says now. */
  readonly changed: (message: Message | null) => void;
}

export class Controller {
  readonly session: Session;
  readonly #options: ControllerOptions;
  readonly #view: View;
  #history = new History({ text: "", caret: 0 });
  #edge = new Edge({ url: "", key: "" });
  #manifest: Manifest | null = null;
  /** The fetch of the manifest under way, or null. */
  #loading: AbortController | null = null;
  #texts: Texts = english;
  #reasons: Wording["reasons"] = englishReasons;

  constructor(root: ShadowRoot, options: ControllerOptions) {
    this.#options = options;
    this.#view = new View(root, {
      clear: () => this.#clear(),
      suggestion: (code) => this.replace(code),
      retry: () => this.retry(),
    });
    this.session = new Session({
      ask: (code, order, signal) => this.#edge.validate(code, order, signal),
      changed: () => this.#changed(),
    });
    this.#listen();
  }

  get text(): string {
    return this.#view.input.value;
  }

  get input(): HTMLInputElement {
    return this.#view.input;
  }

  /** Sets a text that is whole, from a script, a suggestion or the history of the page. */
  replace(text: string): void {
    this.#settle(text);
    this.#changed();
  }

  /** Sets other texts than the English ones. */
  translate(texts: Texts, reasons: Wording["reasons"]): void {
    this.#texts = texts;
    this.#reasons = reasons;
    this.render();
  }

  /** Asks this edge from now on, with its manifest. */
  async connect(edge: Edge): Promise<void> {
    this.#edge = edge;
    await this.#load();
  }

  disconnect(): void {
    this.#loading?.abort();
    this.session.stop();
  }

  /** Asks the edge again; for the manifest, if it is still missing. */
  retry(): void {
    if (this.#manifest === null) void this.#load();
    else this.session.retry();
  }

  /** The connection came or went. */
  connectionChanged(): void {
    const waiting = this.#manifest === null || this.session.verdict.kind === "unreachable";
    if (navigator.onLine && waiting) this.retry();
    else this.render();
  }

  /** Shows the present state and returns what it says. */
  render(): Message | null {
    const { check } = this.session;
    const { label, hint, required, disabled, language } = this.#options.settings();
    const message = messageOf(this.#situation(), {
      texts: this.#texts,
      reasons: this.#reasons,
      language,
    });
    const rest = check === null ? "" : restOf(check, this.text, this.#manifest?.campaigns ?? []);
    this.#view.render({
      label: label ?? plain(this.#texts.label),
      placeholder: plain(this.#texts.placeholder),
      removeLabel: plain(this.#texts.remove),
      retryLabel: plain(this.#texts.retry),
      suggestionLabel: (code) => plain(this.#texts.applySuggestion).replace("{code}", code),
      message,
      hint,
      marks: check === null ? [] : marksOf(check, this.text),
      rest,
      progress: this.text.length / (this.text.length + rest.length || 1),
      disabled,
      required,
    });
    return message;
  }

  #situation() {
    const { check, verdict, final } = this.session;
    return {
      check,
      verdict,
      final,
      online: navigator.onLine,
      loading: this.#loading !== null,
      hasText: this.text !== "",
    };
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
    input.addEventListener("keydown", (event) => this.#pressed(event));
  }

  #pressed(event: KeyboardEvent): void {
    if (event.isComposing) return;
    const step = historyKey(event);
    if (event.key === "Enter") {
      // It submits nothing: the input is no control of the form around the element.
      this.#leave();
    } else if (step !== null) {
      event.preventDefault();
      const field = step === "undo" ? this.#history.undo() : this.#history.redo();
      if (field !== undefined) this.#restore(field);
    }
  }

  #entered(edit: Edit, composing: boolean): void {
    const { input } = this.#view;
    const typed = { text: input.value, caret: input.selectionStart ?? input.value.length };
    const check = this.session.enter(typed.text);
    const formatted = composing ? undefined : formattedOf(check);
    if (formatted !== undefined) {
      const open = check?.state === "incomplete";
      this.#write(reformat(typed, { text: formatted, open }, edit));
    }
    if (!composing) this.#remember();
    this.#changed();
  }

  #restore(field: Field): void {
    this.session.enter(field.text);
    this.#write(field);
    this.#changed();
  }

  /** The field was left, or Enter pressed: judges the text as finished. */
  #leave(): void {
    const { kind } = this.session.verdict;
    this.replace(this.text);
    if (kind === "unreachable" || kind === "busy") this.session.retry();
  }

  #settle(text: string): void {
    const shown = formattedOf(this.session.enter(text, true)) ?? text;
    if (shown !== this.text) this.#view.input.value = shown;
    this.#remember();
  }

  #write({ text, caret }: Field): void {
    const { input } = this.#view;
    if (text === input.value && caret === input.selectionStart) return;
    input.value = text;
    input.setSelectionRange(caret, caret);
  }

  #remember(): void {
    const { value, selectionStart } = this.#view.input;
    this.#history.push({ text: value, caret: selectionStart ?? value.length });
  }

  #clear(): void {
    this.replace("");
    this.#view.input.focus();
  }

  async #load(): Promise<void> {
    this.#loading?.abort();
    const loading = new AbortController();
    this.#loading = loading;
    this.render();
    try {
      const [json] = await Promise.all([this.#edge.manifest(loading.signal), init()]);
      if (loading.signal.aborted) return;
      const manifest = Manifest.parse(json);
      this.#manifest = manifest;
      this.#loading = null;
      this.session.checker = (text, final) => manifest.check(text, { final });
      // What was there before its verifier is formatted now.
      if (this.session.final) this.replace(this.text);
      else this.#entered("other", false);
    } catch (error) {
      if (loading.signal.aborted) return;
      this.#loading = null;
      console.error(`<coupon-field> has no manifest: ${String(error)}`);
      this.render();
    }
  }

  #changed(): void {
    this.#options.changed(this.render());
  }
}

/** The text in its campaign's pattern; undefined while none is known, or if it does not fit. */
function formattedOf(check: Check | null): string | undefined {
  return check !== null && "formatted" in check ? check.formatted : undefined;
}

/** A text that does not count. */
function plain(template: Texts[keyof Texts]): string {
  return typeof template === "string" ? template : template.other;
}
