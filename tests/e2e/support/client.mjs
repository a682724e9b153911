// A merchant's server, as far as the tests need one: calls the API and reads the answers.

import { randomUUID } from "node:crypto";

/** Calls an edge. `body` is sent as JSON, or as it is if it is text. */
export async function call(edge, method, path, { key, body, headers = {}, signal } = {}) {
  const response = await fetch(edge.url + path, {
    method,
    signal,
    headers: {
      ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...headers,
    },
    body: body === undefined || typeof body === "string" ? body : JSON.stringify(body),
  });
  const text = await response.text();
  const isJson = /json/.test(response.headers.get("content-type") ?? "") && text !== "";
  return { status: response.status, headers: response.headers, text, body: isJson ? JSON.parse(text) : null };
}

/** A merchant with a secret key of its own at this edge. */
export async function openMerchant(edge, scopes) {
  const made = await call(edge, "POST", "/v1/keys", {
    key: edge.adminKey,
    body: { kind: "secret", name: "tests", ...(scopes && { scopes }) },
  });
  const { key, id } = expected(made, 201);
  const get = (path, headers) => call(edge, "GET", path, { key, headers });
  const post = (path, body, headers) => call(edge, "POST", path, { key, body, headers });
  const remove = (path, headers) => call(edge, "DELETE", path, { key, headers });

  return {
    key,
    id,
    get,
    post,
    delete: remove,
    /** Creates a campaign of 20 %, unless the fields say otherwise. */
    async campaign(prefix, fields = {}) {
      return expected(await post("/v1/campaigns", campaign(prefix, fields)), 201);
    },
    /** Creates a batch. */
    async batch(prefix, fields) {
      const headers = { "idempotency-key": randomUUID() };
      return expected(await post(`/v1/campaigns/${prefix}/batches`, fields, headers), 201);
    },
    /** Creates a batch and returns its codes. */
    async codes(prefix, fields) {
      const { id } = await this.batch(prefix, fields);
      const { text } = await get(`/v1/campaigns/${prefix}/batches/${id}/codes`);
      return text.trimEnd().split("\n").slice(1).map((line) => line.split(",")[0]);
    },
    validate: (code, order = {}) => post("/v1/validations", { code, order: anOrder(order) }),
    redeem: (code, order = {}, id = randomUUID(), signal = undefined) =>
      call(edge, "POST", "/v1/redemptions", {
        key,
        body: { code, order: anOrder({ id: randomUUID(), ...order }) },
        headers: { "idempotency-key": id },
        signal,
      }),
    lookup: (code) => post("/v1/codes/lookup", { code }),
  };
}

/** The body of a request that creates a campaign. */
export function campaign(prefix, fields = {}) {
  return {
    pattern: `${prefix}-####-####-####-####`,
    name: `Campaign ${prefix}`,
    ...(fields.serial_bits === undefined && { max_codes: 1_000_000 }),
    currency: "EUR",
    offer: { type: "percent", basis_points: 2000 },
    ...fields,
  };
}

function anOrder(fields) {
  return { currency: "EUR", subtotal: 4990, ...fields };
}

/** The body of an answer that has this status. */
export function expected({ status, text, body }, wanted) {
  if (status !== wanted) throw new Error(`expected ${wanted}, got ${status}: ${text}`);
  return body;
}

/** How often each value occurs. */
export function counts(values) {
  const counted = {};
  for (const value of values) counted[value] = (counted[value] ?? 0) + 1;
  return counted;
}
