// A page, as far as the tests need one: it holds a publishable key, and asks from some address.

import { call, expected } from "./client.mjs";

/** A page whose key works on every origin. */
export async function openPage(edge, origins = ["*"]) {
  const body = { kind: "publishable", name: "page", origins };
  const { key } = expected(await call(edge, "POST", "/v1/keys", { key: edge.adminKey, body }), 201);
  return {
    key,
    /** Asks about a code. Locally the edge believes the address; Cloudflare sets it itself. */
    validate: (code, address, headers = {}, order = { currency: "EUR", subtotal: 4990 }) =>
      call(edge, "POST", "/v1/validations", {
        key,
        body: { code, order },
        headers: { "cf-connecting-ip": address, ...headers },
      }),
  };
}

/** What a validation was answered: `valid`, the reason, or the problem. */
export const verdict = ({ body }) => (body.valid ? "valid" : (body.reason?.code ?? body.code));
