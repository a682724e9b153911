// A million codes: one row, streamed by the edge, and the same as the command mints.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { after, before, test } from "node:test";

import { expected, openMerchant } from "./support/client.mjs";
import { startEdge } from "./support/edge.mjs";
import { mintStream } from "./support/tessera.mjs";

const COUNT = 1_000_000;
const EXPIRES = "2026-12-31T00:00:00Z";
let edge;
let merchant;
let campaign;
let batch;

before(async () => {
  edge = await startEdge();
  merchant = await openMerchant(edge);
  campaign = await merchant.campaign("MILLION", {
    epoch: "2026-01-01T00:00:00Z",
    expires_latest: EXPIRES,
    pattern: "MILLION-#####-#####-#####",
    allow_weak: true,
    expiry_unit: "day",
  });
  batch = await merchant.batch("MILLION", { count: COUNT, expires_at: EXPIRES });
});

after(() => edge?.stop());

const exported = async (query = "") => {
  const response = await fetch(`${edge.url}/v1/campaigns/MILLION/batches/${batch.id}/codes${query}`, {
    headers: { authorization: `Bearer ${merchant.key}` },
  });
  assert.equal(response.status, 200);
  return Readable.fromWeb(response.body);
};

test("a million distinct codes, the same as `tessera mint` with the same key", async () => {
  const seen = new Set();
  const hash = createHash("sha256");
  let serial = 0;
  const lines = createInterface({ input: await exported() });
  for await (const line of lines) {
    hash.update(`${line}\n`);
    if (seen.size === 0 && line === "code,serial,expires_at") continue;
    const [code, number, expires_at] = line.split(",");
    if (Number(number) !== serial || expires_at !== EXPIRES) assert.fail(`line ${serial}: ${line}`);
    seen.add(code);
    serial += 1;
  }
  assert.equal(seen.size, COUNT);

  const minted = createHash("sha256");
  const order = { count: COUNT, expires: EXPIRES };
  for await (const chunk of mintStream(edge.masterKey, campaign, order)) minted.update(chunk);
  assert.equal(hash.digest("hex"), minted.digest("hex"));

  const { usage } = expected(await merchant.get("/v1/campaigns/MILLION"), 200);
  assert.equal(usage.codes, COUNT);
});

test("an export goes on from a serial, in either format", async () => {
  const text = async (stream) => (await stream.setEncoding("utf8").toArray()).join("");
  const from = COUNT - 3;
  const csv = (await text(await exported(`?from=${from}`))).trimEnd().split("\n");
  const ndjson = (await text(await exported(`?from=${from}&format=ndjson`))).trimEnd().split("\n");
  const rows = csv.map((line) => line.split(","));
  assert.deepEqual(rows.map(([, serial]) => Number(serial)), [from, from + 1, from + 2]);
  assert.deepEqual(
    ndjson.map((line) => JSON.parse(line)),
    rows.map(([code, serial, expires_at]) => ({ code, serial: Number(serial), expires_at })),
  );
});

test("a reader that goes away leaves the edge as it was", async () => {
  const stream = await exported();
  await new Promise((resolve) => stream.once("data", resolve));
  stream.destroy();
  assert.equal((await merchant.get("/v1/campaigns")).status, 200);
});
