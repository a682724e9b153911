// The runtime is killed again and again in the middle of racing requests, and started on the same
// files. What was acknowledged stays, nothing is there twice, and the sums are those of the parts.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";

import { add, assertBooksAgree, nothing, sumsOf } from "./support/books.mjs";
import { expected, openMerchant } from "./support/client.mjs";
import { startEdge } from "./support/edge.mjs";
import { History } from "./support/history.mjs";
import { below, forAll, Load, repeated } from "./support/load.mjs";

/** `cargo xtask test --deep` asks for more. */
const KILLS = Number(process.env.TESSERA_KILLS ?? 5);
const SENDERS = 12;
/** More than are reached before a kill. */
const CODES_A_ROUND = 200;
/** After it, no short hold of the load is left that could end and free a part of the budget. */
const SHORT_HOLD_MS = 1_100;
const PREFIXES = ["KILL", "CAPPED"];
/** Few enough to be used up before the end. */
const BUDGET = 5 * KILLS;
const LIMIT = { metric: "redemptions", per: "campaign", window: "lifetime", max: BUDGET };

let edge;
let merchant;
let ask;
const history = new History();

before(async () => {
  edge = await startEdge({ host: "workerd" });
  merchant = await openMerchant(edge);
  ask = history.of(merchant);
  await merchant.campaign("KILL");
  await merchant.campaign("CAPPED", { limits: [LIMIT] });
});

after(async () => {
  await history.save("kills");
  await edge?.stop();
});

/** New codes, of each campaign in turn. */
async function codesFor(round) {
  const batches = await Promise.all(PREFIXES.map((prefix) => merchant.codes(prefix, { count: CODES_A_ROUND })));
  const code = (number, campaign) => {
    const prefix = PREFIXES[campaign];
    return { prefix, name: `${prefix}/${round}/${number}`, text: batches[campaign][number] };
  };
  return batches[0].flatMap((_, number) => PREFIXES.map((_, campaign) => code(number, campaign)));
}

test(`${KILLS} kills in the middle of load lose nothing, and leave nothing half done`, async () => {
  const sums = Object.fromEntries(PREFIXES.map((prefix) => [prefix, nothing()]));
  const acknowledged = [];
  const touched = [];
  let unanswered = 0;
  for (let round = 1; round <= KILLS; round++) {
    const load = new Load(ask, await codesFor(round));
    const sent = Promise.all(Array.from({ length: SENDERS }, () => load.send()));
    // Senders stop before they are killed only if they failed.
    let areSending = true;
    sent.catch(() => (areSending = false));
    const enough = 30 + below(170);
    while (areSending && load.answers < enough) await delay(1);
    await edge.kill();
    await sent;
    await edge.start();

    const lost = load.commands.filter((command) => !command.isAnswered);
    unanswered += lost.length;
    await forAll(load.commands.filter((command) => command.acknowledged), repeated);
    // A careful client sends again what it knows no answer of; not every client is careful.
    await forAll(lost.filter((_, number) => number % 2 === 0), repeated);
    acknowledged.push(...load.commands.filter((command) => command.acknowledged));

    for (const prefix of PREFIXES) {
      const { used } = await sumsOf(ask, [...load.touched].filter((code) => code.prefix === prefix));
      add(sums[prefix], used);
      const { usage } = expected(await merchant.get(`/v1/campaigns/${prefix}`), 200);
      assert.deepEqual(usage, { codes: round * CODES_A_ROUND, ...sums[prefix] });
    }
    assert.ok(sums.CAPPED.redemptions <= BUDGET);
    touched.push(...load.touched);
  }
  assert.ok(unanswered > 0, "no kill came in the middle of a request");
  await forAll(acknowledged, repeated);
  for (const prefix of PREFIXES) {
    await assertBooksAgree(merchant, ask, prefix, touched.filter((code) => code.prefix === prefix));
  }
  // What is left of the budget is there to be used, and no more.
  await delay(SHORT_HOLD_MS);
  const texts = await merchant.codes("CAPPED", { count: BUDGET + 1 });
  await forAll(texts, (text) => merchant.redeem(text));
  const { usage, held } = expected(await merchant.get("/v1/campaigns/CAPPED"), 200);
  assert.equal(usage.redemptions + held.redemptions, BUDGET);
});
