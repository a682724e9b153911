// Customers: profiles, who never gets a discount, whose word counts, and what stays when somebody is
// forgotten.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";

import { call, expected, openMerchant } from "./support/client.mjs";
import { startEdge } from "./support/edge.mjs";
import { forge } from "./support/mistype.mjs";
import { customerToken, inSeconds } from "./support/token.mjs";

const SHOP = "https://shop.example";
let edge;
let merchant;
let page;

before(async () => {
  edge = await startEdge({ build: "testing", host: "workerd" });
  merchant = await openMerchant(edge);
  const body = { kind: "publishable", name: "page", origins: [SHOP] };
  page = expected(await call(edge, "POST", "/v1/keys", { key: edge.adminKey, body }), 201);
});
after(() => edge?.stop());

const seam = async (name, body) =>
  expected(await call(edge, body === undefined ? "GET" : "POST", `/__test/${name}`, { body }), 200);
const path = (id, rest = "") => `/v1/customers/${encodeURIComponent(id)}${rest}`;
const send = (method, url, body) => call(edge, method, url, { key: merchant.key, body });
const put = (id, profile) => send("PUT", path(id), profile);
const suppress = (id, body) => send("PUT", path(id, "/suppression"), body);

/** Calls that reached objects while `work` was done. */
async function calls(work) {
  const before = await seam("calls");
  await work();
  const after = await seam("calls");
  return { customers: after.customers - before.customers, campaign: after.campaign - before.campaign };
}

const ORDER = { currency: "EUR", subtotal: 4990 };
const validate = (code, customer) => merchant.post("/v1/validations", { code, order: ORDER, customer });
const asPage = (code, customer) =>
  call(edge, "POST", "/v1/validations", {
    key: page.key,
    headers: { origin: SHOP, "cf-connecting-ip": `2001:db8:${(++address).toString(16)}::1` },
    body: { code, order: ORDER, customer },
  });
let address = 0;
const redeem = (code, customer, order = randomUUID()) =>
  merchant.post("/v1/redemptions", { code, order: { ...ORDER, id: order }, customer }, { "idempotency-key": randomUUID() });
const hold = (code, customer, order = randomUUID()) =>
  merchant.post("/v1/holds", { code, order: { ...ORDER, id: order }, customer }, { "idempotency-key": randomUUID() });
const told = (answer) => (answer.body.valid === true ? "valid" : (answer.body.reason?.code ?? answer.body.code ?? "granted"));

describe("a profile", () => {
  const PROFILE = {
    name: "Ann Kowalski",
    email: "ann@example.org",
    phone: "+390612345678",
    locale: "it-IT",
    time_zone: "Europe/Rome",
    birthday: "1988-02-29",
    consent: { email: true, sms: false, push: false },
    segments: ["vip", "Größe L"],
    attributes: { city: "Rome", tier: 2, staff: false },
    order_count: 7,
    lifetime_value: 123456,
  };

  test("comes back as it was written, and is replaced as a whole", async () => {
    const made = expected(await put("ann", { ...PROFILE, email: " Ann@Example.ORG" }), 201);
    const { created_at: createdAt, updated_at: updatedAt, ...known } = made;
    assert.deepEqual(known, { id: "ann", ...PROFILE, suppression: null });
    assert.equal(createdAt, updatedAt);
    assert.deepEqual(expected(await merchant.get(path("ann")), 200), made);
    const replaced = expected(await put("ann", { order_count: 8 }), 200);
    assert.deepEqual([replaced.order_count, replaced.segments, replaced.name], [8, [], null]);
    assert.equal(replaced.created_at, createdAt);
  });

  test("belongs to exactly one id", async () => {
    const ids = ["bob", "Bob", "BOB", " bob", "bob ", "b/ob", "b%2Fob", "bob?", "bob#1", "b\u00f6b", "bo\u0308b", "\u6ce8\u{1F33B}", "..b", "+bob", "'\"<b>"];
    for (const [place, id] of ids.entries()) expected(await put(id, { order_count: place }), 201);
    for (const [place, id] of ids.entries()) {
      const shown = expected(await merchant.get(path(id)), 200);
      assert.deepEqual([shown.id, shown.order_count], [id, place]);
    }
    expected(await send("DELETE", path("Bob")), 204);
    assert.equal((await merchant.get(path("Bob"))).body.code, "customer_unknown");
    expected(await merchant.get(path("bob")), 200);
  });

  test("names the field that breaks a rule, and what is no id", async () => {
    for (const [profile, status, field] of [
      [{ segments: ["vip", ""] }, 422, "segments[1]"],
      [{ birthday: "2026-02-30" }, 422, "birthday"],
      [{ attributes: { tier: 1.5 } }, 400, "attributes.tier"],
      [{ consent: { fax: true } }, 400, "consent.fax"],
      [{ vip: true }, 400, "vip"],
    ]) {
      const { body } = await put("carl", profile);
      assert.deepEqual([body.status, body.field], [status, field]);
    }
    for (const wrong of ["x".repeat(129), "a\nb"]) {
      const { body } = await put(wrong, {});
      assert.deepEqual([body.status, body.field], [400, "customer"]);
    }
    assert.equal((await send("PUT", "/v1/customers/%FF", {})).status, 400);
    assert.equal((await merchant.get(path("carl"))).status, 404);
  });
});

test("all customers are listed once, whatever the pages, in an order that stays", async () => {
  const empty = await startEdge({ build: "testing", host: "workerd" });
  try {
    const { key } = await openMerchant(empty);
    const get = async (query = "") => expected(await call(empty, "GET", `/v1/customers${query}`, { key }), 200);
    const started = performance.now();
    assert.deepEqual(await get(), { items: [], next: null });
    const ms = performance.now() - started;
    console.log(`an empty deployment of 256 shards is listed in ${ms.toFixed(0)} ms`);
    assert.ok(ms < 10_000, `${ms} ms`);

    const ids = Array.from({ length: 130 }, (_, number) => `customer ${number}`);
    for (const id of ids) {
      expected(await call(empty, "PUT", path(id), { key, body: { attributes: { id } } }), 201);
    }
    const walk = async (limit) => {
      const seen = [];
      for (let next = ""; next !== null; ) {
        const page = await get(`?limit=${limit}${next && `&cursor=${next}`}`);
        assert.ok(page.items.length <= limit);
        for (const { id, attributes } of page.items) {
          assert.equal(attributes.id, id);
          seen.push(id);
        }
        next = page.next;
      }
      return seen;
    };
    const [small, large] = [await walk(9), await walk(100)];
    assert.deepEqual(small, large);
    assert.deepEqual([...small].sort(), [...ids].sort());
    for (const cursor of ["*", "bm9uZQ", Buffer.from("0/customer 1x").toString("base64url")]) {
      assert.equal((await call(empty, "GET", `/v1/customers?cursor=${cursor}`, { key })).status, 400, cursor);
    }
  } finally {
    await empty.stop();
  }
});

describe("the list of those who never get a discount", () => {
  test("holds at once, everywhere, with or without a profile", async () => {
    await merchant.campaign("SUPA");
    await merchant.campaign("SUPB");
    const [a] = await merchant.codes("SUPA", { count: 1 });
    const [b] = await merchant.codes("SUPB", { count: 1 });
    const dora = { id: "dora" };
    assert.equal(told(await validate(a, dora)), "valid");
    const listed = expected(await suppress("dora", { reason: "refund-prone" }), 200);
    assert.equal(listed.reason, "refund-prone");
    for (const code of [a, b]) {
      assert.equal(told(await validate(code, dora)), "suppressed");
      assert.equal(told(await hold(code, dora)), "suppressed");
      assert.equal(told(await redeem(code, dora)), "suppressed");
      assert.equal(told(await validate(code, { id: "Dora" })), "valid", "another customer");
    }
    expected(await put("dora", {}), 201);
    assert.equal(expected(await merchant.get(path("dora")), 200).suppression.reason, "refund-prone");
    expected(await send("DELETE", path("dora")), 204);
    assert.equal(told(await redeem(a, dora)), "suppressed", "it outlives the profile");
    assert.equal(expected(await merchant.get(path("dora", "/suppression")), 200).suppressed_at, listed.suppressed_at);

    expected(await send("DELETE", path("dora", "/suppression")), 204);
    expected(await send("DELETE", path("dora", "/suppression")), 204);
    assert.equal((await merchant.get(path("dora", "/suppression"))).body.code, "suppression_unknown");
    expected(await redeem(a, dora), 201);
  });

  test("lets a hold be redeemed that was made before", async () => {
    await merchant.campaign("SUPH");
    const [code] = await merchant.codes("SUPH", { count: 1 });
    const held = expected(await hold(code, { id: "emil" }), 201);
    expected(await suppress("emil"), 200);
    const headers = { "idempotency-key": randomUUID() };
    expected(await merchant.post(`/v1/holds/${held.id}/redeem`, { customer: { id: "emil" } }, headers), 201);
  });
});

describe("facts", () => {
  let code;
  before(async () => {
    await merchant.campaign("FACTS");
    [code] = await merchant.codes("FACTS", { count: 1 });
  });

  test("cost one call for whoever is named, and none for others", async () => {
    const one = { customers: 1, campaign: 1 };
    const none = { customers: 0, campaign: 1 };
    assert.deepEqual(await calls(() => validate(code, { id: "fred" })), one);
    assert.deepEqual(await calls(() => validate(code, { id: "fred", segments: ["vip"], order_count: 1 })), one);
    assert.deepEqual(await calls(() => validate(code, { email: "fred@example.org" })), none);
    assert.deepEqual(await calls(() => validate(code)), none);
    assert.deepEqual(await calls(() => asPage(code, { id: "fred" })), none, "a page's word does not count");
    const token = customerToken(page.customer_token_key, { sub: "fred" });
    assert.deepEqual(await calls(() => asPage(code, { token })), one);
    let held;
    assert.deepEqual(await calls(async () => (held = expected(await hold(code, { id: "fred" }), 201))), one);
    const headers = { "idempotency-key": randomUUID() };
    const finish = () => merchant.post(`/v1/holds/${held.id}/redeem`, { customer: { id: "fred" } }, headers);
    assert.deepEqual(await calls(async () => expected(await finish(), 201)), none, "a hold has promised");
  });

  test("are not asked for codes that are forged", async () => {
    await merchant.campaign("FORGED");
    const forged = forge(...(await merchant.codes("FORGED", { count: 3 })));
    const asked = await calls(async () => {
      assert.equal(told(await validate(forged, { id: "fred" })), "invalid_code");
      assert.equal(told(await redeem(forged, { id: "fred" })), "invalid_code");
    });
    assert.deepEqual(asked, { customers: 0, campaign: 0 });
  });

  test("that cannot be had are no reason to decide without", async () => {
    await merchant.campaign("DOWN");
    const [down] = await merchant.codes("DOWN", { count: 1 });
    await seam("arm", { point: "before_customer", action: "fail", times: 3 });
    for (const answer of [await validate(down, { id: "gina" }), await redeem(down, { id: "gina" }), await hold(down, { id: "gina" })]) {
      assert.deepEqual([answer.status, answer.body.code], [503, "unavailable"]);
    }
    expected(await redeem(down, { id: "gina" }), 201);
  });
});

describe("a customer token", () => {
  let code;
  before(async () => {
    await merchant.campaign("TOKEN");
    [code] = await merchant.codes("TOKEN", { count: 1 });
  });
  const token = (claims, header) => customerToken(page.customer_token_key, { sub: "hans", ...claims }, header);

  test("goes with publishable keys alone, and is told once", async () => {
    assert.match(page.customer_token_key, /^[A-Za-z0-9_-]{43}$/);
    const body = { kind: "secret", name: "till" };
    const secret = expected(await call(edge, "POST", "/v1/keys", { key: edge.adminKey, body }), 201);
    assert.equal(secret.customer_token_key, null);
    const listed = await call(edge, "GET", "/v1/keys", { key: edge.adminKey });
    const files = await stored(join(edge.directory, "state"));
    for (const text of [listed.text, files, edge.log()]) assert.ok(!text.includes(page.customer_token_key));
  });

  test("makes a page's customer count", async () => {
    assert.equal(told(await asPage(code, { token: token() })), "valid");
    expected(await suppress("hans"), 200);
    assert.equal(told(await asPage(code, { token: token() })), "not_eligible", "a page is not told why");
    assert.equal(told(await asPage(code, { id: "hans" })), "valid", "without a token it is a guest");
    assert.equal(told(await asPage(code, { id: "ida", token: token() })), "not_eligible", "the token says who");
    assert.equal(told(await asPage(code, { token: token({ sub: "ida" }) })), "valid");
    expected(await send("DELETE", path("hans", "/suppression")), 204);
  });

  test("that is not accepted makes nobody a guest", async () => {
    const none = token({}, { alg: "none" });
    const other = expected(
      await call(edge, "POST", "/v1/keys", {
        key: edge.adminKey,
        body: { kind: "publishable", name: "other", origins: ["*"] },
      }),
      201,
    );
    for (const [title, wrong] of Object.entries({
      nothing: "",
      nonsense: "a.b.c",
      "alg none": none,
      "alg none, unsigned": none.replace(/[^.]*$/, ""),
      "another algorithm": token({}, { alg: "HS512" }),
      "another page's key": customerToken(other.customer_token_key, { sub: "hans" }),
      "the publishable key as the key": customerToken(page.key, { sub: "hans" }),
      expired: token({ exp: inSeconds(-31) }),
      "no exp": token({ exp: undefined }),
      "too far ahead": token({ exp: inSeconds(3700) }),
      "not yet": token({ nbf: inSeconds(60) }),
      nobody: token({ sub: undefined }),
      "an id that is none": token({ sub: "" }),
      "facts that nobody knows": token({ facts: { suppressed: false } }),
      "a changed signature": token().replace(/.$/, (last) => (last === "A" ? "Q" : "A")),
    })) {
      for (const asked of [code, "TOKEN-0000-0000-0000-0000"]) {
        const { status, body, headers } = await asPage(asked, { token: wrong });
        assert.equal(status, 400, `${title}: ${JSON.stringify(body)}`);
        assert.deepEqual([body.code, body.field], ["invalid_customer_token", "customer.token"], title);
        assert.match(headers.get("content-type"), /problem\+json/);
      }
    }
    assert.equal(told(await asPage(code, { token: token({ sub: "jan", exp: inSeconds(3600) }) })), "valid");
  });

  test("is nothing that a server sends", async () => {
    for (const answer of [await validate(code, { token: token() }), await redeem(code, { id: "hans", token: token() })]) {
      assert.deepEqual([answer.status, answer.body.field], [422, "customer.token"]);
    }
  });
});

test("what a customer redeemed stays, and counts, when the customer is forgotten", async () => {
  const limits = [{ metric: "redemptions", per: "customer", window: "lifetime", max: 1 }];
  await merchant.campaign("ONCE", { limits });
  const [first, second] = await merchant.codes("ONCE", { count: 2 });
  const id = "forgotten-kowalski";
  expected(await put(id, { email: "kowalski@example.org" }), 201);
  const made = expected(await redeem(first, { id }), 201);
  expected(await send("DELETE", path(id)), 204);
  expected(await send("DELETE", path(id)), 204);
  assert.equal((await merchant.get(path(id))).status, 404);
  const kept = expected(await merchant.get(`/v1/redemptions/${made.id}`), 200);
  assert.deepEqual([kept.id, kept.discount, kept.status], [made.id, made.discount, "redeemed"]);
  assert.equal(told(await redeem(second, { id })), "limit_reached", "the same pseudonym");
});

/** Everything in the files below a folder. */
async function stored(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const texts = await Promise.all(files.map(({ parentPath, name }) => readFile(join(parentPath, name), "latin1")));
  return texts.join("\n");
}
