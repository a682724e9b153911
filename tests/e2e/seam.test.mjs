// What only the seam for tests can show: which calls reach an object, what a stop half-way leaves
// behind, what time does. And that the release has no such seam.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { after, before, describe, test } from "node:test";

import { call, campaign, counts, expected, openMerchant } from "./support/client.mjs";
import { startEdge } from "./support/edge.mjs";
import { forge } from "./support/mistype.mjs";

const MARKER = "tessera-test-seam";
const ROOT = resolve(import.meta.dirname, "../..");
let edge;
let merchant;

before(async () => {
  edge = await startEdge({ build: "testing" });
  merchant = await openMerchant(edge);
});

after(() => edge?.stop());

const seam = async (name, body) =>
  expected(await call(edge, body === undefined ? "GET" : "POST", `/__test/${name}`, { body }), 200);
const arm = (point, action, more = {}) => seam("arm", { point, action, times: 1, ...more });

describe("forged codes", () => {
  test("reach no object", async () => {
    await merchant.campaign("GUARD");
    const [code, other, third] = await merchant.codes("GUARD", { count: 3 });
    const symbols = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    const mistyped = [...symbols].map((symbol) => code.slice(0, -1) + symbol).filter((text) => text !== code);
    const spliced = other.slice(0, 15) + code.slice(15);
    const plausible = forge(code, other, third);
    const forgeries = [plausible, ...mistyped, spliced, "GUARD-0000-0000-0000-0000", "GUARD", "", "*", "x".repeat(10_000)];

    const before = await seam("calls");
    for (const forgery of forgeries) {
      const { reason } = expected(await merchant.validate(forgery), 200);
      assert.equal(reason.code, "invalid_code");
      assert.equal((await merchant.redeem(forgery)).body.code, "invalid_code");
      assert.equal((await merchant.lookup(forgery)).body.code, "invalid_code");
    }
    const after = await seam("calls");
    assert.equal(after.campaign, before.campaign);
    // The snapshot grows old meanwhile; it is not refreshed for any of these.
    assert.ok(after.directory - before.directory <= 2, JSON.stringify({ before, after }));

    expected(await merchant.validate(code), 200);
    assert.equal((await seam("calls")).campaign, after.campaign + 1, "a genuine one does");
  });

  test("of unknown campaigns look for a newer snapshot at most once a second", async () => {
    const before = await seam("calls");
    const started = Date.now();
    for (let number = 0; number < 100; number++) await merchant.validate("UNKNOWN-0000-0000-0000-0000");
    const seconds = (Date.now() - started) / 1000;
    const after = await seam("calls");
    assert.equal(after.campaign, before.campaign);
    assert.ok(after.directory - before.directory <= seconds + 2);
  });
});

describe("unknown keys", () => {
  test("ask the directory at most once a second, also when they come all at once", async () => {
    const before = await seam("calls");
    const started = Date.now();
    const tries = Array.from({ length: 200 }, (_, number) =>
      call(edge, "GET", "/v1/campaigns", { key: `sk_${String(number).padStart(32, "0")}` }),
    );
    for (const { status } of await Promise.all(tries)) assert.equal(status, 401);
    const seconds = (Date.now() - started) / 1000;
    const after = await seam("calls");
    assert.ok(after.directory - before.directory <= seconds + 2, JSON.stringify({ before, after, seconds }));
  });
});

describe("creating a campaign", () => {
  const create = (body) => merchant.post("/v1/campaigns", body);
  const listed = async () =>
    expected(await merchant.get("/v1/campaigns"), 200).items.map(({ prefix }) => prefix);

  for (const point of ["after_reserve", "after_initialise"]) {
    test(`that stops ${point.replace("_", " ")} leaves nothing half made`, async () => {
      const prefix = point === "after_reserve" ? "HALFA" : "HALFB";
      await arm(point, "fail");
      const stopped = await create(campaign(prefix));
      assert.deepEqual([stopped.status, stopped.body.code], [500, "internal_error"]);
      assert.ok(!stopped.text.includes(MARKER), "internals stay inside");

      assert.ok(!(await listed()).includes(prefix));
      assert.equal((await merchant.get(`/v1/campaigns/${prefix}`)).status, 404);
      const manifest = (await call(edge, "GET", "/v1/manifest")).body;
      assert.ok(!manifest.campaigns.some((entry) => entry.prefix === prefix));

      // The same request goes on where it stopped.
      expected(await create(campaign(prefix)), 201);
      assert.ok((await listed()).includes(prefix));
      const [code] = await merchant.codes(prefix, { count: 1 });
      assert.equal(expected(await merchant.validate(code), 200).valid, true);
    });

    test(`that stops ${point.replace("_", " ")} gives way to another request`, async () => {
      const [prefix, alike] = point === "after_reserve" ? ["SOLO", "S010"] : ["TILO", "T110"];
      await arm(point, "fail");
      assert.equal((await create(campaign(prefix))).status, 500);
      expected(await create(campaign(prefix, { name: "Another" })), 201);
      const found = expected(await merchant.get(`/v1/campaigns/${prefix}`), 200);
      assert.equal(found.name, "Another");
      assert.equal((await create(campaign(alike))).body.code, "prefix_taken");
    });
  }
});

describe("a command that stops", () => {
  test("before it commits has changed nothing", async () => {
    await merchant.campaign("BEFORE");
    const [code] = await merchant.codes("BEFORE", { count: 1 });
    await arm("before_commit", "fail");
    const stopped = await merchant.redeem(code, { id: "o-1" }, "command-1");
    assert.deepEqual([stopped.status, stopped.body.code], [500, "internal_error"]);
    const status = expected(await merchant.lookup(code), 200);
    assert.deepEqual([status.state, status.timeline.length], ["issued", 1]);
    const { usage } = expected(await merchant.get("/v1/campaigns/BEFORE"), 200);
    assert.equal(usage.redemptions, 0);
    expected(await merchant.redeem(code, { id: "o-2" }, "command-1"), 201);
  });

  test("after it commits is answered when it is repeated", async () => {
    await merchant.campaign("AFTER");
    const [code] = await merchant.codes("AFTER", { count: 1 });
    await arm("after_commit", "fail");
    assert.equal((await merchant.redeem(code, { id: "o-1" }, "command-1")).status, 500);
    const repeated = await merchant.redeem(code, { id: "o-1" }, "command-1");
    assert.deepEqual([repeated.status, repeated.headers.get("idempotent-replayed")], [201, "true"]);
    const { usage } = expected(await merchant.get("/v1/campaigns/AFTER"), 200);
    assert.equal(usage.redemptions, 1);
  });
});

describe("a panic", () => {
  const CROWD = 20;
  // Where it happens, and whether it has redeemed the code by then.
  const points = [
    ["in the worker", "after_authorise", false],
    ["in the object, before its transaction", "before_transaction", false],
    ["in the object, inside its transaction", "before_commit", false],
    ["in the object, after its transaction", "after_commit", true],
  ];
  for (const [where, point, isRedeemed] of points) {
    test(`${where} ends that request, and none of ${CROWD} others in flight`, async () => {
      const prefix = `PANIC${points.findIndex(([, other]) => other === point)}`;
      await merchant.campaign(prefix);
      const codes = await merchant.codes(prefix, { count: CROWD + 1 });
      const redeem = (number) => merchant.redeem(codes[number], { id: `o-${number}` }, `command-${number}`);

      // Half of them are past the point already and wait for their answers.
      await arm(point, "panic", { skip: CROWD / 2 });
      const answers = await Promise.all(codes.map((_, number) => redeem(number)));
      assert.deepEqual(counts(answers.map(({ status }) => status)), { 201: CROWD, 500: 1 });
      assert.match(edge.log(), new RegExp(`${MARKER}: panicked at ${pascal(point)}`));
      const victim = answers.findIndex(({ status }) => status === 500);
      const { headers, body, text } = answers[victim];
      assert.equal(headers.get("content-type"), "application/problem+json");
      assert.equal(body.code, "internal_error");
      assert.ok(!text.includes(MARKER), "internals stay inside");

      const { state } = expected(await merchant.lookup(codes[victim]), 200);
      assert.equal(state, isRedeemed ? "redeemed" : "issued");
      const redeemed = async () => expected(await merchant.get(`/v1/campaigns/${prefix}`), 200).usage.redemptions;
      assert.equal(await redeemed(), CROWD + Number(isRedeemed));
      const again = await redeem(victim);
      assert.equal(again.status, 201);
      assert.equal(again.headers.get("idempotent-replayed"), isRedeemed ? "true" : null);
      assert.equal(await redeemed(), CROWD + 1);
    });
  }

  test("that comes again and again leaves the edge as it was", async () => {
    await merchant.campaign("AGAIN");
    const [code] = await merchant.codes("AGAIN", { count: 1 });
    const before = await seam("calls");
    for (const point of ["before_commit", "after_authorise"]) {
      await arm(point, "panic", { times: 20 });
      for (let number = 0; number < 20; number++) {
        assert.equal((await merchant.redeem(code, { id: "o-1" }, "command-1")).status, 500);
      }
    }
    expected(await merchant.redeem(code, { id: "o-1" }, "command-1"), 201);
    // Memory that had been made anew would have begun to count again.
    const after = await seam("calls");
    assert.ok(after.campaign > before.campaign && after.directory >= before.directory);
  });
});

/** As Rust writes the name of a point. */
const pascal = (point) => point.replace(/(?:^|_)(.)/g, (_, letter) => letter.toUpperCase());

describe("time", () => {
  after(() => seam("clock", { now: null }));

  test("starts, expires and ends codes", async () => {
    await merchant.campaign("CLOCK", {
      epoch: "2030-01-01T00:00:00Z",
      expires_latest: "2031-01-01T00:00:00Z",
      starts_at: "2030-02-01T00:00:00Z",
      ends_at: "2030-06-01T00:00:00Z",
    });
    await seam("clock", { now: "2030-01-15T00:00:00Z" });
    const [code] = await merchant.codes("CLOCK", { count: 1, expires_at: "2030-03-01T00:00:00Z" });
    const [open] = await merchant.codes("CLOCK", { count: 1 });
    const verdicts = async (now) => {
      await seam("clock", { now });
      const answers = await Promise.all([code, open].map((text) => merchant.validate(text)));
      return answers.map(({ body }) => (body.valid ? "valid" : body.reason.code));
    };
    assert.deepEqual(await verdicts("2030-01-31T23:59:59.999Z"), ["campaign_not_started", "campaign_not_started"]);
    assert.deepEqual(await verdicts("2030-02-01T00:00:00Z"), ["valid", "valid"]);
    assert.deepEqual(await verdicts("2030-02-28T23:59:59.999Z"), ["valid", "valid"]);
    assert.deepEqual(await verdicts("2030-03-01T00:00:00Z"), ["expired", "valid"]);
    assert.deepEqual(await verdicts("2030-06-01T00:00:00Z"), ["campaign_ended", "campaign_ended"]);
    const { status } = expected(await merchant.get("/v1/campaigns/CLOCK"), 200);
    assert.equal(status, "ended");
    const isListed = async (now) => {
      await seam("clock", { now });
      const { campaigns } = (await call(edge, "GET", "/v1/manifest")).body;
      return campaigns.some(({ prefix }) => prefix === "CLOCK");
    };
    assert.ok(await isListed("2030-08-29T23:59:59Z"), "for a season after its end");
    assert.ok(!(await isListed("2030-08-30T00:00:00Z")));
  });
});

describe("the release", () => {
  test("has none of this", async () => {
    const release = await readFile(resolve(ROOT, "worker/build/index_bg.wasm"));
    const testing = await readFile(resolve(ROOT, "target/worker-testing/index_bg.wasm"));
    assert.ok(testing.includes(MARKER), "the marker marks builds that have the seam");
    for (const trace of [MARKER, "__test", "before_commit", "after_reserve"]) {
      assert.ok(!release.includes(trace), trace);
    }
    const [script, testScript] = await Promise.all(
      ["worker/build", "target/worker-testing"].map((folder) => readFile(resolve(ROOT, folder, "index.js"), "utf8")),
    );
    assert.ok(testScript.includes("reset by a test") && !script.includes("reset by a test"));
    const plain = await startEdge({ build: "release" });
    try {
      for (const name of ["clock", "arm", "calls", "marker"]) {
        assert.equal((await call(plain, "GET", `/__test/${name}`)).status, 404);
        assert.equal((await call(plain, "POST", `/__test/${name}`, { body: {} })).status, 404);
      }
    } finally {
      await plain.stop();
    }
  });
});
