// The runtime is killed again and again in the middle of racing requests, and started on the same
// files. What was acknowledged stays, nothing is there twice, and the sums are those of the parts.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";

import { expected, openMerchant } from "./support/client.mjs";
import { startEdge } from "./support/edge.mjs";
import { History } from "./support/history.mjs";

/** `cargo xtask test --deep` asks for more. */
const KILLS = Number(process.env.TESSERA_KILLS ?? 5);
const SENDERS = 12;
/** More than are reached before a kill. */
const CODES_A_ROUND = 400;
/** Requests to a code before the next one's turn comes, and codes that are contested at a time. */
const REQUESTS_A_CODE = 6;
const CONTESTED = 4;
/** Few enough to be used up by all rounds together. */
const BUDGET = 5 * KILLS;
const LIMIT = { metric: "redemptions", per: "campaign", window: "lifetime", max: BUDGET };

let edge;
let merchant;
const history = new History();
let ask;

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

const below = (count) => Math.floor(Math.random() * count);
const oneOf = (things) => things[below(things.length)];
/** Three orders want each code. */
const orderFor = (code) => `o-${code.name}-${below(3)}`;

/**
 * What the senders do, each as often as its weight says. A command is `{ send, ... }`: it can be sent
 * again, and then its success must be told again.
 */
const OPERATIONS = [
  { weight: 6, command: (code) => redemption(code) },
  { weight: 2, repeat: true },
  { weight: 1, read: (code) => ask.validate(code, orderFor(code)) },
  { weight: 1, read: (code) => ask.lookUp(code) },
];
const WEIGHTED = OPERATIONS.flatMap((operation) => Array(operation.weight).fill(operation));

function redemption(code) {
  const [order, id] = [orderFor(code), randomUUID()];
  return { code, send: () => ask.redeem(code, order, id) };
}

/** What was sent in one round, and what came of it. */
class Round {
  commands = [];
  touched = new Set();
  answers = 0;
  #sent = 0;

  constructor(codes) {
    this.codes = codes;
  }

  /** Sends one thing after the other until the edge does not answer. */
  async send() {
    while ((await this.#sendOne()) !== null) this.answers += 1;
  }

  #sendOne() {
    const turn = Math.floor(this.#sent++ / REQUESTS_A_CODE) + below(CONTESTED);
    const code = this.codes[turn % this.codes.length];
    const { command, repeat, read } = oneOf(WEIGHTED);
    this.touched.add(code);
    if (read !== undefined) return read(code);
    if (repeat && this.commands.length > 0) return this.sendCommand(oneOf(this.commands.slice(-20)));
    const made = command === undefined ? redemption(code) : command(code);
    this.commands.push(made);
    return this.sendCommand(made);
  }

  /** Sends a command, for the first time or again. Whatever success was told before is told again. */
  async sendCommand(command) {
    const before = command.acknowledged;
    const answer = await command.send();
    if (answer === null) return null;
    if (before !== undefined) {
      assert.deepEqual([answer.status, answer.text], [before.status, before.text]);
      assert.equal(answer.headers.get("idempotent-replayed"), "true");
    }
    if (answer.status < 300) command.acknowledged ??= answer;
    return answer;
  }
}

/** Does something with all of them, a few at a time. */
async function forAll(things, work) {
  const left = [...things];
  const worker = async () => {
    while (left.length > 0) await work(left.pop());
  };
  await Promise.all(Array.from({ length: SENDERS }, worker));
}

/** What the timelines of codes say that was redeemed: the campaign's usage, but for its codes. */
async function redeemed(codes) {
  const sum = { redemptions: 0, discount: 0, order_value: 0 };
  const ids = new Set();
  await forAll(codes, async (code) => {
    const { state, timeline } = expected(await ask.lookUp(code), 200);
    const entries = timeline.filter(({ event }) => event === "redeemed");
    assert.ok(entries.length <= 1, `${code.name} is redeemed twice`);
    assert.equal(state === "redeemed", entries.length === 1);
    for (const { redemption, discount, order } of entries) {
      assert.ok(!ids.has(redemption), `${redemption} is there twice`);
      ids.add(redemption);
      sum.redemptions += 1;
      sum.discount += discount;
      sum.order_value += order.subtotal;
    }
  });
  return sum;
}

test(`${KILLS} kills in the middle of load lose nothing, and leave nothing half done`, async () => {
  const sums = {};
  const commands = [];
  let unanswered = 0;
  for (let kill = 0; kill < KILLS; kill++) {
    const codes = [];
    for (const prefix of ["KILL", "CAPPED"]) {
      const texts = await merchant.codes(prefix, { count: CODES_A_ROUND / 2 });
      codes.push(...texts.map((text, number) => ({ prefix, name: `${prefix}/${kill}/${number}`, text })));
    }
    // A code of each campaign in turn.
    const half = CODES_A_ROUND / 2;
    const round = new Round(codes.map((_, turn) => codes[(turn % 2) * half + Math.floor(turn / 2)]));
    const load = Promise.all(Array.from({ length: SENDERS }, () => round.send()));
    const enough = 30 + below(170);
    while (round.answers < enough) await delay(1);
    await edge.kill();
    await load;
    await edge.start();

    const acknowledged = round.commands.filter((command) => command.acknowledged);
    const lost = round.commands.filter((command) => command.acknowledged === undefined);
    await forAll(acknowledged, (command) => round.sendCommand(command));
    // A careful client sends again what it knows no answer of; not every client is careful.
    await forAll(lost.filter((_, number) => number % 2 === 0), (command) => round.sendCommand(command));
    unanswered += lost.length;
    commands.push(...round.commands.filter((command) => command.acknowledged));

    for (const prefix of ["KILL", "CAPPED"]) {
      const touched = [...round.touched].filter((code) => code.prefix === prefix);
      const found = await redeemed(touched);
      const sum = (sums[prefix] ??= { redemptions: 0, discount: 0, order_value: 0 });
      for (const metric of Object.keys(sum)) sum[metric] += found[metric];
      const { usage } = expected(await merchant.get(`/v1/campaigns/${prefix}`), 200);
      assert.deepEqual(usage, { codes: (kill + 1) * half, ...sum });
    }
    assert.ok(sums.CAPPED.redemptions <= BUDGET);
  }
  assert.ok(unanswered > 0, "no kill came in the middle of a request");
  await forAll(commands, (command) => new Round([]).sendCommand(command));
  // What is left of the budget is there to be used, and no more.
  const texts = await merchant.codes("CAPPED", { count: BUDGET + 1 });
  await forAll(texts, (text) => merchant.redeem(text));
  const { usage } = expected(await merchant.get("/v1/campaigns/CAPPED"), 200);
  assert.equal(usage.redemptions, BUDGET);
});
