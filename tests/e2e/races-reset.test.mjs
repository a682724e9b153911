// Objects that are torn down in the middle of races, as the runtime does when it moves them or when
// nobody asks for a while. What they had in memory was only a cache.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";

import { assertBooksAgree } from "./support/books.mjs";
import { call, expected, openMerchant } from "./support/client.mjs";
import { startEdge } from "./support/edge.mjs";
import { History } from "./support/history.mjs";
import { forAll, Load, repeated } from "./support/load.mjs";

const SENDERS = 24;
/** The runtime evicts an object that nobody, nor an alarm, has asked for 10 s; short holds ring once. */
const EVICTED_AFTER_MS = 13_500;

let edge;
let merchant;
let ask;
const history = new History();

before(async () => {
  edge = await startEdge({ build: "testing", host: "workerd" });
  merchant = await openMerchant(edge);
  ask = history.of(merchant);
});

after(async () => {
  await history.save("resets");
  await edge?.stop();
});

const seam = async (name, body) =>
  expected(await call(edge, body === undefined ? "GET" : "POST", `/__test/${name}`, { body }), 200);
const starts = async () => (await seam("calls")).campaign_starts;

async function openCampaign(prefix, count) {
  await merchant.campaign(prefix);
  const texts = await merchant.codes(prefix, { count });
  return texts.map((text, number) => ({ name: `${prefix}/${number}`, text }));
}

test("an object that is idle for long is evicted, and answers as before", async () => {
  const codes = await openCampaign("IDLE", 20);
  const load = new Load(ask, codes);
  await Promise.all(Array.from({ length: SENDERS }, () => load.send(100)));
  const before = await starts();
  await delay(EVICTED_AFTER_MS);
  await forAll(load.commands.filter((command) => command.acknowledged), repeated, SENDERS);
  assert.ok((await starts()) > before, "it was evicted");
  await Promise.all(Array.from({ length: SENDERS }, () => load.send(200)));
  await assertBooksAgree(merchant, ask, "IDLE", load.touched);
});

for (const point of ["before_transaction", "after_commit"]) {
  test(`objects that are reset ${point.replace("_", " ")}, again and again, lose nothing`, async () => {
    const prefix = point === "before_transaction" ? "RESETA" : "RESETB";
    const codes = await openCampaign(prefix, 60);
    const load = new Load(ask, codes);
    const before = await starts();
    await seam("arm", { point, action: "reset", skip: 40, times: 1 });
    for (const enough of [100, 200, 300]) {
      await Promise.all(Array.from({ length: SENDERS }, () => load.send(enough)));
      await seam("arm", { point, action: "reset", skip: 20, times: 1 });
    }
    await seam("arm", { point, action: "reset", skip: 0, times: 0 });
    assert.ok((await starts()) >= before + 3, "it was reset each time");

    assert.ok(load.failures >= 3, "and cut requests off");

    // A careful client repeats what it knows no answer of.
    await forAll(load.commands.filter(({ isAnswered }) => !isAnswered), repeated);
    assert.ok(load.commands.every(({ isAnswered }) => isAnswered));
    await forAll(load.commands.filter((command) => command.acknowledged), repeated);
    await assertBooksAgree(merchant, ask, prefix, load.touched);
  });
}
