// The engine's scenarios, over HTTP: the same files that run natively against the engine.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { call, expected } from "./support/client.mjs";
import { startEdge } from "./support/edge.mjs";
import { ORIGIN, Player, isSkipped } from "./support/player.mjs";
import { scenarios } from "./support/scenario.mjs";

let edge;
let keys;

before(async () => {
  edge = await startEdge({ build: "testing" });
  const make = async (body) => expected(await call(edge, "POST", "/v1/keys", { key: edge.adminKey, body }), 201).key;
  keys = {
    server: await make({ kind: "secret", name: "scenarios" }),
    page: await make({ kind: "publishable", name: "scenarios", origins: [ORIGIN] }),
  };
  // Whether an alarm rings is up to the scenario.
  expected(await call(edge, "POST", "/__test/alarms", { body: { off: true } }), 200);
});

after(() => edge?.stop());

/** How many of a repeated line are on their way together. */
const AT_ONCE = 10;

// The clock is everybody's, so the scenarios are played one after the other.
const counted = { scenarios: 0, lines: 0, skipped: 0 };
const files = await scenarios();
// An order is cancelled in all campaigns that there are: those that cancel come first, while there
// are few.
const cancels = ({ lines }) => lines.some(({ plays: [{ asked }] }) => asked.startsWith("cancel "));
files.sort((one, other) => cancels(other) - cancels(one));

for (const { name, lines } of files) {
  test(name, async () => {
    const differences = [];
    let player;
    const play = async ({ asked, expected }) => {
      counted.lines += 1;
      if (asked.startsWith("campaign ")) {
        counted.scenarios += 1;
        player = await Player.start(edge, keys, prefix(counted.scenarios), asked);
      } else if (isSkipped(asked)) {
        counted.skipped += 1;
      } else {
        const answer = await player.run(asked);
        const toBeTold = overHttp(asked, expected);
        return answer === toBeTold ? [] : [`${asked} -> ${answer}, expected ${toBeTold}`];
      }
      return [];
    };
    for (const { number, plays } of lines) {
      // What is repeated goes out several at a time; only its last comes after all others.
      const last = plays.at(-1);
      for (let from = 0; from < plays.length - 1; from += AT_ONCE) {
        const some = plays.slice(from, Math.min(from + AT_ONCE, plays.length - 1));
        differences.push(...(await Promise.all(some.map(play))).flat().map((text) => `${number}: ${text}`));
      }
      differences.push(...(await play(last)).map((text) => `${number}: ${text}`));
    }
    assert.deepEqual(differences, []);
  });
}

test("nearly all of them can be played over HTTP", (context) => {
  const { scenarios, lines, skipped } = counted;
  context.diagnostic(`${scenarios} scenarios, ${lines} lines, of which ${skipped} were skipped`);
  assert.ok(scenarios > 100 && skipped * 25 < lines, JSON.stringify(counted));
});

/** What is to be told over HTTP: a page learns that there is nothing left, and not by which limit. */
function overHttp(asked, expected) {
  const isByLimit = /^refused (limit_reached|budget_exhausted) /.test(expected);
  return asked.includes(" asker=page ") && isByLimit ? "refused budget_exhausted" : expected;
}

/** Prefixes that do not read alike. */
function prefix(number) {
  const letters = "ABCDEFGH";
  return "SC" + Array.from(number.toString(8).padStart(3, "0"), (digit) => letters[digit]).join("");
}
