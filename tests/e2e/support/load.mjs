// Many orders that want few codes: redemptions, repetitions of them, and questions, at random.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";

/** Requests to a code before the next one's turn comes, and codes that are contested at a time. */
const REQUESTS_A_CODE = 12;
const CONTESTED = 4;
const ORDERS_A_CODE = 3;
/** How far back a command may be that is sent again. */
const REMEMBERED = 20;

export const below = (count) => Math.floor(Math.random() * count);
const oneOf = (things) => things[below(things.length)];
const orderFor = (code) => `o-${code.name}-${below(ORDERS_A_CODE)}`;

/**
 * What is sent, each as often as its weight says. `read` asks; `command` makes a function that sends
 * one and the same command each time it is called; `repeat` sends an earlier one again.
 */
const OPERATIONS = [
  { weight: 2, command: redemption },
  { weight: 2, command: hold },
  { weight: 2, command: redemptionOfHold },
  { weight: 2, command: release },
  { weight: 2, command: rollback },
  { weight: 2, repeat: true },
  { weight: 1, read: (ask, code) => ask.validate(code, orderFor(code)) },
  { weight: 1, read: (ask, code) => ask.lookUp(code) },
];
const WEIGHTED = OPERATIONS.flatMap((operation) => Array(operation.weight).fill(operation));

function redemption(ask, code, known) {
  const [order, id] = [orderFor(code), randomUUID()];
  return noting(known, () => ask.redeem(code, order, id));
}

function hold(ask, code, known) {
  const [order, id] = [orderFor(code), randomUUID()];
  // Some end while the test runs.
  const seconds = oneOf([1, 3600]);
  return async () => {
    const answer = await ask.hold(code, order, seconds, id);
    if (answer?.status < 300) known.hold = { id: answer.body.id, order };
    return answer;
  };
}

function redemptionOfHold(ask, code, known) {
  if (known.hold === undefined) return hold(ask, code, known);
  const [held, id] = [known.hold, randomUUID()];
  return noting(known, () => ask.redeemHold(code, held.order, held.id, id));
}

function release(ask, code, known) {
  if (known.hold === undefined) return hold(ask, code, known);
  const [held, id] = [known.hold.id, randomUUID()];
  return () => ask.release(code, held, id);
}

function rollback(ask, code, known) {
  if (known.redemption === undefined) return redemption(ask, code, known);
  const [made, id] = [known.redemption, randomUUID()];
  return () => ask.rollBack(code, made, id);
}

/** Sends a redemption, and remembers the id of what it made. */
function noting(known, send) {
  return async () => {
    const answer = await send();
    if (answer?.status < 300) known.redemption = answer.body.id;
    return answer;
  };
}

/** What was sent about some codes, and what came of it. */
export class Load {
  /** Commands, each with its first success, if it was told, and whether it was answered at all. */
  commands = [];
  touched = new Set();
  answers = 0;
  /** Answers that say that something is wrong with the server. */
  failures = 0;
  #ask;
  #codes;
  /** The newest hold and redemption of each code. */
  #known = new Map();
  #sent = 0;

  /**
   * @param ask the operations of a history
   * @param codes in the order in which they are contested
   */
  constructor(ask, codes) {
    this.#ask = ask;
    this.#codes = codes;
  }

  /** Sends one thing after the other until there is no answer, or enough was sent by all senders. */
  async send(enough = Infinity) {
    while (this.#sent < enough) {
      const answer = await this.#sendOne();
      if (answer === null) return;
      this.answers += 1;
      if (answer.status >= 500) this.failures += 1;
    }
  }

  #sendOne() {
    const turn = Math.floor(this.#sent++ / REQUESTS_A_CODE) + below(CONTESTED);
    const code = this.#codes[turn % this.#codes.length];
    this.touched.add(code);
    const { command, repeat, read } = oneOf(WEIGHTED);
    if (read !== undefined) return read(this.#ask, code);
    if (repeat && this.commands.length > 0) return repeated(oneOf(this.commands.slice(-REMEMBERED)));
    const known = this.#known.get(code) ?? {};
    this.#known.set(code, known);
    const made = { send: (command ?? redemption)(this.#ask, code, known), acknowledged: undefined, isAnswered: false };
    this.commands.push(made);
    return repeated(made);
  }
}

/** Sends a command, for the first time or again. What success was told before is told again. */
export async function repeated(command) {
  const before = command.acknowledged;
  const answer = await command.send();
  if (answer === null || answer.status >= 500) return answer;
  command.isAnswered = true;
  if (before !== undefined) {
    assert.deepEqual([answer.status, answer.text], [before.status, before.text]);
    assert.equal(answer.headers.get("idempotent-replayed"), "true");
  }
  if (answer.status < 300) command.acknowledged ??= answer;
  return answer;
}

/** Does something with all of them, a few at a time. */
export async function forAll(things, work, atOnce = 12) {
  const left = [...things];
  const worker = async () => {
    while (left.length > 0) await work(left.pop());
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}
