import { Campaigns } from "#glue";
import type { Campaign, Check, CheckOptions, OfCampaign } from "./check.js";
import { Fields } from "./fields.js";
import { readFormat } from "./format.js";
import { assertReady } from "./ready.js";

/** The version of the code format that this package reads. */
const FORMAT = 1;

/**
 * As many UTF-16 units of a text as are looked at. A longer one is no code, and copying it into the
 * Wasm would only take memory that is never given back.
 *
 * @internal
 */
export const LONGEST_TEXT = 4096;

/**
 * The campaigns that a page may know, by the body of `GET /v1/manifest`.
 *
 * It tells what a text is without asking anybody. It cannot tell a genuine code from one that
 * somebody made up: that is for the edge, or for a `Verifier` with secret keys.
 */
export class Manifest {
  /** The campaigns, in the manifest's order. */
  readonly campaigns: readonly Campaign[];
  readonly #wasm: Campaigns;
  /** What `performance.now()` has to be added to for the edge's time. */
  readonly #clockOffset: number;

  private constructor(wasm: Campaigns, campaigns: readonly Campaign[], now: number) {
    this.#wasm = wasm;
    this.campaigns = campaigns;
    this.#clockOffset = now - performance.now();
  }

  /**
   * Reads a manifest that was just fetched: its clock goes on from this moment.
   *
   * Fields that are not known are ignored, and so is a campaign whose `format` is not 1: a page that
   * was loaded before its edge learnt a new format goes on with what it knows.
   *
   * @throws TypeError that names the field, if it is no manifest.
   */
  static parse(json: unknown): Manifest {
    assertReady();
    const manifest = new Fields(json, "manifest");
    const entries = manifest.value("campaigns");
    if (!Array.isArray(entries)) return manifest.refuse("campaigns", "must be an array");
    const now = manifest.instant("now");
    const wasm = new Campaigns();
    const campaigns: Campaign[] = [];
    entries.forEach((entry: unknown, index) => {
      const fields = new Fields(entry, `manifest.campaigns[${index}]`, snakeCase);
      if ((fields.value("format") ?? FORMAT) === FORMAT) campaigns.push(add(wasm, fields));
    });
    return new Manifest(wasm, campaigns, now);
  }

  /**
   * Says what a text is, so far, in a few microseconds: call it at every keystroke.
   *
   * The text may be anything that people type or paste, of any length. Of more than 4,096 UTF-16
   * units only the first 4,096 are looked at, and the answer is `bad_character`, `unknown_campaign`
   * or `too_long`, whose `extra` then counts the units beyond.
   */
  check(text: string, options: CheckOptions = {}): Check {
    if (typeof text !== "string") throw new TypeError("text must be a string");
    const { final = false, now = this.#clockOffset + performance.now() } = options;
    if (!(now >= 0)) throw new TypeError("options.now must be a time in Unix milliseconds");
    const state = this.#wasm.check(text.slice(0, LONGEST_TEXT), now, final);
    const check = this.#found(state, text);
    return text.length > LONGEST_TEXT ? overlong(check, text.length - LONGEST_TEXT) : check;
  }

  /** What the Wasm has found, as an object. Of its members, each state has those that are read. */
  #found(state: ReturnType<Campaigns["check"]>, text: string): Check {
    const wasm = this.#wasm;
    const suggestion = () => maybe("suggestion", wasm.suggestion);
    const formatted = () => ({ ...this.#campaign(), formatted: wasm.formatted! });
    switch (state) {
      case "empty":
        return { state };
      case "unknown_campaign":
        return { state, ...suggestion() };
      case "incomplete":
        if (wasm.campaign === undefined) return { state };
        return { state, ...formatted(), missing: wasm.number!, ...suggestion() };
      case "bad_character": {
        const index = wasm.number!;
        const character = String.fromCodePoint(text.codePointAt(index)!);
        return { state, ...(wasm.campaign === undefined ? {} : this.#campaign()), index, character };
      }
      case "too_long":
        return { state, ...this.#campaign(), extra: wasm.number! };
      case "typo":
        if (wasm.number === undefined) return { state, ...formatted() };
        return { state, ...formatted(), position: wasm.number, ...suggestion(), likely: wasm.likely };
      case "not_started":
        return { state, ...formatted(), startsAt: wasm.instant };
      case "expired":
        return { state, ...formatted(), expiresAt: wasm.instant };
      case "plausible":
        return { state, ...formatted(), ...maybe("expiresAt", known(wasm.instant)) };
    }
  }

  #campaign(): OfCampaign {
    const { prefix, name } = this.campaigns[this.#wasm.campaign!]!;
    return { campaign: prefix, ...maybe("name", name) };
  }
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** Adds one entry of a manifest. */
function add(wasm: Campaigns, fields: Fields): Campaign {
  const format = readFormat(fields);
  const [startsAt, endsAt] = [fields.maybeInstant("startsAt"), fields.maybeInstant("endsAt")];
  const publicKey = fields.base64url("publicKey");
  const name = fields.value("name") === undefined ? undefined : fields.text("name");
  // A format that was read and a key of 32 bytes are never refused.
  wasm.add(format, publicKey, startsAt, endsAt);
  format.free();
  const pattern = fields.text("pattern");
  return { prefix: pattern.slice(0, pattern.indexOf("-")), pattern, ...maybe("name", name) };
}

/** A member if it has a value; an optional one is absent and not `undefined`. */
function maybe<K extends string, V>(name: K, value: V | undefined): { [name in K]?: V } {
  return (value === undefined ? {} : { [name]: value }) as { [name in K]?: V };
}

/** The Wasm's way to say that there is no number is `NaN`. */
function known(number: number): number | undefined {
  return Number.isNaN(number) ? undefined : number;
}

/** What a text is whose beginning is this. */
function overlong(beginning: Check, extra: number): Check {
  switch (beginning.state) {
    case "bad_character":
    case "unknown_campaign":
      return beginning;
    case "empty":
      return { state: "unknown_campaign" };
    default: {
      if (beginning.campaign === undefined) return { state: "unknown_campaign" };
      const { campaign, name } = beginning;
      return { state: "too_long", campaign, ...maybe("name", name), extra };
    }
  }
}
