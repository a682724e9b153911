// How fast the installed package is in Node. Printed against the promise; only far beyond it is a
// failure, for the machine may have other things to do.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";

import { ROOT, install } from "./support/installed.mjs";
import { formatOptions, manifestEntry, manifestOf } from "./support/agreement.mjs";

/** How much more than promised is forgiven. */
const SLACK = 5;

const { master_key_hex: masterKey, campaigns } = JSON.parse(
  readFileSync(join(ROOT, "tests/vectors/code-v1.json"), "utf8"),
);
const [sum] = campaigns;
const genuine = sum.valid[1].code;
const { Manifest, Verifier } = await install().import();
const manifest = Manifest.parse(manifestOf(...campaigns.slice(0, 4).map((one) => manifestEntry(one))));
const verifier = Verifier.fromMasterKey({ ...formatOptions(sum), masterKey });

const keystrokes = [...genuine].map((_, index) => genuine.slice(0, index + 1));
let key = 0;

measure("a secret verification", 2500, () => verifier.verify(genuine));
measure("a keystroke", 5000, () => {
  key = (key + 1) % keystrokes.length;
  return manifest.check(keystrokes[key]);
});
measure("a typo", 5000, () => manifest.check(sum.invalid[0].code));

/** Processor time, the best of several rounds: waiting for other programs does not count. */
function measure(what, promisedNs, work) {
  test(`${what} takes about ${promisedNs / 1000} µs or less`, (t) => {
    const count = 30_000;
    let best = Infinity;
    for (let round = 0; round < 8; round += 1) {
      const before = process.cpuUsage();
      for (let time = 0; time < count; time += 1) work();
      const { user, system } = process.cpuUsage(before);
      best = Math.min(best, ((user + system) * 1000) / count);
    }
    t.diagnostic(`${what}: ${(best / 1000).toFixed(2)} µs (promised: ${promisedNs / 1000} µs)`);
    assert.ok(best < promisedNs * SLACK, `${best} ns`);
  });
}
