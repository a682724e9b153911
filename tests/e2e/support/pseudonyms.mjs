// Whose account is whose, worked out without the worker: names are hashed with a key that only the
// master key gives.

import { createHmac, hkdfSync } from "node:crypto";

/** An account's entity as it is stored: `kind` is `id`, `email`, `channel` or `attribute:NAME`. */
export function entity(masterKey, campaign, kind, name) {
  if (name === "") return Buffer.alloc(0);
  if (kind === "channel") return Buffer.from(name);
  const hash = pseudonym(masterKey, campaign, kind, name);
  // An id's hash and an e-mail address's are told apart by their first byte.
  return kind.startsWith("attribute:") ? hash : Buffer.concat([Buffer.from(kind[0]), hash]);
}

/** The first 16 bytes of `HMAC-SHA256(key, kind ‖ 00 ‖ name)`. */
function pseudonym(masterKey, { prefix, key_version }, kind, name) {
  const version = Buffer.alloc(4);
  version.writeUInt32BE(key_version);
  const info = Buffer.concat([Buffer.from(`pseudonym\0${prefix}\0`), version]);
  const key = hkdfSync("sha256", Buffer.from(masterKey, "hex"), "tessera/v1", info, 32);
  return createHmac("sha256", Buffer.from(key)).update(`${kind}\0${name}`).digest().subarray(0, 16);
}
