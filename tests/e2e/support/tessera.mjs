// The `tessera` command: mints the codes of a campaign without a server.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";

const TESSERA = resolve(import.meta.dirname, "../../../target/release/tessera");

/**
 * What `tessera mint` writes for a campaign, as the API describes it, to standard output.
 *
 * @param {string} masterKey 64 hexadecimal digits
 * @param {object} campaign
 * @param {{ fromSerial?: number, count: number, expires?: string, format?: string }} order
 * @returns a readable stream of text
 */
export function mintStream(masterKey, campaign, { fromSerial = 0, count, expires, format = "csv" }) {
  const options = {
    pattern: campaign.pattern,
    "serial-bits": campaign.layout.serial_bits,
    "expiry-bits": campaign.layout.expiry_bits,
    "expiry-unit": campaign.expiry_unit,
    epoch: campaign.epoch,
    "key-version": campaign.key_version,
    "from-serial": fromSerial,
    count,
    format,
    ...(expires && { expires }),
  };
  const flags = Object.entries(options).map(([name, value]) => `--${name}=${value}`);
  const child = spawn(TESSERA, ["mint", "--quiet", ...flags], {
    env: { ...process.env, TESSERA_MASTER_KEY: masterKey },
    stdio: ["ignore", "pipe", "inherit"],
  });
  once(child, "exit").then(([code]) => {
    if (code !== 0) child.stdout.destroy(new Error(`tessera mint failed with ${code}`));
  });
  return child.stdout;
}

/** The codes of a campaign, as texts. */
export async function mint(masterKey, campaign, order) {
  let text = "";
  for await (const chunk of mintStream(masterKey, campaign, { ...order, format: "plain" })) text += chunk;
  return text.trimEnd().split("\n");
}
