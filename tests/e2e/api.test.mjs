// The HTTP API on the release build: journeys, errors, keys, origins.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { call, campaign, expected, openMerchant } from "./support/client.mjs";
import { startEdge } from "./support/edge.mjs";
import { forge } from "./support/mistype.mjs";

const SHOP = "https://shop.example";
let edge;
let merchant;

before(async () => {
  edge = await startEdge();
  merchant = await openMerchant(edge);
});

after(() => edge?.stop());

/** Asserts that an answer is problem details (RFC 9457) with this status and code. */
function assertProblem(answer, status, code, fields = {}) {
  assert.equal(answer.status, status, answer.text);
  assert.equal(answer.headers.get("content-type"), "application/problem+json");
  const { body } = answer;
  assert.equal(body.code, code);
  assert.equal(body.status, status);
  assert.equal(body.type, `urn:tessera:problem:${code}`);
  assert.ok(body.title.length > 0 && body.detail.length > 0, "in words");
  assert.equal(body.request_id, answer.headers.get("x-request-id"));
  for (const [name, value] of Object.entries(fields)) assert.equal(body[name], value, name);
}

describe("a code's life", () => {
  test("planned, created, issued, exported, validated, redeemed, looked up", async () => {
    const plan = expected(
      await merchant.post("/v1/plan", {
        pattern: "LIFE-####-####-####-####",
        max_codes: 1_000_000,
        epoch: "2026-01-01T00:00:00Z",
        expires_latest: "2026-06-20T00:00:00Z",
      }),
      200,
    );
    assert.deepEqual(plan.layout, {
      symbols: 16,
      serial_bits: 20,
      expiry_bits: 12,
      tag_bits: 38,
      parity_symbols: 2,
    });
    assert.equal(plan.odds.guesses_per_hit, 2 ** 38);

    const expires_at = new Date(Date.now() + 86_400_000).toISOString();
    const created = await merchant.campaign("LIFE", { name: "Life", expires_latest: expires_at });
    assert.equal(created.status, "active");

    const batch = await merchant.batch("LIFE", { count: 3, name: "flyers", expires_at });
    assert.deepEqual([batch.id, batch.first_serial, batch.count], ["bt_LIFE_0", 0, 3]);
    assert.equal(Date.parse(batch.expires_at), Math.ceil(Date.parse(expires_at) / 3_600_000) * 3_600_000);
    const listed = expected(await merchant.get("/v1/campaigns/LIFE/batches"), 200);
    assert.deepEqual(listed, { items: [batch], next: null });

    const csv = await merchant.get("/v1/campaigns/LIFE/batches/bt_LIFE_0/codes");
    assert.match(csv.headers.get("content-type"), /^text\/csv/);
    const [header, first, ...rest] = csv.text.trimEnd().split("\n");
    assert.equal(header, "code,serial,expires_at");
    assert.equal(rest.length, 2);
    const [code, serial, expiry] = first.split(",");
    assert.deepEqual([serial, expiry], ["0", batch.expires_at]);

    const typed = code.toLowerCase().replaceAll("-", " ");
    const valid = expected(await merchant.validate(typed), 200);
    assert.deepEqual(valid, {
      valid: true,
      code,
      campaign: { prefix: "LIFE", name: "Life" },
      discount: 998,
      currency: "EUR",
      total: 3992,
      expires_at: batch.expires_at,
      existing: false,
      provisional: false,
    });

    const redemption = expected(await merchant.redeem(code, { id: "o-1" }), 201);
    assert.match(redemption.id, /^rd_LIFE_0_\d+$/);
    assert.deepEqual(redemption.order, { id: "o-1", currency: "EUR", subtotal: 4990 });
    assert.deepEqual([redemption.discount, redemption.total, redemption.existing], [998, 3992, false]);
    assert.deepEqual(expected(await merchant.get(`/v1/redemptions/${redemption.id}`), 200), {
      ...redemption,
      status: "redeemed",
      rolled_back: { discount: 0, order_value: 0, mode: null },
    });

    const spent = expected(await merchant.validate(code), 200);
    assert.deepEqual([spent.valid, spent.reason.code], [false, "already_redeemed"]);

    const status = expected(await merchant.lookup(code), 200);
    assert.deepEqual([status.state, status.batch, status.uses], ["redeemed", "bt_LIFE_0", { used: 1, allowed: 1 }]);
    assert.deepEqual(status.timeline.map(({ event }) => event), ["issued", "entered", "redeemed"]);
    assert.equal(status.timeline[2].redemption, redemption.id);

    const { usage } = expected(await merchant.get("/v1/campaigns/LIFE"), 200);
    assert.deepEqual(usage, { codes: 3, redemptions: 1, discount: 998, order_value: 4990 });
  });

  test("the manifest lists what is public, and is not sent twice", async () => {
    await merchant.campaign("OPEN");
    await merchant.campaign("SECRET", { public: false });
    const manifest = await call(edge, "GET", "/v1/manifest");
    const prefixes = manifest.body.campaigns.map(({ prefix }) => prefix);
    assert.ok(prefixes.includes("OPEN") && !prefixes.includes("SECRET"));
    assert.match(manifest.body.campaigns[0].public_key, /^[\w-]{43}$/);
    assert.ok(Math.abs(Date.parse(manifest.body.now) - Date.now()) < 60_000);
    assert.equal(manifest.headers.get("access-control-allow-origin"), "*");
    const headers = { "if-none-match": manifest.headers.get("etag") };
    assert.equal((await call(edge, "GET", "/v1/manifest", { headers })).status, 304);
  });
});

describe("idempotency", () => {
  test("a repeated redemption is answered again, another one under its id is a conflict", async () => {
    await merchant.campaign("IDEM");
    const [code, other] = await merchant.codes("IDEM", { count: 2 });
    const first = await merchant.redeem(code, { id: "o-1" }, "command-1");
    const again = await merchant.redeem(code.toLowerCase(), { id: "o-1" }, "command-1");
    assert.deepEqual([again.status, again.text], [201, first.text]);
    assert.equal(first.headers.get("idempotent-replayed"), null);
    assert.equal(again.headers.get("idempotent-replayed"), "true");
    assertProblem(await merchant.redeem(other, { id: "o-1" }, "command-1"), 409, "idempotency_conflict", { field: "code" });
    assertProblem(
      await merchant.redeem(code, { id: "o-1", subtotal: 1 }, "command-1"),
      409,
      "idempotency_conflict",
      { field: "order.subtotal" },
    );
    const existing = await merchant.redeem(code, { id: "o-1" }, "command-2");
    assert.deepEqual([existing.status, existing.body.existing], [200, true]);
    assert.equal(existing.body.id, first.body.id);
  });

  test("a repeated batch adds nothing", async () => {
    await merchant.campaign("TWICE");
    const issue = (count) =>
      merchant.post("/v1/campaigns/TWICE/batches", { count }, { "idempotency-key": "batch-1" });
    const [first, again] = [await issue(10), await issue(10)];
    assert.deepEqual([again.status, again.text], [201, first.text]);
    assert.equal(again.headers.get("idempotent-replayed"), "true");
    assertProblem(await issue(11), 409, "idempotency_conflict", { field: "count" });
    const next = await merchant.batch("TWICE", { count: 5 });
    assert.equal(next.first_serial, 10, "serials go on without a gap");
  });

  test("state is not changed without an id", async () => {
    const body = { code: "X", order: { id: "o-1", currency: "EUR", subtotal: 1 } };
    assertProblem(await merchant.post("/v1/redemptions", body), 400, "idempotency_key_required");
    assertProblem(await merchant.post("/v1/campaigns/TWICE/batches", { count: 1 }), 400, "idempotency_key_required");
    const long = { "idempotency-key": "x".repeat(256) };
    assertProblem(await merchant.post("/v1/redemptions", body, long), 400, "idempotency_key_required");
  });
});

describe("campaigns", () => {
  test("the same request finds what it made, another one is refused", async () => {
    const first = expected(await merchant.post("/v1/campaigns", campaign("SAME")), 201);
    const again = await merchant.post("/v1/campaigns", campaign("SAME"));
    assert.deepEqual([again.status, again.body], [200, first]);
    assert.equal(again.headers.get("idempotent-replayed"), "true");
    const other = campaign("SAME", { name: "Other" });
    assertProblem(await merchant.post("/v1/campaigns", other), 409, "prefix_taken", { field: "pattern" });
  });

  test("prefixes that read alike cannot both exist", async () => {
    await merchant.campaign("SOLO");
    assertProblem(await merchant.post("/v1/campaigns", campaign("S010")), 409, "prefix_taken");
  });

  test("what breaks a rule is named", async () => {
    const refused = async (fields, field) =>
      assertProblem(await merchant.post("/v1/campaigns", campaign("RULE", fields)), 422, "invalid_value", { field });
    await refused({ pattern: "rule-####-####-####-####" }, "pattern");
    await refused({ pattern: "RULE-############", max_codes: 1e9 }, "pattern");
    await refused({ name: " " }, "name");
    await refused({ currency: "euro" }, "currency");
    await refused({ offer: { type: "percent", basis_points: 10_001 } }, "offer.basis_points");
    await refused({ starts_at: "2026-02-01T00:00:00Z", ends_at: "2026-01-01T00:00:00Z" }, "ends_at");
    await refused({ serial_bits: 38 }, "serial_bits");
    assertProblem(await merchant.get("/v1/campaigns/RULE"), 404, "campaign_unknown");
  });

  test("lists are paged", async () => {
    const prefixes = [];
    let next = "";
    do {
      const page = expected(await merchant.get(`/v1/campaigns?limit=2${next}`), 200);
      assert.ok(page.items.length <= 2);
      prefixes.push(...page.items.map(({ prefix }) => prefix));
      next = page.next && `&cursor=${page.next}`;
    } while (next);
    assert.ok(prefixes.length > 3);
    assert.deepEqual(prefixes, [...new Set(prefixes)].sort());
    assertProblem(await merchant.get("/v1/campaigns?limit=101"), 400, "bad_request", { field: "limit" });
    assertProblem(await merchant.get("/v1/campaigns?cursor=*"), 400, "bad_request", { field: "cursor" });
  });
});

describe("refusals", () => {
  test("a validation answers, a redemption refuses", async () => {
    const soon = new Date(Date.now() + 3_600_000).toISOString();
    await merchant.campaign("LATER", { starts_at: soon });
    const [code] = await merchant.codes("LATER", { count: 1 });
    const { reason } = expected(await merchant.validate(code), 200);
    assert.deepEqual([reason.code, reason.transient], ["campaign_not_started", true]);
    assertProblem(await merchant.redeem(code), 422, "campaign_not_started");
  });

  test("an order in another currency is refused", async () => {
    await merchant.campaign("EURO");
    const [code] = await merchant.codes("EURO", { count: 1 });
    const field = "order.currency";
    assertProblem(await merchant.redeem(code, { currency: "USD" }), 422, "currency_mismatch", { field });
  });

  test("everything that is not genuine is refused alike", async () => {
    await merchant.campaign("FORGE");
    const [code, other, third] = await merchant.codes("FORGE", { count: 3 });
    const plausible = forge(code, other, third);
    const forgeries = ["", "FORGE", "*", "NONE-0000-0000-0000-0000", plausible, `${code}0`, other.slice(0, 10) + code.slice(10)];
    const answers = await Promise.all(forgeries.map((forgery) => merchant.validate(forgery)));
    assert.deepEqual(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size, 1);
    assert.equal(answers[0].body.reason.code, "invalid_code");
    assertProblem(await merchant.redeem(plausible), 422, "invalid_code");
    assertProblem(await merchant.lookup(plausible), 422, "invalid_code");
  });
});

describe("malformed requests", () => {
  test("the wrong field is named", async () => {
    const order = { currency: "EUR", subtotal: 1 };
    const refused = async (body, field) =>
      assertProblem(await merchant.post("/v1/validations", body), 400, "bad_request", { field });
    await refused({ code: 1, order }, "code");
    await refused({ order }, "code");
    await refused({ code: "X", order, extra: 1 }, "extra");
    await refused({ code: "X", order: { ...order, subtotal: 49.9 } }, "order.subtotal");
    await refused({ code: "X", order: { ...order, subtotal: -1 } }, "order.subtotal");
    await refused("{", undefined);
    await refused("", undefined);
    const huge = { code: "X", order: { ...order, subtotal: 2 ** 53 } };
    assertProblem(await merchant.post("/v1/validations", huge), 422, "invalid_value", { field: "order.subtotal" });
  });

  test("a body that is too large is not read", async () => {
    const body = JSON.stringify({ code: "x".repeat(65 * 1024) });
    const whole = await answered(() => merchant.post("/v1/validations", body));
    assertProblem(whole, 413, "body_too_large");
    const inChunks = () =>
      new ReadableStream({
        start(controller) {
          for (let i = 0; i < 70; i++) controller.enqueue(new Uint8Array(1024));
          controller.close();
        },
      });
    const answer = await answered(() =>
      fetch(`${edge.url}/v1/validations`, {
        method: "POST",
        headers: { authorization: `Bearer ${merchant.key}` },
        body: inChunks(),
        duplex: "half",
      }),
    );
    assert.equal(answer.status, 413);
  });

  test("unknown paths, methods and ids", async () => {
    assertProblem(await call(edge, "GET", "/v1/nothing"), 404, "not_found");
    const wrong = await call(edge, "DELETE", "/v1/campaigns");
    assertProblem(wrong, 405, "method_not_allowed");
    assert.equal(wrong.headers.get("allow"), "GET, POST");
    assertProblem(await merchant.get("/v1/campaigns/NONE"), 404, "campaign_unknown");
    assertProblem(await merchant.get("/v1/redemptions/rd_NONE_0_1"), 404, "redemption_unknown");
    assertProblem(await merchant.get("/v1/redemptions/42"), 404, "redemption_unknown");
    assertProblem(await merchant.get("/v1/campaigns/FORGE/batches/bt_FORGE_1/codes"), 404, "batch_unknown");
    const format = "/v1/campaigns/FORGE/batches/bt_FORGE_0/codes?format=xml";
    assertProblem(await merchant.get(format), 400, "bad_request", { field: "format" });
    const accept = { accept: "application/json" };
    assertProblem(await merchant.get("/v1/campaigns/FORGE/batches/bt_FORGE_0/codes", accept), 406, "not_acceptable");
  });
});

describe("keys", () => {
  const admin = (method, path, body) => call(edge, method, path, { key: edge.adminKey, body });

  test("each kind opens its own routes", async () => {
    const order = { currency: "EUR", subtotal: 1 };
    const validation = { code: "X", order };
    const shop = expected(await admin("POST", "/v1/keys", { kind: "publishable", name: "shop", origins: [SHOP] }), 201);
    assert.match(shop.key, /^pk_[0-9A-Z]{32}$/);
    const asShop = (path, body, origin = SHOP) =>
      call(edge, "POST", path, { key: shop.key, body, headers: { origin, "idempotency-key": "1" } });

    assert.equal((await asShop("/v1/validations", validation)).status, 200);
    assertProblem(await asShop("/v1/validations", validation, "https://evil.example"), 403, "origin_not_allowed");
    assertProblem(await call(edge, "POST", "/v1/validations", { key: shop.key, body: validation }), 403, "origin_not_allowed");
    assertProblem(await asShop("/v1/redemptions", {}), 403, "wrong_key_kind");
    assertProblem(await asShop("/v1/campaigns", {}), 403, "wrong_key_kind");
    assertProblem(await asShop("/v1/keys", {}), 403, "wrong_key_kind");
    assertProblem(await merchant.post("/v1/keys", {}), 403, "wrong_key_kind");
    assertProblem(await admin("POST", "/v1/campaigns", {}), 403, "wrong_key_kind");

    const missing = await call(edge, "GET", "/v1/campaigns");
    assertProblem(missing, 401, "key_required");
    assert.equal(missing.headers.get("www-authenticate"), "Bearer");
    assertProblem(await call(edge, "GET", "/v1/campaigns", { key: `sk_${"0".repeat(32)}` }), 401, "key_invalid");
    assertProblem(await call(edge, "GET", "/v1/keys", { key: `${edge.adminKey}0` }), 401, "key_invalid");
  });

  test("scopes narrow what a secret key may do", async () => {
    const exporter = await openMerchant(edge, ["export"]);
    assertProblem(await exporter.get("/v1/campaigns"), 403, "insufficient_scope");
    assertProblem(await exporter.redeem("X"), 403, "insufficient_scope");
    assert.equal((await exporter.get("/v1/campaigns/FORGE/batches/bt_FORGE_0/codes")).status, 200);
  });

  test("a revoked key is dead", async () => {
    const doomed = await openMerchant(edge);
    expected(await doomed.get("/v1/campaigns"), 200);
    const revoked = expected(await admin("POST", `/v1/keys/${doomed.id}/revoke`), 200);
    assert.ok(revoked.revoked_at);
    assertProblem(await doomed.get("/v1/campaigns"), 401, "key_invalid");
    const again = expected(await admin("POST", `/v1/keys/${doomed.id}/revoke`), 200);
    assert.equal(again.revoked_at, revoked.revoked_at);
    const { items } = expected(await admin("GET", "/v1/keys"), 200);
    assert.ok(items.some(({ id }) => id === doomed.id));
    assert.ok(items.every((key) => key.key === undefined && key.hash === undefined), "shown once");
    assertProblem(await admin("POST", "/v1/keys/key_none/revoke"), 404, "key_unknown");
  });

  test("a page of an allowed origin may read answers, also refusals", async () => {
    const preflight = (origin, path = "/v1/validations") =>
      fetch(edge.url + path, {
        method: "OPTIONS",
        headers: { origin, "access-control-request-method": "POST" },
      });
    const allowed = await preflight(SHOP);
    assert.equal(allowed.status, 204);
    assert.equal(allowed.headers.get("access-control-allow-origin"), SHOP);
    assert.match(allowed.headers.get("access-control-allow-headers"), /authorization/);
    const secret = await preflight(SHOP, "/v1/redemptions");
    assert.equal(secret.headers.get("access-control-allow-origin"), null);

    const { key } = expected(
      await admin("POST", "/v1/keys", { kind: "publishable", name: "page", origins: [SHOP] }),
      201,
    );
    const ask = (body) => call(edge, "POST", "/v1/validations", { key, body, headers: { origin: SHOP } });
    const refused = await ask({});
    assertProblem(refused, 400, "bad_request");
    assert.equal(refused.headers.get("access-control-allow-origin"), SHOP);
    assert.match(refused.headers.get("vary"), /origin/i);
  });

  test("a page cannot tell what is not issued from what is forged", async () => {
    // Two campaigns with one layout; the codes of the second are known before they are issued.
    const { key } = expected(
      await admin("POST", "/v1/keys", { kind: "publishable", name: "page", origins: ["*"] }),
      201,
    );
    await merchant.campaign("KNOWN", { max_codes: undefined, serial_bits: 20 });
    await merchant.batch("KNOWN", { count: 1 });
    const code = await mintedElsewhere("KNOWN", 7);
    const body = { code, order: { currency: "EUR", subtotal: 1 } };
    const page = expected(await call(edge, "POST", "/v1/validations", { key, body }), 200);
    assert.equal(page.reason.code, "invalid_code");
    const server = expected(await merchant.post("/v1/validations", body), 200);
    assert.equal(server.reason.code, "not_issued");
  });
});

/** A genuine code that nobody has issued, minted with the edge's own master key. */
async function mintedElsewhere(prefix, serial) {
  const { mint } = await import("./support/tessera.mjs");
  const { body } = await merchant.get(`/v1/campaigns/${prefix}`);
  const [code] = await mint(edge.masterKey, body, { fromSerial: serial, count: 1 });
  return code;
}

describe("configuration", () => {
  test("what is missing is said, with the remedy", async () => {
    const bare = await startEdge({ secrets: { TESSERA_MASTER_KEY: null, TESSERA_DEMO: null } });
    try {
      assertProblem(await call(bare, "GET", "/healthz"), 503, "not_configured");
      const answer = await call(bare, "GET", "/v1/manifest");
      assertProblem(answer, 503, "not_configured");
      assert.match(answer.body.detail, /wrangler secret put TESSERA_MASTER_KEY/);
      assertProblem(await call(bare, "GET", "/demo/products"), 404, "not_found");
    } finally {
      await bare.stop();
    }
    assert.equal((await call(edge, "GET", "/healthz")).body.status, "ok");
  });
});

describe("the demo shop's server", () => {
  test("prices are its own, and a coupon is redeemed once", async () => {
    await merchant.campaign("SHOP");
    const [code] = await merchant.codes("SHOP", { count: 1 });
    const { products, currency } = expected(await call(edge, "GET", "/demo/products"), 200);
    assert.equal(currency, "EUR");
    const [{ sku, unit_price }] = products;
    const checkout = (order_id, coupon) =>
      call(edge, "POST", "/demo/checkout", {
        body: { order_id, lines: [{ sku, quantity: 2 }], ...(coupon && { code: coupon }) },
      });
    const plain = expected(await checkout("d-0"), 200);
    assert.deepEqual([plain.subtotal, plain.discount, plain.redemption_id], [2 * unit_price, 0, null]);
    const placed = await checkout("d-1", code);
    assert.equal(expected(placed, 200).discount, Math.round(plain.subtotal / 5));
    assert.equal((await checkout("d-1", code)).text, placed.text, "the same order again");
    assertProblem(await checkout("d-2", code), 422, "already_redeemed");
    assertProblem(await checkout("d-3", "nonsense"), 422, "invalid_code");
  });

  test("its key is made once, and only validates", async () => {
    const config = async () => expected(await call(edge, "GET", "/demo/config"), 200).publishable_key;
    const key = await config();
    assert.match(key, /^pk_/);
    assert.equal(await config(), key);
    assertProblem(await call(edge, "GET", "/v1/campaigns", { key }), 403, "wrong_key_kind");
  });
});

/**
 * The answer to a request that the edge refuses before it has read the whole body. It may close the
 * connection while this client still writes; then the answer is lost on the way, and is asked for anew.
 */
async function answered(request, tries = 10) {
  try {
    return await request();
  } catch (error) {
    if (tries === 1 || !(error instanceof TypeError)) throw error;
    return answered(request, tries - 1);
  }
}
