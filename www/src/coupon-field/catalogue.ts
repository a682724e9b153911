/** The campaigns a page may know: their verifier, names and patterns, by one manifest. */

import { init, Manifest, type Check } from "tessera-codes";

export class Catalogue {
  readonly #manifest: Manifest;
  readonly #entries: ReadonlyMap<string, ManifestEntry>;

  private constructor(manifest: Manifest, entries: readonly ManifestEntry[]) {
    this.#manifest = manifest;
    this.#entries = new Map(entries.map((entry) => [entry.prefix, entry]));
  }

  /** Reads the body of `GET /v1/manifest`. Throws on JSON that is none. */
  static async parse(json: unknown): Promise<Catalogue> {
    await init();
    const manifest = Manifest.parse(json);
    return new Catalogue(manifest, (json as { campaigns: ManifestEntry[] }).campaigns);
  }

  check(text: string, final: boolean): Check {
    return this.#manifest.check(text, { final });
  }

  /** The campaign's name for people; its prefix if it has none. */
  name(prefix: string): string {
    return this.#entries.get(prefix)?.name ?? prefix;
  }

  /** What is still to be typed behind `text`, a dot for each symbol: `•-••••`. */
  rest(check: Check, text: string): string {
    if (check.state !== "incomplete") return "";
    const pattern = this.#entries.get(check.campaign)?.pattern ?? "";
    return pattern.slice(text.length).replaceAll("#", "•");
  }
}

interface ManifestEntry {
  readonly prefix: string;
  readonly pattern: string;
  readonly name: string;
}
