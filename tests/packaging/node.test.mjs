// The installed package in Node.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";

import { ROOT, install, run } from "./support/installed.mjs";
import {
  base64url,
  checkDisagreements,
  formatOptions,
  manifestEntry,
  manifestOf,
  verifyDisagreements,
} from "./support/agreement.mjs";

const vectors = JSON.parse(readFileSync(join(ROOT, "tests/vectors/code-v1.json"), "utf8"));
const installed = install();
const { Manifest, Verifier, init } = await installed.import();

const [sum, vip] = vectors.campaigns;
const genuine = sum.valid[1].code;
const masterKey = vectors.master_key_hex;
const ofSum = { campaign: "SUM", name: "Campaign SUM" };

for (const specifier of ["tessera-codes", "tessera-codes/inline"]) {
  test(`${specifier} agrees with every vector`, async () => {
    const module = await installed.import(specifier);
    await module.init();
    const checks = checkDisagreements(module.Manifest, vectors);
    assert.deepEqual(checks.wrong, []);
    assert.ok(checks.compared > 900, `${checks.compared} checks`);
    const verifications = verifyDisagreements(module.Verifier, vectors);
    assert.deepEqual(verifications.wrong, []);
    assert.ok(verifications.compared > 450, `${verifications.compared} verifications`);
  });
}

test("works as a module of a project, without init", () => {
  const script = `
    import { Manifest } from "tessera-codes";
    const manifest = Manifest.parse(${JSON.stringify(manifestOf(manifestEntry(sum)))});
    console.log(manifest.check("sum-91qx b8h9").missing);`;
  assert.equal(run(process.execPath, [installed.write("main.mjs", script)], installed.project), "8\n");
});

test("says what a text is while it is typed", async () => {
  await init();
  const manifest = Manifest.parse(manifestOf(manifestEntry(sum), manifestEntry(vip)));
  const check = (text, options) => manifest.check(text, { now: 0, ...options });
  assert.deepEqual(manifest.campaigns, [
    { prefix: "SUM", pattern: sum.pattern, name: "Campaign SUM" },
    { prefix: "VIP", pattern: vip.pattern, name: "Campaign VIP" },
  ]);
  assert.deepEqual(check(" - "), { state: "empty" });
  assert.deepEqual(check("s"), { state: "incomplete" });
  assert.deepEqual(check("sum"), { state: "incomplete", ...ofSum, formatted: "SUM", missing: 16 });
  assert.deepEqual(check("xyz"), { state: "unknown_campaign" });
  const mended = { state: "unknown_campaign", suggestion: genuine };
  assert.deepEqual(check(genuine.replace("SUM", "SUN")), mended);
  assert.deepEqual(check(genuine.replace("B8H9", "BH9"), { final: true }), {
    state: "incomplete",
    ...ofSum,
    formatted: "SUM-91QX-BH9V-PYZQ-5NC",
    missing: 1,
    suggestion: genuine,
  });
  const typo = { state: "typo", ...ofSum, position: 7, suggestion: genuine };
  const [unlikely, swapped] = sum.invalid.map(({ code }) => code);
  assert.deepEqual(check(unlikely), { ...typo, formatted: unlikely, likely: false });
  assert.deepEqual(check(swapped), { ...typo, formatted: swapped, position: 1, likely: true });
  const alike = genuine.replace("B8H9", "BBH9");
  assert.deepEqual(check(alike), { ...typo, formatted: alike, position: 6, likely: true });
});

test("names a bad character where it stands in the typed text, in UTF-16 units", () => {
  const manifest = Manifest.parse(manifestOf(manifestEntry(sum)));
  const bad = (text) => {
    const { state, index, character, campaign } = manifest.check(text);
    return [state, index, character, campaign];
  };
  assert.deepEqual(bad("sum-é"), ["bad_character", 4, "é", "SUM"]);
  assert.deepEqual(bad("ＳＵＭ\u2014９１🎁"), ["bad_character", 6, "🎁", "SUM"]);
  assert.deepEqual(bad("sum-91qu"), ["bad_character", 7, "u", "SUM"]);
  assert.deepEqual(bad("\u{1F600}"), ["bad_character", 0, "\u{1F600}", undefined]);
  assert.deepEqual(bad("sum\ud83d9"), ["bad_character", 3, "\ud83d", "SUM"]);
});

test("judges by the edge's clock, which goes on, or by a given one", () => {
  const starts_at = "2026-01-01T00:00:00Z";
  const ends_at = "2026-03-01T01:00:00+01:00";
  const [start, end] = [Date.parse(starts_at), Date.parse(ends_at)];
  const entry = manifestEntry(sum, { starts_at, ends_at, expiry_bits: 0, serial_bits: 28 });
  const code = vectors.campaigns[4].valid[0].code;
  const at = (now, options) => Manifest.parse({ now, campaigns: [entry] }).check(code, options);
  assert.deepEqual(at("2025-12-31T23:59:59Z"), {
    state: "not_started",
    ...ofSum,
    formatted: code,
    startsAt: start,
  });
  assert.deepEqual(at("2026-01-01T00:00:00.000Z"), {
    state: "plausible",
    ...ofSum,
    formatted: code,
    expiresAt: end,
  });
  assert.equal(at(ends_at).state, "expired");
  assert.equal(at(ends_at, { now: start }).state, "plausible");
  assert.equal(at(starts_at, { now: end }).expiresAt, end);

  const soon = Manifest.parse({ now: new Date(end - 30).toISOString(), campaigns: [entry] });
  assert.equal(soon.check(code).state, "plausible");
  const until = performance.now() + 40;
  while (performance.now() < until);
  assert.equal(soon.check(code).state, "expired");
});

test("a huge text is no code, and costs no time", () => {
  const manifest = Manifest.parse(manifestOf(manifestEntry(sum)));
  const check = (text) => manifest.check(text, { now: 0 });
  const long = (text) => text + " ".repeat(4097 - text.length);
  assert.deepEqual(check(long(genuine)), { state: "too_long", ...ofSum, extra: 1 });
  assert.equal(check(long(genuine).slice(1)).state, "unknown_campaign");
  assert.equal(check(long(genuine).slice(0, 4096)).state, "expired");
  assert.deepEqual(check(" ".repeat(5000)), { state: "unknown_campaign" });
  assert.deepEqual(check("S" + " ".repeat(5000)), { state: "unknown_campaign" });
  assert.equal(check("*" + "A".repeat(5000)).state, "bad_character");
  assert.equal(check("SUM" + "A".repeat(4000)).extra, 3984);
  const huge = "A".repeat(30_000_000);
  const started = performance.now();
  for (let round = 0; round < 100; round += 1) check(huge);
  assert.ok(performance.now() - started < 1000, "100 checks of 30 MB within a second");
  const verifier = Verifier.fromMasterKey({ ...formatOptions(sum), masterKey });
  assert.equal(verifier.verify(long(genuine)).genuine, false);
  assert.equal(verifier.verify(long(genuine).slice(0, 4096)).genuine, true);
});

test("a manifest may know more than this package does", () => {
  const later = { prefix: "NEW", format: 2, pattern: { unheard: "of" } };
  const entry = manifestEntry(sum, { format: 1, colour: "blue", name: null });
  const manifest = Manifest.parse({ ...manifestOf(later, entry), more: true });
  assert.deepEqual(manifest.campaigns, [{ prefix: "SUM", pattern: sum.pattern }]);
  assert.deepEqual(manifest.check("sum"), {
    state: "incomplete",
    campaign: "SUM",
    formatted: "SUM",
    missing: 16,
  });
});

test("what is no manifest is refused, and the field named", () => {
  const refused = (json, message) => {
    assert.throws(() => Manifest.parse(json), { name: "TypeError", message });
  };
  const entry = (more) => manifestOf(manifestEntry(vip), manifestEntry(sum, more));
  refused(undefined, "manifest must be an object");
  refused("{}", "manifest must be an object");
  refused({ now: "1970-01-01T00:00:00Z" }, "manifest.campaigns must be an array");
  refused({ campaigns: [] }, "manifest.now must be an RFC 3339 instant, such as 2026-03-01T00:00:00Z");
  refused(manifestOf(null), "manifest.campaigns[0] must be an object");
  const pattern =
    "manifest.campaigns[1].pattern must be 2 to 10 of A-Z and 0-9, " +
    "then 12 to 20 # in groups, a - before each";
  for (const wrong of ["", "SUM", "sum-############", "SUM-###########", "SUM-" + "#".repeat(99)]) {
    refused(entry({ pattern: wrong }), pattern);
  }
  refused(entry({ pattern: 5 }), "manifest.campaigns[1].pattern must be a string");
  for (const serial_bits of [-1, 256, 7.5, "24", NaN, null]) {
    refused(
      entry({ serial_bits }),
      "manifest.campaigns[1].serial_bits must be an integer from 0 to 255",
    );
  }
  for (const bits of [{ serial_bits: 7 }, { expiry_bits: 17 }, { serial_bits: 40 }]) {
    refused(
      entry(bits),
      "manifest.campaigns[1].serial_bits must be 8 to 40, the expiry's bits 0 to 16, " +
        "and 32 be left to the tag",
    );
  }
  refused(entry({ expiry_unit: "week" }), 'manifest.campaigns[1].expiry_unit must be "hour" or "day"');
  for (const epoch of ["2026-01-01T00:30:00Z", "2026-01-01T00:00:00.5Z"]) {
    refused(
      entry({ epoch }),
      "manifest.campaigns[1].epoch must be on the full hour, or at midnight UTC if the expiry counts days",
    );
  }
  for (const starts_at of ["1969-12-31T23:59:59Z", "March", 5, "2026-13-01T00:00:00Z"]) {
    refused(
      entry({ starts_at }),
      "manifest.campaigns[1].starts_at must be an RFC 3339 instant, such as 2026-03-01T00:00:00Z",
    );
  }
  for (const public_key of ["", "A".repeat(42), "*".repeat(43), 5]) {
    refused(
      entry({ public_key }),
      "manifest.campaigns[1].public_key must be 32 bytes in base64url, 43 characters",
    );
  }
  refused(entry({ name: 5 }), "manifest.campaigns[1].name must be a string");
});

test("what is no text or no time is refused", () => {
  const manifest = Manifest.parse(manifestOf(manifestEntry(sum)));
  for (const text of [undefined, null, 5, new String("SUM")]) {
    assert.throws(() => manifest.check(text), { name: "TypeError", message: "text must be a string" });
  }
  for (const now of [NaN, -1, "now", new Date(NaN)]) {
    const message = "options.now must be a time in Unix milliseconds";
    assert.throws(() => manifest.check("SUM", { now }), { name: "TypeError", message });
  }
});

test("a verifier's wrong option is named, and keys are not repeated", () => {
  const options = { ...formatOptions(sum), masterKey };
  const campaignKeys = {
    ...formatOptions(sum),
    tagKey: sum.tag_key_hex,
    serialKey: sum.serial_key_hex,
    publicKey: base64url(sum.public_key_hex),
  };
  const refused = (make, message) => assert.throws(make, { name: "TypeError", message });
  refused(() => Verifier.fromMasterKey(), "options must be an object");
  for (const wrong of [undefined, "", masterKey.slice(1), `${masterKey}00`, "g".repeat(64), 5]) {
    refused(
      () => Verifier.fromMasterKey({ ...options, masterKey: wrong }),
      "options.masterKey must be 64 hexadecimal digits",
    );
  }
  refused(
    () => Verifier.fromMasterKey({ ...options, keyVersion: -1 }),
    "options.keyVersion must be an integer from 0 to 4294967295",
  );
  refused(
    () => Verifier.fromMasterKey({ ...options, serialBits: 41 }),
    "options.serialBits must be 8 to 40, the expiry's bits 0 to 16, and 32 be left to the tag",
  );
  refused(
    () => Verifier.fromCampaignKeys({ ...campaignKeys, serialKey: "00" }),
    "options.serialKey must be 64 hexadecimal digits",
  );
  refused(
    () => Verifier.fromCampaignKeys({ ...campaignKeys, publicKey: sum.public_key_hex }),
    "options.publicKey must be 32 bytes in base64url, 43 characters",
  );
});

test("a verifier is of its campaign, key version and master, and ends when it is freed", () => {
  const options = { ...formatOptions(sum), masterKey };
  const otherVersion = Verifier.fromMasterKey({ ...options, keyVersion: 2 });
  assert.deepEqual(otherVersion.verify(genuine), { genuine: false });
  const otherMaster = Verifier.fromMasterKey({ ...options, masterKey: "00".repeat(32) });
  assert.deepEqual(otherMaster.verify(genuine), { genuine: false });

  const verifier = Verifier.fromMasterKey(options);
  for (const text of ["", "*", vip.valid[0].code, genuine.slice(1)]) {
    assert.deepEqual(verifier.verify(text), { genuine: false }, text);
  }
  assert.throws(() => verifier.verify(5), { name: "TypeError", message: "text must be a string" });
  assert.equal(verifier.verify(genuine).serial, 1);
  verifier.free();
  verifier.free();
  assert.throws(() => verifier.verify(genuine), { message: "this Verifier was freed" });
  const disposed = Verifier.fromMasterKey(options);
  disposed[Symbol.dispose]();
  assert.throws(() => disposed.verify(genuine), { message: "this Verifier was freed" });
});

test("freeing a verifier gives its memory back at once", () => {
  const options = { ...formatOptions(sum), masterKey };
  const before = process.memoryUsage().external;
  for (let round = 0; round < 20_000; round += 1) Verifier.fromMasterKey(options).free();
  const grown = process.memoryUsage().external - before;
  assert.ok(grown < 1_000_000, `${grown} bytes more`);
});
