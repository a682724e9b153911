// Schemathesis against the edge: whatever is asked, the answer is a described one.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { call, expected, openMerchant } from "../e2e/support/client.mjs";
import { startEdge } from "../e2e/support/edge.mjs";

const COMMITTED = join(import.meta.dirname, "../../crates/api/openapi.json");
const CONFIG = join(import.meta.dirname, "schemathesis.toml");
const HOOKS = join(import.meta.dirname, "hooks.py");
const SCHEMATHESIS = process.env.TESSERA_SCHEMATHESIS ?? "schemathesis";
const SECONDS = Number(process.env.TESSERA_CONTRACT_SECONDS ?? 120);

let edge;
let document;
let holds;
let keys;

before(async () => {
  edge = await startEdge({ host: "workerd" });
  const merchant = await openMerchant(edge);
  const page = await call(edge, "POST", "/v1/keys", {
    key: edge.adminKey,
    body: { kind: "publishable", name: "contract", origins: ["*"] },
  });
  const spare = await call(edge, "POST", "/v1/keys", {
    key: edge.adminKey,
    body: { kind: "secret", name: "to be revoked" },
  });
  keys = { secretKey: merchant.key, publishableKey: expected(page, 201).key, adminKey: edge.adminKey };

  // What the examples name is made real: a campaign and its batch, a code, a redemption, a hold, a key.
  const stacking = { mode: "stackable" };
  for (const prefix of ["SUM", "VIP", "ALTER", "PAUSE", "END"]) await merchant.campaign(prefix, { stacking });
  const [code] = await merchant.codes("SUM", { count: 1000, uses: 1_000_000 });
  const [other] = await merchant.codes("VIP", { count: 1, uses: 1_000_000 });
  const redeemed = expected(await merchant.redeem(code), 201);
  const hold = async (id) => {
    const order = { id, currency: "EUR", subtotal: 4990 };
    return expected(await merchant.post("/v1/holds", { code, order }, { "idempotency-key": id }), 201).id;
  };
  holds = { example: await hold("contract"), spare: await hold("contract-2") };
  const real = {
    "SUM-91QX-B8H9-VPYZ-Q5NC": code,
    "sum-91qx b8h9 vpyz q5nc": code.toLowerCase(),
    "VIP-4M2T-7XKD-0WQH-3FYB": other,
    rd_SUM_0_17: redeemed.id,
    hd_SUM_0_12: holds.example,
    key_7ZZZZZZZZZZZZZZZ: expected(spare, 201).id,
  };
  let text = await readFile(COMMITTED, "utf8");
  for (const [example, id] of Object.entries(real)) {
    assert.ok(text.includes(example), `the examples do not name ${example} any more`);
    text = text.replaceAll(example, id);
  }
  document = join(edge.directory, "openapi.json");
  await writeFile(document, text);
});

after(() => edge?.stop());

// First: together, its questions and the others' are more than an address may ask in a minute.
test("every answer to a page is a described one", async () => {
  const { publishableKey } = keys;
  // Only whole runs find links between operations.
  const phases = ["--phases", "examples,coverage,fuzzing", "--max-examples", 20];
  const report = await schemathesis({ publishableKey }, ["--include-operation-id", "validate", ...phases]);
  assert.ok(wasReached([report], "POST /v1/validations"), "no validation was answered");
});

test("every answer to a server is a described one", async (t) => {
  // Listing customers asks every shard there is, and would leave the others no time; random requests
  // come last, because they end what the links between operations need.
  const slow = ["--include-operation-id", "listCustomers", "--phases", "examples,fuzzing", "--max-examples", 5];
  const others = ["--exclude-operation-id", "listCustomers", "--max-time", SECONDS / 2, "--phases"];
  const reports = [
    await schemathesis(keys, slow),
    await schemathesis(keys, [...others, "examples,coverage,stateful"]),
    await schemathesis(keys, [...others, "fuzzing"]),
  ];
  const { paths } = JSON.parse(await readFile(COMMITTED, "utf8"));
  const operations = Object.entries(paths).flatMap(([path, item]) =>
    Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
  );
  const turnedAway = operations.filter((operation) => !wasReached(reports, operation));
  assert.deepEqual(turnedAway, [], "these never did what they were asked");
  for (const report of reports) t.diagnostic(`${report.test_cases.generated} requests, seed ${report.seed}`);
});

/** Runs schemathesis with these keys, each for the security scheme of its name; returns its report. */
async function schemathesis(keys, options) {
  const [config, report] = ["schemathesis.toml", "report.json"].map((name) => join(edge.directory, name));
  const auth = Object.entries(keys).map(([name, key]) => `${name} = { bearer = "${key}" }\n`);
  await writeFile(config, `${await readFile(CONFIG, "utf8")}\n[auth.openapi]\n${auth.join("")}`);
  const child = spawn(
    SCHEMATHESIS,
    [
      ...[`--config-file=${config}`, "run", document, "--url", edge.url, "--no-color"],
      ...["--report", "json", "--report-json-path", report],
      ...options.map(String),
    ],
    {
      cwd: edge.directory,
      env: {
        ...process.env,
        SCHEMATHESIS_HOOKS: HOOKS,
        PYTHONDONTWRITEBYTECODE: "1",
        TESSERA_EXAMPLE_HOLD: holds.example,
        TESSERA_SPARE_HOLD: holds.spare,
      },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text) => (printed += text));
  }
  const status = await new Promise((resolve, reject) => child.once("error", reject).once("close", resolve));
  assert.equal(status, 0, printed);
  // The seed has more digits than a number of JavaScript's.
  const seed = /Seed: (\d+)/.exec(printed)?.[1];
  return { ...JSON.parse(await readFile(report, "utf8")), seed };
}

/** Whether any request did what it was asked: a run whose requests are all turned away finds nothing wrong. */
function wasReached(reports, operation) {
  const phases = reports.flatMap(({ valid_rates }) => Object.values(valid_rates[operation] ?? {}));
  return phases.some(({ accepted }) => accepted > 0);
}
