// A refusal over HTTP as a scenario writes it: the slug, and what it names.

import { timeText } from "./scenario.mjs";
import { limitName } from "./scenario-campaign.mjs";

/** What a scenario calls a field, where the API's path to it ends in another word. */
const FIELDS = { id: "order", ttl_seconds: "ttl", amount: "discount", name: "metadata", first_serial: "range" };

/**
 * @param {object} problem problem details, or a validation's reason with its message as `detail`
 * @param {object} lookUp what a merchant would ask next: `startsAt`, `version`, `redemption`
 */
export async function refusal(problem, lookUp) {
  const { code } = problem;
  if (code === "invalid_value" || code === "bad_request") return "invalid";
  const named = await NAMED[code]?.(problem, lookUp);
  return `refused ${code}${named === undefined ? "" : ` ${named}`}`;
}

const NAMED = {
  idempotency_conflict: ({ field }) => fieldName(field),
  hold_mismatch: ({ field, detail }) => fieldName(field ?? found(detail, /another `([\w.]+)`/)),
  currency_mismatch: ({ detail }) => found(detail, /orders in ([A-Z]{3})/),
  campaign_full: ({ detail }) => `left=${found(detail, /room for (\d+) more/) ?? 0}`,
  budget_exhausted: ({ limit }) => limit?.metric,
  limit_reached: ({ limit, frees_at }) => limitName(limit) + (frees_at ? ` frees=${timeText(Date.parse(frees_at))}` : ""),
  campaign_not_started: async (_, { startsAt }) => `start=${timeText(Date.parse(await startsAt()))}`,
  version_mismatch: async (_, { version }) => `current=${await version()}`,
  exceeds_redemption: async (_, { redemption }) => {
    const { order, discount, rolled_back } = await redemption();
    return `left=${discount - rolled_back.discount} value_left=${order.subtotal - rolled_back.order_value}`;
  },
};

const found = (text, pattern) => pattern.exec(text)?.[1];

/** A field's name in a scenario, from its path in the request. */
function fieldName(path) {
  const last = path.split(".").at(-1);
  return FIELDS[last] ?? last;
}
