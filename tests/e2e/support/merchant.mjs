// What a merchant does by the API before anybody can shop: a key, a campaign, its codes.

import { randomUUID } from "node:crypto";

/** A merchant with a secret key of its own at this edge (`{ url, adminKey }`). */
export async function openMerchant({ url, adminKey }) {
  const { key } = await call(url, adminKey, "/v1/keys", { kind: "secret", name: "browser tests" });
  const post = (path, body) => call(url, key, path, body);

  /** Creates a campaign. */
  async function createCampaign(campaign) {
    await post("/v1/campaigns", { currency: "EUR", max_codes: 10_000, ...campaign });
  }

  /** Mints a batch and returns its codes. */
  async function mint(prefix, batch) {
    const { id } = await post(`/v1/campaigns/${prefix}/batches`, batch);
    const response = await fetch(`${url}/v1/campaigns/${prefix}/batches/${id}/codes?format=csv`, {
      headers: { Authorization: `Bearer ${key}` },
    });
    const [, ...rows] = (await response.text()).trim().split(/\r?\n/);
    return rows.map((row) => row.split(",")[0]);
  }

  /** The state and timeline of a code. */
  const lookup = (code) => post("/v1/codes/lookup", { code });

  return { createCampaign, mint, lookup };
}

async function call(url, key, path, body) {
  const response = await fetch(url + path, {
    method: "POST",
    headers: {
      Authorization: `Bearer ${key}`,
      "Content-Type": "application/json",
      "Idempotency-Key": randomUUID(),
    },
    body: JSON.stringify(body),
  });
  const json = await response.json();
  if (!response.ok) throw new Error(`POST ${path}: ${response.status} ${json.detail}`);
  return json;
}
