/** RFC 3339, as the API writes instants; `Date.parse` alone would take much more. */
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

/** An object of unknown content. What is wrong with a field is said by a TypeError that names it. */
export class Fields {
  readonly #path: string;
  readonly #values: Readonly<Record<string, unknown>>;
  readonly #spell: (name: string) => string;

  /** `spell` turns the names that the readers are given into those of the object. */
  constructor(value: unknown, path: string, spell = (name: string) => name) {
    this.#path = path;
    this.#spell = spell;
    if (typeof value !== "object" || value === null) throw new TypeError(`${path} must be an object`);
    this.#values = value as Record<string, unknown>;
  }

  /** The value as it is; `undefined` if it is absent or null. */
  value(name: string): unknown {
    return this.#values[this.#spell(name)] ?? undefined;
  }

  text(name: string): string {
    const value = this.value(name);
    return typeof value === "string" ? value : this.refuse(name, "must be a string");
  }

  /** An integer from 0 to `max`. */
  integer(name: string, max: number): number {
    const value = this.value(name);
    const isInteger = Number.isInteger(value) && (value as number) >= 0 && (value as number) <= max;
    return isInteger ? (value as number) : this.refuse(name, `must be an integer from 0 to ${max}`);
  }

  /** An instant from 1970 on, in Unix milliseconds. */
  instant(name: string): number {
    const value = this.value(name);
    const instant = typeof value === "string" && INSTANT.test(value) ? Date.parse(value) : NaN;
    return instant >= 0
      ? instant
      : this.refuse(name, "must be an RFC 3339 instant, such as 2026-03-01T00:00:00Z");
  }

  /** An instant that may be absent or null. */
  maybeInstant(name: string): number | undefined {
    return this.value(name) === undefined ? undefined : this.instant(name);
  }

  /** 32 bytes, written as 43 characters of base64url. */
  base64url(name: string): Uint8Array {
    const value = this.value(name);
    if (typeof value !== "string" || !/^[\w-]{43}$/.test(value)) {
      return this.refuse(name, "must be 32 bytes in base64url, 43 characters");
    }
    const binary = atob(value.replaceAll("-", "+").replaceAll("_", "/"));
    return Uint8Array.from(binary, (character) => character.charCodeAt(0));
  }

  /** 32 bytes, written as 64 hexadecimal digits. */
  hex(name: string): Uint8Array {
    const value = this.value(name);
    if (typeof value !== "string" || !/^[\da-f]{64}$/i.test(value)) {
      return this.refuse(name, "must be 64 hexadecimal digits");
    }
    return Uint8Array.from(value.match(/../g) ?? [], (pair) => parseInt(pair, 16));
  }

  /** Throws. The value is not repeated: it may be a key. */
  refuse(name: string, rule: string): never {
    throw new TypeError(`${this.#path}.${this.#spell(name)} ${rule}`);
  }
}
