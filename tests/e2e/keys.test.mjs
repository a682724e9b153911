// Every route under every kind of key, and what becomes of keys.

import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { after, before, describe, test } from "node:test";

import { call, expected, openMerchant } from "./support/client.mjs";
import { startEdge } from "./support/edge.mjs";
import { openPage } from "./support/page.mjs";

const SHOP = "https://shop.example";
const SCOPES = ["redeem", "issue", "export", "manage"];

/**
 * Who may call what: `public`, `page` (a publishable key, or a secret one with the scope), a scope, or
 * `admin`. The ids name nothing, so that whoever is let in does no harm.
 */
const ROUTES = {
  ChangeCampaign: ["PATCH", "/v1/campaigns/NONE", "manage"],
  PauseCampaign: ["POST", "/v1/campaigns/NONE/pause", "manage"],
  ResumeCampaign: ["POST", "/v1/campaigns/NONE/resume", "manage"],
  EndCampaign: ["POST", "/v1/campaigns/NONE/end", "manage"],
  Hold: ["POST", "/v1/holds", "redeem"],
  ShowHold: ["GET", "/v1/holds/hd_NONE_0_1", "redeem"],
  ReleaseHold: ["DELETE", "/v1/holds/hd_NONE_0_1", "redeem"],
  RedeemHold: ["POST", "/v1/holds/hd_NONE_0_1/redeem", "redeem"],
  ListRedemptions: ["GET", "/v1/redemptions?order=o-1", "redeem"],
  RollBack: ["POST", "/v1/redemptions/rd_NONE_0_1/rollback", "redeem"],
  CancelOrder: ["POST", "/v1/orders/o-none/cancel", "redeem"],
  CheckOut: ["POST", "/v1/checkouts", "redeem"],
  ShowCheckout: ["GET", `/v1/checkouts/co_${"0".repeat(32)}_1`, "redeem"],
  RevokeCodes: ["POST", "/v1/codes/revoke", "issue"],
  Health: ["GET", "/healthz", "public"],
  Manifest: ["GET", "/v1/manifest", "public"],
  Plan: ["POST", "/v1/plan", "manage"],
  CreateCampaign: ["POST", "/v1/campaigns", "manage"],
  ListCampaigns: ["GET", "/v1/campaigns", "manage"],
  ShowCampaign: ["GET", "/v1/campaigns/NONE", "manage"],
  CreateBatch: ["POST", "/v1/campaigns/NONE/batches", "issue"],
  ListBatches: ["GET", "/v1/campaigns/NONE/batches", "manage"],
  ExportCodes: ["GET", "/v1/campaigns/NONE/batches/bt_NONE_0/codes", "export"],
  Validate: ["POST", "/v1/validations", "page", "redeem"],
  Assign: ["POST", "/v1/campaigns/NONE/assignments", "issue"],
  Qualify: ["POST", "/v1/qualifications", "redeem"],
  Redeem: ["POST", "/v1/redemptions", "redeem"],
  ShowRedemption: ["GET", "/v1/redemptions/rd_NONE_0_1", "redeem"],
  LookUpCode: ["POST", "/v1/codes/lookup", "redeem"],
  PutCustomer: ["PUT", "/v1/customers/none", "manage"],
  ShowCustomer: ["GET", "/v1/customers/none", "manage"],
  ForgetCustomer: ["DELETE", "/v1/customers/none", "manage"],
  ListCustomers: ["GET", "/v1/customers", "manage"],
  ShowWallet: ["GET", "/v1/customers/none/wallet", "manage"],
  SuppressCustomer: ["PUT", "/v1/customers/none/suppression", "manage"],
  ShowSuppression: ["GET", "/v1/customers/none/suppression", "manage"],
  LiftSuppression: ["DELETE", "/v1/customers/none/suppression", "manage"],
  CreateKey: ["POST", "/v1/keys", "admin"],
  ListKeys: ["GET", "/v1/keys", "admin"],
  RevokeKey: ["POST", "/v1/keys/key_none/revoke", "admin"],
  "Demo::Config": ["GET", "/demo/config", "public"],
  "Demo::Products": ["GET", "/demo/products", "public"],
  "Demo::Checkout": ["POST", "/demo/checkout", "public"],
};

/** The routes that the worker has, by the names of its own. */
async function routeNames() {
  const source = await readFile(resolve(import.meta.dirname, "../../worker/src/route.rs"), "utf8");
  const variants = (name) => {
    const [, body] = new RegExp(`enum ${name}(?:<'p>)? \\{\\n(.*?)\\n\\}`, "s").exec(source);
    const released = body.replace(/ {4}#\[cfg\(feature = "testing"\)\]\n {4}\w+ \{.*?\n {4}\},?\n?/gs, "");
    return [...released.matchAll(/^ {4}([A-Z]\w*)/gm)].map(([, variant]) => variant);
  };
  const nested = { Demo: variants("Demo") };
  return variants("Route").flatMap((name) => nested[name]?.map((inner) => `${name}::${inner}`) ?? [name]);
}

describe("every route", () => {
  let edge;
  let kinds;

  before(async () => {
    edge = await startEdge();
    const admin = { key: edge.adminKey };
    const revoked = async ({ key, id }) => {
      expected(await call(edge, "POST", `/v1/keys/${id}/revoke`, admin), 200);
      return key;
    };
    const publishable = { kind: "publishable", name: "doomed", origins: [SHOP] };
    const doomedPage = expected(await call(edge, "POST", "/v1/keys", { ...admin, body: publishable }), 201);
    const page = await openPage(edge, [SHOP]);
    const everything = await openMerchant(edge);
    const secret = { kind: "secret" };
    kinds = {
      "no key": { kind: "none" },
      "an empty key": { kind: "unknown", headers: { authorization: "Bearer " } },
      "another scheme": { kind: "unknown", headers: { authorization: `Basic ${everything.key}` } },
      nonsense: { kind: "unknown", key: "nonsense" },
      "an unknown secret key": { kind: "unknown", key: `sk_${"0".repeat(32)}` },
      "a key in lower case": { kind: "unknown", key: everything.key.toLowerCase() },
      "a key cut short": { kind: "unknown", key: everything.key.slice(0, -1) },
      "a revoked secret key": { kind: "unknown", key: await revoked(await openMerchant(edge)) },
      "a revoked publishable key": { kind: "unknown", key: await revoked(doomedPage), headers: { origin: SHOP } },
      "a publishable key": { kind: "page", key: page.key, headers: { origin: SHOP } },
      "a publishable key elsewhere": { kind: "stray page", key: page.key, headers: { origin: "https://evil.example" } },
      "a publishable key from nowhere": { kind: "stray page", key: page.key },
      "a secret key": { ...secret, key: everything.key, scopes: SCOPES },
      "the admin key": { kind: "admin", key: edge.adminKey },
    };
    for (const scope of SCOPES) {
      const { key } = await openMerchant(edge, [scope]);
      kinds[`a secret key that may ${scope}`] = { ...secret, key, scopes: [scope] };
    }
  });

  after(() => edge?.stop());

  test("has a row in this table, and nothing else has", async () => {
    assert.deepEqual(Object.keys(ROUTES).sort(), (await routeNames()).sort());
  });

  for (const [name, [method, path, access, scope = access]] of Object.entries(ROUTES)) {
    test(`${name}: ${method} ${path} is for ${access}`, async () => {
      for (const [title, { kind, key, scopes, headers }] of Object.entries(kinds)) {
        const body = ["POST", "PUT", "PATCH"].includes(method) ? {} : undefined;
        const answer = await call(edge, method, path, { key, body, headers });
        assert.equal(refusal(answer), whatKeepsOut({ kind, scopes }, { access, scope }), `${title}: ${answer.text}`);
      }
    });
  }

  /** Why a key is refused, if it is: whatever else is wrong with the request comes later. */
  function refusal({ status, body, headers }) {
    assert.ok(status < 500, `${status}`);
    if (status === 401) assert.equal(headers.get("www-authenticate"), "Bearer");
    return status === 401 || status === 403 ? `${status} ${body.code}` : null;
  }

  function whatKeepsOut({ kind, scopes }, { access, scope }) {
    if (access === "public") return null;
    if (kind === "none") return "401 key_required";
    if (kind === "unknown") return "401 key_invalid";
    if (kind === "admin") return access === "admin" ? null : "403 wrong_key_kind";
    if (kind === "page") return access === "page" ? null : "403 wrong_key_kind";
    if (kind === "stray page") return access === "page" ? "403 origin_not_allowed" : "403 wrong_key_kind";
    if (access === "admin") return "403 wrong_key_kind";
    return scopes.includes(scope) ? null : "403 insufficient_scope";
  }
});

describe("keys", () => {
  let edge;
  const admin = (method, path, body) => call(edge, method, path, { key: edge.adminKey, body });
  const seam = async (name, body) => expected(await call(edge, "POST", `/__test/${name}`, { body }), 200);

  before(async () => {
    edge = await startEdge({ build: "testing" });
  });
  after(() => edge?.stop());

  test("are shown once, and stored as a hash", async () => {
    const { key, id } = await openMerchant(edge);
    const page = await openPage(edge);
    const listed = await admin("GET", "/v1/keys");
    const files = await stored(join(edge.directory, "state"));
    assert.ok(listed.text.includes(id) && files.includes(id), "the key is stored");
    for (const secret of [key, page.key, edge.adminKey, edge.masterKey]) {
      for (const text of [secret, secret.slice(3), secret.toLowerCase()]) {
        assert.ok(!listed.text.includes(text), "told again");
        assert.ok(!files.includes(text), "stored");
        assert.ok(!edge.log().includes(text), "logged");
      }
    }
  });

  test("are rotated: the new one works before the old one dies", async () => {
    const old = await openMerchant(edge);
    const next = await openMerchant(edge);
    for (const { get } of [old, next]) expected(await get("/v1/campaigns"), 200);
    expected(await admin("POST", `/v1/keys/${old.id}/revoke`), 200);
    assert.equal((await old.get("/v1/campaigns")).status, 401);
    expected(await next.get("/v1/campaigns"), 200);
  });

  test("die within ten seconds where nobody said that they are revoked", async () => {
    const doomed = await openMerchant(edge);
    const now = Date.now();
    const at = (ms) => seam("clock", { now: new Date(now + ms).toISOString() });
    try {
      await at(0);
      await seam("forget", {});
      expected(await doomed.get("/v1/campaigns"), 200);
      await seam("arm", { point: "after_revoke", action: "fail", times: 1 });
      assert.equal((await admin("POST", `/v1/keys/${doomed.id}/revoke`)).status, 500);
      assert.equal((await doomed.get("/v1/campaigns")).status, 200, "this isolate does not know yet");
      await at(10_001);
      assert.equal((await doomed.get("/v1/campaigns")).status, 401);
    } finally {
      await at(0);
      await seam("clock", { now: null });
    }
  });
});

/** Everything in the files below a folder. */
async function stored(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const texts = await Promise.all(files.map(({ parentPath, name }) => readFile(join(parentPath, name), "latin1")));
  return texts.join("\n");
}
