/** The field's shadow tree, and how a model is shown in it. It knows nothing of codes or requests. */

import { differences, type Span } from "./marks.ts";
import type { Message, Part } from "./message.ts";
import { plainText } from "./message.ts";
import { css } from "./styles.ts";

export interface Model {
  readonly label: string;
  readonly placeholder: string;
  readonly removeLabel: string;
  readonly retryLabel: string;
  /** What a screen reader calls the button that takes the suggestion. */
  readonly suggestionLabel: (code: string) => string;
  readonly message: Message | null;
  /** Stands where the message does while there is none. */
  readonly hint: string;
  /** The stretches of the input's text to mark. */
  readonly marks: readonly Span[];
  /** What is still to be typed, as dots, behind the input's text. */
  readonly rest: string;
  /** How much of the code is there, from 0 to 1. */
  readonly progress: number;
  readonly disabled: boolean;
  readonly required: boolean;
}

export interface ViewEvents {
  readonly clear: () => void;
  readonly suggestion: (code: string) => void;
  readonly retry: () => void;
}

/** A screen reader hears what the typing came to, not every step of it. */
const ANNOUNCE_AFTER_MS = 800;

const TEMPLATE = /* html */ `
<div class="field" part="field">
  <label for="input" part="label"></label>
  <div class="control" part="control">
    <div class="entry">
      <div class="mirror" aria-hidden="true"></div>
      <input id="input" part="input" type="text" dir="ltr" autocomplete="off"
        autocapitalize="characters" autocorrect="off" spellcheck="false" enterkeyhint="done"
        aria-describedby="message">
    </div>
    <button class="clear" part="clear" type="button" hidden>
      <svg viewBox="0 0 16 16" aria-hidden="true"><path d="m3.5 3.5 9 9m0-9-9 9"/></svg>
    </button>
    <div class="progress" part="progress"></div>
  </div>
  <div class="message" part="message">
    <svg class="icon tick" viewBox="0 0 20 20" aria-hidden="true"><path d="m4 10.5 4 4 8-9"/></svg>
    <svg class="icon wait" viewBox="0 0 20 20" aria-hidden="true"><path d="M10 3a7 7 0 1 1-7 7"/></svg>
    <p id="message"></p>
  </div>
  <div class="announcer" role="status"></div>
</div>`;

export class View {
  readonly input: HTMLInputElement;
  readonly #events: ViewEvents;
  readonly #field: HTMLElement;
  readonly #label: HTMLElement;
  readonly #mirror: HTMLElement;
  readonly #clear: HTMLButtonElement;
  readonly #message: HTMLElement;
  readonly #announcer: HTMLElement;
  #announceTimer: ReturnType<typeof setTimeout> | undefined;
  #shown = "";

  constructor(root: ShadowRoot, events: ViewEvents) {
    root.innerHTML = TEMPLATE;
    root.adoptedStyleSheets = [styleSheet()];
    const part = <E extends Element>(selector: string) => root.querySelector(selector) as E;
    this.#events = events;
    this.input = part("input");
    this.#field = part(".field");
    this.#label = part("label");
    this.#mirror = part(".mirror");
    this.#clear = part(".clear");
    this.#message = part("#message");
    this.#announcer = part(".announcer");
    this.#clear.addEventListener("click", events.clear);
    this.input.addEventListener("scroll", () => this.#alignMirror());
  }

  render(model: Model): void {
    const { input } = this;
    const tone = model.message?.tone ?? "quiet";
    this.#field.dataset.tone = tone;
    this.#field.toggleAttribute("data-typing", model.rest !== "");
    this.#field.style.setProperty("--_progress", String(model.progress));
    this.#label.textContent = model.label;
    this.#label.hidden = model.label === "";
    input.placeholder = model.placeholder;
    input.disabled = model.disabled;
    input.required = model.required;
    input.ariaInvalid = String(tone === "bad");
    this.#clear.hidden = input.value === "" || model.disabled;
    this.#clear.ariaLabel = model.removeLabel;
    this.#showMirror(model);
    this.#showMessage(model);
  }

  #showMirror({ marks, rest }: Model): void {
    const { value } = this.input;
    const nodes: (Node | string)[] = [];
    let done = 0;
    for (const { start, end } of marks) {
      nodes.push(value.slice(done, start), element("mark", value.slice(start, end)));
      done = end;
    }
    nodes.push(value.slice(done));
    // Without a text the placeholder stands there.
    if (value !== "") nodes.push(element("span", rest, "rest"));
    // One inline box, or the mirror's flex layout would take every stretch for an item.
    const line = element("span");
    line.append(...nodes);
    this.#mirror.replaceChildren(line);
    this.#alignMirror();
  }

  #alignMirror(): void {
    this.#mirror.scrollLeft = this.input.scrollLeft;
  }

  #showMessage(model: Model): void {
    const { message, hint } = model;
    // A button that is being tapped or has the focus must not be replaced by its own copy.
    const shown = JSON.stringify([message, hint, model.retryLabel]);
    if (shown === this.#shown) return;
    this.#shown = shown;
    const parts = message?.parts ?? [{ text: hint }];
    const nodes = parts.map((part) => this.#partNode(part, model));
    if (message?.action?.kind === "retry") nodes.push(new Text(" "), this.#retryButton(model));
    this.#message.replaceChildren(...nodes);
    this.#announce(message === null ? "" : plainText(message));
  }

  #partNode(part: Part, model: Model): Node {
    if ("text" in part) return new Text(part.text);
    const action = model.message?.action;
    if (action?.kind !== "suggestion" || action.code !== part.code) {
      return element("bdi", part.code, "code");
    }
    const button = element("button", "", "suggestion code");
    button.setAttribute("part", "suggestion");
    button.type = "button";
    button.ariaLabel = model.suggestionLabel(part.code);
    button.append(...emphasised(part.code, this.input.value));
    button.addEventListener("click", (event) => {
      this.#events.suggestion(part.code);
      // The button goes with its tap, so the focus goes on; a finger wants no keyboard to pop up.
      if ((event as PointerEvent).pointerType !== "touch") this.input.focus();
    });
    return button;
  }

  #retryButton(model: Model): HTMLButtonElement {
    const button = element("button", model.retryLabel, "retry");
    button.setAttribute("part", "retry");
    button.type = "button";
    button.addEventListener("click", this.#events.retry);
    return button;
  }

  #announce(text: string): void {
    clearTimeout(this.#announceTimer);
    this.#announceTimer = setTimeout(() => {
      if (this.#announcer.textContent !== text) this.#announcer.textContent = text;
    }, ANNOUNCE_AFTER_MS);
  }
}

/** The suggested code with what it changes made bold, where the two line up. */
function emphasised(code: string, typed: string): (Node | string)[] {
  if (code.length !== typed.length) return [code];
  const nodes: (Node | string)[] = [];
  let done = 0;
  for (const { start, end } of differences(code, typed)) {
    nodes.push(code.slice(done, start), element("b", code.slice(start, end)));
    done = end;
  }
  return [...nodes, code.slice(done)];
}

function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  text = "",
  className = "",
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  made.textContent = text;
  made.className = className;
  return made;
}

let shared: CSSStyleSheet | undefined;

/** One style sheet for all fields of a page, made when the first one appears. */
function styleSheet(): CSSStyleSheet {
  if (shared === undefined) {
    shared = new CSSStyleSheet();
    shared.replaceSync(css);
  }
  return shared;
}
