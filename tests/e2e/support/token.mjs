// Customer tokens, as a merchant's server makes them: a JWT with nothing but node's own HMAC.

import { createHmac } from "node:crypto";

const encoded = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");

/** Seconds since 1970, so many seconds from now. */
export const inSeconds = (seconds) => Math.floor(Date.now() / 1000) + seconds;

/** A token about a customer under a publishable key's `customer_token_key`. */
export function customerToken(tokenKey, claims, header = {}) {
  const text = `${encoded({ alg: "HS256", typ: "JWT", ...header })}.${encoded({ exp: inSeconds(600), ...claims })}`;
  const signature = createHmac("sha256", Buffer.from(tokenKey, "base64url")).update(text).digest("base64url");
  return `${text}.${signature}`;
}
