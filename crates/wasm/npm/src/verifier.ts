/// <reference lib="esnext.disposable" preserve="true" />
import { Verifier as Wasm } from "#glue";
import { Fields } from "./fields.js";
import { readFormat } from "./format.js";
import { LONGEST_TEXT } from "./manifest.js";
import type { FormatOptions } from "./options.js";
import { assertReady } from "./ready.js";

/** A campaign's format, and the master key that its keys are derived from. */
export interface MasterKeyOptions extends FormatOptions {
  /** 64 hexadecimal digits. Whoever has it can mint every code of every campaign. */
  readonly masterKey: string;
}

/** A campaign's format and keys, for a till that must not hold the master key. */
export interface CampaignKeysOptions extends FormatOptions {
  /** 64 hexadecimal digits; secret. */
  readonly tagKey: string;
  /** 64 hexadecimal digits; secret. */
  readonly serialKey: string;
  /** Base64url, as in the manifest. */
  readonly publicKey: string;
}

/** A genuine code. Whether it is issued, used or revoked, only the edge knows. */
export interface Genuine {
  readonly genuine: true;
  /** The code in its canonical form. */
  readonly code: string;
  /** Its number in the campaign, below 2^40. */
  readonly serial: number;
  /**
   * When the code expires, in Unix milliseconds; absent if it has no expiry of its own. Not judged:
   * compare it with your clock.
   */
  readonly expiresAt?: number;
}

/** Not a code of the campaign: mistyped, of another campaign, or made up. Which, is not said. */
export interface NotGenuine {
  readonly genuine: false;
}

export type Verification = Genuine | NotGenuine;

/**
 * Verifies the codes of one campaign by its secret keys. For servers, Workers and tills that are
 * trusted: whoever can verify can also mint.
 */
export class Verifier {
  #wasm: Wasm | undefined;

  private constructor(wasm: Wasm) {
    this.#wasm = wasm;
  }

  /**
   * Derives the campaign's keys from the master key.
   *
   * @throws TypeError that names the option which is wrong. It does not repeat keys.
   */
  static fromMasterKey(options: MasterKeyOptions): Verifier {
    assertReady();
    const fields = new Fields(options, "options");
    return Verifier.#prepare(fields, fields.hex("masterKey"));
  }

  /**
   * Takes the campaign's own keys.
   *
   * @throws TypeError that names the option which is wrong. It does not repeat keys.
   */
  static fromCampaignKeys(options: CampaignKeysOptions): Verifier {
    assertReady();
    const fields = new Fields(options, "options");
    const [tagKey, serialKey] = [fields.hex("tagKey"), fields.hex("serialKey")];
    return Verifier.#prepare(fields, [...tagKey, ...serialKey, ...fields.base64url("publicKey")]);
  }

  static #prepare(fields: Fields, keys: ArrayLike<number>): Verifier {
    const format = readFormat(fields);
    // Of the right length, and for a format that was not refused, keys are never refused.
    const wasm = Wasm.prepare(format, Uint8Array.from(keys))!;
    format.free();
    return new Verifier(wasm);
  }

  /**
   * Whether a text, written in whatever way people write codes, is a genuine code of the campaign.
   * One of more than 4,096 UTF-16 units is none.
   */
  verify(text: string): Verification {
    if (typeof text !== "string") throw new TypeError("text must be a string");
    const wasm = this.#wasm;
    if (wasm === undefined) throw new Error("this Verifier was freed");
    const code = text.length > LONGEST_TEXT ? undefined : wasm.verify(text);
    if (code === undefined) return { genuine: false };
    const found = { genuine: true, code, serial: wasm.serial } as const;
    const expiresAt = wasm.instant;
    return Number.isNaN(expiresAt) ? found : { ...found, expiresAt };
  }

  /**
   * Wipes the keys from memory. Without it the garbage collector does, sometime; the verifier cannot
   * be used again.
   */
  free(): void {
    this.#wasm?.free();
    this.#wasm = undefined;
  }

  /** The same as {@link free}: `using verifier = Verifier.fromMasterKey(…)`. */
  [Symbol.dispose](): void {
    this.free();
  }
}
