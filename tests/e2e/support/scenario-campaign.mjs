// A scenario's campaign options as the API takes them.

import { instant, rfc3339 } from "./scenario.mjs";

/** What the body of a change consists of, and the options that each part is made from. */
const PARTS = {
  offer: (key) => ["percent", "amount", "max_discount"].includes(key),
  limits: (key) => key.startsWith("limit.") || key.startsWith("budget."),
  starts_at: (key) => key === "start",
  ends_at: (key) => key === "end",
  on_exhausted: (key) => key === "on_exhausted",
  rollback: (key) => key === "rollback",
};

/** Options by key, in the order in which they were first given: limits are judged in it. */
export class CampaignOptions {
  #options = new Map();

  /** Sets or replaces options; `none` takes one away. */
  set(changes) {
    for (const [key, value] of changes) {
      if (value === "none") this.#options.delete(key);
      else this.#options.set(key, value);
      // An offer is one thing: the other kind, and what belongs to it, goes.
      for (const other of { amount: ["percent", "max_discount"], percent: ["amount"] }[key] ?? []) {
        this.#options.delete(other);
      }
    }
    return this;
  }

  /** The body of the request that creates the campaign. */
  creation(prefix) {
    const get = (key) => this.#options.get(key);
    return {
      // Room for 40 bits of serials, 11 of expiries, and a tag of 34.
      pattern: `${prefix}-####-####-####-####-####`,
      allow_weak: true,
      name: "A scenario",
      serial_bits: Math.log2(Number(get("serials") ?? 2 ** 20)),
      expiry_bits: 11,
      expiry_unit: "hour",
      epoch: rfc3339(instant("-30d")),
      currency: get("currency") ?? "EUR",
      time_zone: get("zone") ?? "UTC",
      ...this.#settings(Object.keys(PARTS)),
    };
  }

  /** The body of the request that changes these options. */
  change(keys) {
    return this.#settings(Object.keys(PARTS).filter((part) => keys.some(PARTS[part])));
  }

  #settings(parts) {
    const get = (key) => this.#options.get(key);
    const time = (key) => (get(key) === undefined ? null : rfc3339(instant(get(key))));
    const make = {
      offer: () => this.#offer(),
      limits: () => [...this.#options].flatMap(limit),
      starts_at: () => time("start"),
      ends_at: () => time("end"),
      on_exhausted: () => get("on_exhausted") ?? "reject",
      rollback: () => get("rollback") ?? "restore",
    };
    return Object.fromEntries(parts.map((part) => [part, make[part]()]));
  }

  #offer() {
    const number = (key) => (this.#options.has(key) ? Number(this.#options.get(key)) : undefined);
    const percent = number("percent");
    if (percent === undefined) return { type: "amount", amount: number("amount") };
    return { type: "percent", basis_points: percent, max_discount: number("max_discount") };
  }
}

/** `limit.METRIC.PER.WINDOW=max`; `budget.METRIC=max` for the campaign's lifetime. */
function limit([key, max]) {
  const [kind, metric, per = "campaign", window = "lifetime"] = key.split(".");
  if (kind !== "limit" && kind !== "budget") return [];
  const isAttribute = !["campaign", "customer", "channel"].includes(per);
  return [{ metric, per: isAttribute ? `attribute:${per}` : per, window, max: Number(max) }];
}

/** A limit's name in a scenario. */
export function limitName({ metric, per, window }) {
  return `${metric}.${per.replace("attribute:", "")}.${window}`;
}
