// Holds and what follows them, on the real runtime: whole journeys through the HTTP API, and what
// the alarm does and is not needed for.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";

import { call, counts, expected, openMerchant } from "./support/client.mjs";
import { startEdge } from "./support/edge.mjs";

let edge;
let merchant;

before(async () => {
  edge = await startEdge({ build: "testing" });
  merchant = await openMerchant(edge);
});

after(() => edge?.stop());

const seam = async (name, body) =>
  expected(await call(edge, body === undefined ? "GET" : "POST", `/__test/${name}`, { body }), 200);

/** Sends a command under an id of its own, unless one is given. */
const command = (path, body, id = randomUUID()) => merchant.post(path, body, { "idempotency-key": id });
const order = (id, fields = {}) => ({ id, currency: "EUR", subtotal: 4990, ...fields });
const hold = (code, orderId, fields = {}, id = undefined) => {
  const { ttl_seconds, customer, ...rest } = fields;
  return command("/v1/holds", { code, order: order(orderId, rest), ttl_seconds, customer }, id);
};
const release = (id) => call(edge, "DELETE", `/v1/holds/${id}`, { key: merchant.key });
const refusal = ({ status, body }) => `${status} ${body.code}`;
const figures = async (prefix) => {
  const { usage, held } = expected(await merchant.get(`/v1/campaigns/${prefix}`), 200);
  return { used: usage.discount, held: held.discount, redemptions: usage.redemptions };
};
const change = (prefix, version, body) =>
  call(edge, "PATCH", `/v1/campaigns/${prefix}`, {
    key: merchant.key,
    body,
    headers: version === undefined ? {} : { "if-match": version },
  });

test("held, renewed, redeemed for another amount, rolled back in part and in full, redeemed again, cancelled", async () => {
  await merchant.campaign("JOURNEY");
  const [code] = await merchant.codes("JOURNEY", { count: 1 });

  const made = await hold(code, "o-1", { ttl_seconds: 60 }, "hold-1");
  const first = expected(made, 201);
  assert.match(first.id, /^hd_JOURNEY_0_\d+$/);
  assert.equal(made.headers.get("location"), `/v1/holds/${first.id}`);
  assert.deepEqual([first.status, first.discount, first.total], ["open", 998, 3992]);
  assert.equal(Date.parse(first.expires_at) - Date.parse(first.held_at), 60_000);
  assert.deepEqual(expected(await merchant.get(`/v1/holds/${first.id}`), 200), first);
  assert.deepEqual(await figures("JOURNEY"), { used: 0, held: 998, redemptions: 0 });
  assert.equal(refusal(await hold(code, "o-2")), "422 held_by_another");
  assert.equal(expected(await merchant.validate(code, { id: "o-1" }), 200).discount, 998);

  const renewed = expected(await hold(code, "o-1", { subtotal: 10_000 }), 200);
  assert.deepEqual([renewed.id, renewed.discount], [first.id, 2000]);
  assert.ok(renewed.expires_at > first.expires_at);
  const replay = await hold(code, "o-1", { ttl_seconds: 60 }, "hold-1");
  assert.deepEqual([replay.status, replay.text], [201, made.text]);
  assert.equal(replay.headers.get("idempotent-replayed"), "true");

  const path = `/v1/holds/${first.id}/redeem`;
  const redeem = () => command(path, { order: { currency: "EUR", subtotal: 5000 } }, "redeem-1");
  const redeemed = await redeem();
  const redemption = expected(redeemed, 201);
  assert.deepEqual([redemption.discount, redemption.hold, redemption.order.id], [1000, first.id, "o-1"]);
  assert.deepEqual(await figures("JOURNEY"), { used: 1000, held: 0, redemptions: 1 });
  const resolved = expected(await merchant.get(`/v1/holds/${first.id}`), 200);
  assert.deepEqual([resolved.status, resolved.redemption], ["redeemed", redemption.id]);
  assert.equal(refusal(await release(first.id)), "422 hold_resolved");

  const rollback = (body, id) => command(`/v1/redemptions/${redemption.id}/rollback`, body, id);
  const part = expected(await rollback({ amount: 300, order_value: 1500 }), 200);
  assert.deepEqual([part.amount, part.order_value, part.in_full, part.mode], [300, 1500, false, null]);
  const partly = expected(await merchant.get(`/v1/redemptions/${redemption.id}`), 200);
  assert.deepEqual([partly.status, partly.discount, partly.rolled_back.discount], ["partly_rolled_back", 1000, 300]);
  assert.equal(refusal(await rollback({ amount: 701 })), "422 exceeds_redemption");
  const rest = expected(await rollback(undefined), 200);
  assert.deepEqual([rest.amount, rest.order_value, rest.in_full, rest.mode], [700, 3500, true, "restore"]);
  assert.equal(refusal(await rollback({})), "422 already_rolled_back");
  assert.deepEqual(await figures("JOURNEY"), { used: 0, held: 0, redemptions: 0 });
  const again = await redeem();
  assert.deepEqual([again.status, again.text], [201, redeemed.text], "the first answer, word for word");

  const second = expected(await merchant.redeem(code, { id: "o-1" }), 201);
  assert.notEqual(second.id, redemption.id);
  const { items } = expected(await merchant.get("/v1/redemptions?order=o-1"), 200);
  assert.deepEqual(items.map(({ id, status }) => [id, status]), [
    [redemption.id, "rolled_back"],
    [second.id, "redeemed"],
  ]);

  const cancelled = expected(await command("/v1/orders/o-1/cancel", undefined), 200);
  assert.deepEqual(cancelled, { order: "o-1", released: [], rolled_back: [second.id], existing: false });
  assert.equal(refusal(await hold(code, "o-1")), "422 order_closed");
  const { timeline, state } = expected(await merchant.lookup(code), 200);
  assert.equal(state, "entered");
  assert.deepEqual(
    timeline.map(({ event }) => event),
    ["issued", "held", "held", "redeemed", "rolled_back", "rolled_back", "redeemed", "rolled_back"],
  );
});

test("a cancelled order gives back what it has in every campaign", async () => {
  await merchant.campaign("FIRST");
  await merchant.campaign("OTHER");
  const [one] = await merchant.codes("FIRST", { count: 1 });
  const [two] = await merchant.codes("OTHER", { count: 1 });
  const id = "order 17/B";
  const redemption = expected(await merchant.redeem(one, { id }), 201);
  const { id: held } = expected(await hold(two, id), 201);
  const cancel = (key) => command(`/v1/orders/${encodeURIComponent(id)}/cancel`, undefined, key);
  const first = await cancel("cancel-1");
  assert.deepEqual(expected(first, 200), {
    order: id,
    released: [held],
    rolled_back: [redemption.id],
    existing: false,
  });
  const replay = await cancel("cancel-1");
  assert.deepEqual([replay.text, replay.headers.get("idempotent-replayed")], [first.text, "true"]);
  assert.deepEqual(expected(await cancel("cancel-2"), 200), { ...first.body, existing: true });
  const { reason } = expected(await merchant.get(`/v1/holds/${held}`), 200);
  assert.equal(reason, "order_cancelled");
  assert.equal(refusal(await merchant.redeem(two, { id })), "422 order_closed");
});

test("what stops a cancellation half-way leaves nothing that a repetition does not finish", async () => {
  await merchant.campaign("HALF");
  const [code] = await merchant.codes("HALF", { count: 1 });
  expected(await merchant.redeem(code, { id: "o-half" }), 201);
  await seam("arm", { point: "before_commit", action: "fail", times: 1 });
  const stopped = await command("/v1/orders/o-half/cancel", undefined, "cancel-half");
  assert.equal(refusal(stopped), "503 unavailable");
  assert.ok(Number(stopped.headers.get("retry-after")) >= 1);
  const { rolled_back } = expected(await command("/v1/orders/o-half/cancel", undefined, "cancel-half"), 200);
  assert.equal(rolled_back.length, 1);
  assert.deepEqual(await figures("HALF"), { used: 0, held: 0, redemptions: 0 });
});

describe("a campaign that runs", () => {
  test("is paused, goes on, and ends", async () => {
    await merchant.campaign("SWITCH");
    const [code, held, late] = await merchant.codes("SWITCH", { count: 3 });
    const { id } = expected(await hold(held, "o-held"), 201);
    const status = async () => expected(await merchant.get("/v1/campaigns/SWITCH"), 200).status;
    const { event } = expected(await command("/v1/campaigns/SWITCH/pause", undefined, "pause-1"), 200);
    assert.deepEqual([event, await status()], ["paused", "paused"]);
    assert.equal(refusal(await merchant.redeem(code)), "422 campaign_paused");
    expected(await command(`/v1/holds/${id}/redeem`, undefined), 201);
    expected(await command("/v1/campaigns/SWITCH/resume", undefined), 200);
    expected(await merchant.redeem(code), 201);
    const open = expected(await hold(late, "o-late"), 201);
    const ended = expected(await command("/v1/campaigns/SWITCH/end", { void_holds: true }), 200);
    assert.deepEqual([ended.event, ended.void_holds, await status()], ["ended", true, "ended"]);
    const { reason } = expected(await merchant.get(`/v1/holds/${open.id}`), 200);
    assert.equal(reason, "campaign_ended");
    assert.equal(refusal(await command(`/v1/campaigns/SWITCH/resume`, undefined)), "422 campaign_ended");
    const entry = (await call(edge, "GET", "/v1/manifest")).body.campaigns.find(({ prefix }) => prefix === "SWITCH");
    assert.equal(entry.ends_at, ended.at, "pages know it too");
  });

  test("is changed by whoever knows its version", async () => {
    await merchant.campaign("TAGGED", { time_zone: "Europe/Berlin" });
    const read = await merchant.get("/v1/campaigns/TAGGED");
    const tag = read.headers.get("etag");
    assert.deepEqual([tag, read.body.time_zone], [`"${read.body.version}"`, "Europe/Berlin"]);
    const offer = { type: "amount", amount: 500 };
    const answer = await change("TAGGED", tag, { name: "Renamed", offer, ends_at: "2099-01-01T00:00:00Z" });
    const changed = expected(answer, 200);
    assert.deepEqual([changed.name, changed.offer, changed.version], ["Renamed", offer, read.body.version + 1]);
    assert.equal(answer.headers.get("etag"), `"${changed.version}"`);
    const stale = await change("TAGGED", tag, { name: "Late" });
    assert.equal(refusal(stale), "412 version_mismatch");
    assert.equal(refusal(await change("TAGGED", undefined, {})), "428 if_match_required");
    assert.equal(refusal(await change("TAGGED", "3", {})), "400 bad_request");
    const invalid = await change("TAGGED", `"${changed.version}"`, { starts_at: "2099-01-01T00:00:00Z" });
    assert.deepEqual([refusal(invalid), invalid.body.field], ["422 invalid_value", "ends_at"]);
    const cleared = expected(await change("TAGGED", `"${changed.version}"`, { ends_at: null }), 200);
    assert.equal(cleared.ends_at, null);
    const [code] = await merchant.codes("TAGGED", { count: 1 });
    const verdict = expected(await merchant.validate(code), 200);
    assert.deepEqual([verdict.discount, verdict.campaign.name], [500, "Renamed"]);
  });

  test("is published again when that was stopped half-way", async () => {
    await merchant.campaign("TORN");
    const manifest = async () => {
      const { campaigns } = (await call(edge, "GET", "/v1/manifest")).body;
      return campaigns.find(({ prefix }) => prefix === "TORN").name;
    };
    const tag = (await merchant.get("/v1/campaigns/TORN")).headers.get("etag");
    await seam("arm", { point: "before_publish", action: "fail", times: 1 });
    assert.equal((await change("TORN", tag, { name: "Mended" })).status, 500);
    assert.equal(await manifest(), "Campaign TORN");
    assert.equal(expected(await merchant.get("/v1/campaigns/TORN"), 200).name, "Mended");
    assert.equal(await manifest(), "Mended");
  });
});

test("codes are withdrawn alone, in a row, and by the batch", async () => {
  await merchant.campaign("GONE");
  const codes = await merchant.codes("GONE", { count: 10 });
  const revoke = (body) => command("/v1/codes/revoke", body);
  const { id } = expected(await hold(codes[0], "o-1"), 201);
  const alone = expected(await revoke({ code: codes[0].toLowerCase() }), 200);
  assert.deepEqual([alone.code, alone.first_serial, alone.count], [codes[0], 0, 1]);
  assert.equal(refusal(await command(`/v1/holds/${id}/redeem`, undefined)), "422 revoked");
  expected(await revoke({ campaign: "GONE", first_serial: 3, count: 2 }), 200);
  expected(await revoke({ campaign: "GONE", first_serial: 5, count: 2 }), 200);
  expected(await revoke({ campaign: "GONE", first_serial: 8, count: 1 }), 200);
  const verdicts = await Promise.all(codes.map((code) => merchant.validate(code)));
  const states = verdicts.map(({ body }) => (body.valid ? "ok" : body.reason.code));
  const gone = "revoked";
  assert.deepEqual(states, [gone, "ok", "ok", gone, gone, gone, gone, "ok", gone, "ok"]);
  assert.equal(refusal(await revoke({ campaign: "GONE", first_serial: 8, count: 3 })), "422 not_issued");
  const batch = expected(await revoke({ campaign: "GONE", batch: "bt_GONE_0" }), 200);
  assert.deepEqual([batch.batch, batch.first_serial, batch.count], ["bt_GONE_0", 0, 10]);
  assert.equal(refusal(await merchant.redeem(codes[9])), "422 revoked");
  const { timeline } = expected(await merchant.lookup(codes[9]), 200);
  assert.equal(timeline.at(-1).event, "revoked");
});

describe("limits", () => {
  const limit = (metric, per, window, max) => ({ metric, per, window, max });

  test("per customer and day count every name of the customer", async () => {
    const limits = [limit("redemptions", "customer", "day", 1)];
    await merchant.campaign("DAILY", { limits, time_zone: "America/New_York" });
    const codes = await merchant.codes("DAILY", { count: 5 });
    const redeem = (number, customer) =>
      command("/v1/redemptions", { code: codes[number], order: order(`o-${number}`), customer });
    assert.equal(refusal(await redeem(0)), "422 customer_required");
    expected(await redeem(0, { id: "ann", email: " Ann@Example.org" }), 201);
    const refused = await redeem(1, { email: "ann@example.ORG" });
    assert.equal(refusal(refused), "422 limit_reached");
    assert.deepEqual(refused.body.limit, limits[0]);
    assert.equal(new Date(refused.body.frees_at).getTime() > Date.now(), true);
    assert.equal(refusal(await redeem(1, { id: "ann" })), "422 limit_reached");
    expected(await redeem(1, { id: "bob" }), 201);

    const made = await call(edge, "POST", "/v1/keys", {
      key: edge.adminKey,
      body: { kind: "publishable", name: "page", origins: ["*"] },
    });
    const { key } = expected(made, 201);
    const body = { code: codes[2], order: order("o-9"), customer: { id: "ann" } };
    const page = expected(await call(edge, "POST", "/v1/validations", { key, body }), 200);
    assert.deepEqual([page.valid, page.provisional], [true, true], "a page's word does not count");
    const server = expected(await merchant.post("/v1/validations", body), 200);
    assert.deepEqual([server.valid, server.reason.code], [false, "limit_reached"]);
  });

  test("per channel and attribute count those who say nothing together", async () => {
    const limits = [limit("discount", "channel", "week", 998), limit("redemptions", "attribute:store", "month", 2)];
    await merchant.campaign("PLACES", { limits });
    const codes = await merchant.codes("PLACES", { count: 8 });
    const redeem = (number, fields) => merchant.redeem(codes[number], fields);
    const told = async (answer) => refusal(answer) + ` ${answer.body.limit.per}`;
    expected(await redeem(0, { channel: "web", attributes: { store: "Köln" } }), 201);
    assert.equal(await told(await redeem(1, { channel: "web" })), "422 limit_reached channel");
    expected(await redeem(1, { channel: "pos", attributes: { store: "Köln" } }), 201);
    const third = await redeem(2, { channel: "app", attributes: { store: "Köln" } });
    assert.equal(await told(third), "422 limit_reached attribute:store");
    expected(await redeem(3, {}), 201);
    assert.equal(await told(await redeem(4, {})), "422 limit_reached channel");
  });

  test("near its end a budget is shared out where the campaign says so", async () => {
    const limits = [limit("discount", "campaign", "lifetime", 1500)];
    await merchant.campaign("CAPPED", { limits, on_exhausted: "cap" });
    const codes = await merchant.codes("CAPPED", { count: 3 });
    assert.equal(expected(await merchant.redeem(codes[0]), 201).discount, 998);
    assert.equal(expected(await merchant.redeem(codes[1]), 201).discount, 502);
    assert.equal(refusal(await merchant.redeem(codes[2])), "422 budget_exhausted");
  });

  test("are lowered and raised while the campaign runs", async () => {
    await merchant.campaign("MOVING");
    const codes = await merchant.codes("MOVING", { count: 3 });
    const set = async (max) => {
      const tag = (await merchant.get("/v1/campaigns/MOVING")).headers.get("etag");
      const limits = [limit("redemptions", "campaign", "lifetime", max)];
      return expected(await change("MOVING", tag, { limits }), 200);
    };
    expected(await merchant.redeem(codes[0]), 201);
    await set(1);
    assert.equal(refusal(await merchant.redeem(codes[1])), "422 budget_exhausted");
    await set(2);
    expected(await merchant.redeem(codes[1]), 201);
  });
});

test("holds, renewals, redemptions and releases that race leave one winner and no debt", async () => {
  await merchant.campaign("RACING");
  const [code] = await merchant.codes("RACING", { count: 1 });
  const tries = Array.from({ length: 40 }, (_, number) => hold(code, `o-${number % 8}`));
  const answers = await Promise.all(tries);
  assert.deepEqual(counts(answers.map(({ status }) => status)), { 200: 4, 201: 1, 422: 35 });
  const { id } = answers.find(({ status }) => status === 201).body;
  const racers = Array.from({ length: 20 }, (_, number) =>
    number % 2 === 0 ? release(id) : command(`/v1/holds/${id}/redeem`, undefined),
  );
  const outcomes = await Promise.all(racers);
  const redeemed = outcomes.filter(({ status, body }) => status < 300 && body.redeemed_at);
  const released = outcomes.filter(({ status, body }) => status < 300 && body.released_at);
  assert.ok((redeemed.length > 0) !== (released.length > 0), "a hold resolves once");
  const { held, redemptions } = await figures("RACING");
  assert.deepEqual([held, redemptions], [0, redeemed.length > 0 ? 1 : 0]);
});

test("what names nothing is not found", async () => {
  for (const path of ["/v1/holds/hd_NONE_0_1", "/v1/holds/hd_JOURNEY_0_9999", "/v1/holds/x"]) {
    assert.equal(refusal(await merchant.get(path)), "404 hold_unknown");
    assert.equal(refusal(await call(edge, "DELETE", path, { key: merchant.key })), "404 hold_unknown");
    assert.equal(refusal(await command(`${path}/redeem`, {})), "404 hold_unknown");
  }
  for (const path of ["/v1/redemptions/rd_JOURNEY_0_1", "/v1/redemptions/rd_JOURNEY_0_9999"]) {
    assert.equal(refusal(await command(`${path}/rollback`, {})), "404 redemption_unknown");
  }
  assert.equal(refusal(await merchant.get("/v1/redemptions")), "400 bad_request");
});

test("no command is taken without an id but giving a hold up", async () => {
  for (const path of [
    "/v1/holds",
    "/v1/holds/hd_JOURNEY_0_1/redeem",
    "/v1/redemptions/rd_JOURNEY_0_1/rollback",
    "/v1/orders/o-1/cancel",
    "/v1/codes/revoke",
    "/v1/campaigns/JOURNEY/pause",
    "/v1/campaigns/JOURNEY/resume",
    "/v1/campaigns/JOURNEY/end",
  ]) {
    assert.equal(refusal(await merchant.post(path, {})), "400 idempotency_key_required", path);
  }
});

describe("rows", () => {
  test("a redemption in a single step writes four", async () => {
    const limits = [{ metric: "discount", per: "campaign", window: "lifetime", max: 1_000_000 }];
    await merchant.campaign("ROWS", { limits });
    const codes = await merchant.codes("ROWS", { count: 2 });
    const uses = await merchant.codes("ROWS", { count: 1, uses: 5 });
    await seam("alarms", { off: true });
    try {
      expected(await merchant.redeem(codes[0]), 201);
      expected(await merchant.redeem(uses[0]), 201);
      const written = async (act) => {
        const before = (await seam("calls")).rows_written;
        expected(await act(), 201);
        return (await seam("calls")).rows_written - before;
      };
      assert.equal(await written(() => merchant.redeem(codes[1])), 4);
      assert.equal(await written(() => merchant.redeem(uses[0])), 5);
    } finally {
      await seam("alarms", { off: false });
    }
  });
});

describe("the alarm", () => {
  const limits = [{ metric: "redemptions", per: "campaign", window: "lifetime", max: 20 }];

  test("is not needed: a budget full of expired holds is free for a new code", async () => {
    await merchant.campaign("QUIET", { limits });
    const codes = await merchant.codes("QUIET", { count: 21 });
    const start = Date.now();
    const at = (ms) => seam("clock", { now: new Date(start + ms).toISOString() });
    await seam("alarms", { off: true });
    await at(0);
    try {
      const answers = await Promise.all(codes.slice(0, 20).map((code, number) => hold(code, `o-${number}`, { ttl_seconds: 1 })));
      assert.deepEqual(counts(answers.map(({ status }) => status)), { 201: 20 });
      assert.equal(refusal(await merchant.redeem(codes[20])), "422 budget_exhausted");
      const { alarms } = await seam("calls");
      await delay(1500);
      await at(1000);
      assert.equal((await seam("calls")).alarms, alarms, "it is off");
      assert.equal((await figures("QUIET")).held, 20 * 998, "nobody has released them");
      expected(await merchant.redeem(codes[20]), 201);
      assert.deepEqual(await figures("QUIET"), { used: 998, held: 0, redemptions: 1 });
    } finally {
      await seam("clock", { now: null });
      await seam("alarms", { off: false });
    }
  });

  test("releases expired holds when nobody asks", async () => {
    await merchant.campaign("ALARM", { limits });
    const codes = await merchant.codes("ALARM", { count: 5 });
    const answers = await Promise.all(codes.map((code, number) => hold(code, `o-${number}`, { ttl_seconds: 1 })));
    assert.deepEqual(counts(answers.map(({ status }) => status)), { 201: 5 });
    const deadline = Date.now() + 15_000;
    // Reading the figures releases nothing: only a command or the alarm does.
    while ((await figures("ALARM")).held > 0 && Date.now() < deadline) await delay(100);
    assert.equal((await figures("ALARM")).held, 0);
    const { timeline } = expected(await merchant.lookup(codes[0]), 200);
    assert.deepEqual(timeline.map(({ event }) => event), ["issued", "held", "hold_released"]);
    assert.equal(timeline[2].reason, "expired");
  });

  test("rings again when it fails, whether or not anybody asks", async () => {
    await merchant.campaign("RETRY");
    const [code] = await merchant.codes("RETRY", { count: 1 });
    await seam("arm", { point: "in_alarm", action: "fail", times: 1 });
    const { expires_at } = expected(await hold(code, "o-1", { ttl_seconds: 1 }), 201);
    // Nothing is asked meanwhile, for every question would set the alarm anew.
    await delay(15_000);
    assert.equal((await figures("RETRY")).held, 0);
    assert.match(edge.log(), /a campaign's alarm failed/);
    const { timeline } = expected(await merchant.lookup(code), 200);
    const late_ms = Date.parse(timeline.at(-1).at) - Date.parse(expires_at);
    assert.ok(late_ms >= 5_000, `the first time failed and was undone: ${late_ms}`);
  });

  test("can be rung by hand, and says when there is more to do", async () => {
    await merchant.campaign("RUNG");
    const [code] = await merchant.codes("RUNG", { count: 1 });
    const { expires_at } = expected(await hold(code, "o-1", { ttl_seconds: 600 }), 201);
    const { due_ms } = await seam("alarm", { campaign: "RUNG" });
    assert.equal(due_ms, Date.parse(expires_at));
  });
});
