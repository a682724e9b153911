// A second master key beside the first, and then instead of it.

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { call, campaign, expected, openMerchant } from "./support/client.mjs";
import { startEdge } from "./support/edge.mjs";
import { verdict } from "./support/page.mjs";
import { mint } from "./support/tessera.mjs";

let edge;
let merchant;

before(async () => {
  edge = await startEdge();
  merchant = await openMerchant(edge);
});

after(() => edge?.stop());

/** Starts the edge anew with other secrets, on the same files, as `wrangler secret put` does. */
async function redeploy(changes) {
  const file = join(edge.directory, "secrets");
  const lines = (await readFile(file, "utf8")).split("\n").filter((line) => line !== "");
  const kept = lines.filter((line) => !(line.split("=")[0] in changes));
  const added = Object.entries(changes).filter(([, value]) => value !== null);
  await edge.kill();
  await writeFile(file, [...kept, ...added.map(([name, value]) => `${name}="${value}"`), ""].join("\n"));
  await edge.start();
}

const health = async () => (await call(edge, "GET", "/healthz")).body;
const listed = async () => (await call(edge, "GET", "/v1/manifest")).body.campaigns;

test("new campaigns take the newest key, old ones keep theirs until it is taken away", async () => {
  const old = await merchant.campaign("OLD");
  assert.equal(old.key_version, 1);
  const [first, second, third] = await merchant.codes("OLD", { count: 3 });
  const redeemed = expected(await merchant.redeem(first), 201);

  const next = randomBytes(32).toString("hex");
  await redeploy({ TESSERA_MASTER_KEY_2: next });
  assert.equal((await health()).status, "ok");
  expected(await merchant.redeem(second), 201);
  const again = await merchant.post("/v1/campaigns", campaign("OLD"));
  assert.deepEqual([again.status, again.body.key_version], [200, 1], "it is the same campaign");

  const made = await merchant.campaign("NEW");
  assert.equal(made.key_version, 2);
  const [code, other] = await merchant.codes("NEW", { count: 2 });
  expected(await merchant.redeem(code), 201);
  assert.deepEqual(
    (await listed()).map(({ prefix, key_version }) => [prefix, key_version]),
    [["NEW", 2], ["OLD", 1]],
  );
  assert.deepEqual(await mint(next, made, { count: 2 }), [code, other], "its codes are the new key's");
  for (const [master, key_version] of [[edge.masterKey, 1], [edge.masterKey, 2], [next, 1]]) {
    const [forged] = await mint(master, { ...made, key_version }, { count: 1 });
    assert.equal(verdict(await merchant.validate(forged)), "invalid_code", "no other key or version makes them");
  }

  await redeploy({ TESSERA_MASTER_KEY: null });
  assert.equal((await health()).status, "ok");
  for (const answer of [
    await merchant.redeem(third),
    await merchant.validate(third),
    await merchant.get(`/v1/redemptions/${redeemed.id}`),
    await merchant.get("/v1/campaigns/OLD/batches/bt_OLD_0/codes"),
  ]) {
    assert.deepEqual([answer.status, answer.body.code], [503, "wrong_master_key"]);
    assert.match(answer.body.detail, /wrangler secret put TESSERA_MASTER_KEY`/);
  }
  assert.equal(verdict(await merchant.validate("OLD-0000-0000-0000-0000")), "invalid_code");
  expected(await merchant.get("/v1/campaigns/OLD"), 200);
  assert.equal((await listed()).length, 2, "pages go on");
  expected(await merchant.redeem(other), 201);

  await redeploy({ TESSERA_MASTER_KEY: edge.masterKey });
  expected(await merchant.redeem(third), 201);
});

test("a new key that cannot be read stops new campaigns, and nothing else", async () => {
  await redeploy({ TESSERA_MASTER_KEY_3: "not a key" });
  for (const answer of [await call(edge, "GET", "/healthz"), await merchant.post("/v1/campaigns", campaign("NEXT"))]) {
    assert.deepEqual([answer.status, answer.body.code], [503, "not_configured"]);
    assert.match(answer.body.detail, /TESSERA_MASTER_KEY_3/);
    assert.ok(!answer.text.includes("not a key"));
  }
  const [code] = await merchant.codes("NEW", { count: 1 });
  expected(await merchant.redeem(code), 201);
});
