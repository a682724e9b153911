/** The two requests the field makes. Codes travel in bodies only, and are never logged. */

import type { Accepted, Order, Verdict } from "./verdict.ts";

/** Where the edge is, and the key the page may show to it. */
export interface EdgeOptions {
  /** Base of the API without `/v1`; empty for the page's own origin. */
  readonly url: string;
  /** A publishable key, `pk_…`. */
  readonly key: string;
}

/** Longer than the slowest honest answer; a shopper gives up about then. */
const TIMEOUT_MS = 8_000;

export class Edge {
  readonly #options: EdgeOptions;

  constructor(options: EdgeOptions) {
    this.#options = options;
  }

  /** The manifest's JSON. Throws if it cannot be had. */
  async manifest(signal: AbortSignal): Promise<unknown> {
    const response = await fetch(`${this.#options.url}/v1/manifest`, { signal: limited(signal) });
    if (!response.ok) throw new Error(`the manifest answered ${response.status}`);
    return await response.json();
  }

  /** Asks what redeeming `code` for `order` would answer. Throws only if `signal` is aborted. */
  async validate(code: string, order: Order, signal: AbortSignal): Promise<Verdict> {
    try {
      const response = await fetch(`${this.#options.url}/v1/validations`, {
        method: "POST",
        headers: {
          Authorization: `Bearer ${this.#options.key}`,
          "Content-Type": "application/json",
        },
        body: JSON.stringify({ code, order }),
        signal: limited(signal),
      });
      return await read(response);
    } catch (error) {
      if (signal.aborted) throw error;
      return { kind: "unreachable" };
    }
  }
}

/** Aborted by its owner or by the time-out, whichever comes first. */
function limited(signal: AbortSignal): AbortSignal {
  return AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]);
}

async function read(response: Response): Promise<Verdict> {
  if (response.ok) return verdictOf((await response.json()) as ValidationAnswer);
  if (response.status === 429) return { kind: "busy", retryAfterS: retryAfterS(response) };
  if (response.status >= 500) return { kind: "unreachable" };
  const problem = (await response.json().catch(() => ({}))) as { detail?: string };
  return { kind: "misconfigured", detail: problem.detail ?? `HTTP ${response.status}` };
}

type ValidationAnswer =
  | {
      readonly valid: true;
      readonly code: string;
      readonly campaign: { readonly prefix: string };
      readonly discount: number;
      readonly currency: string;
      readonly expires_at: string | null;
    }
  | { readonly valid: false; readonly reason: { readonly code: string; readonly message: string } };

function verdictOf(answer: ValidationAnswer): Verdict {
  if (!answer.valid) {
    return { kind: "refused", reason: answer.reason.code, message: answer.reason.message };
  }
  return {
    kind: "accepted",
    code: answer.code,
    campaign: answer.campaign.prefix,
    discountMinor: answer.discount,
    currency: answer.currency,
    expiresAt: answer.expires_at,
  } satisfies Accepted;
}

/** Between a second and an hour, whatever the header says; a minute if it says no number. */
function retryAfterS(response: Response): number {
  const seconds = Number.parseFloat(response.headers.get("Retry-After") ?? "");
  return Number.isFinite(seconds) ? Math.min(Math.max(Math.ceil(seconds), 1), 3_600) : 60;
}
