// The installed package in a Worker, on workerd itself.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";

import { unstable_startWorker as startWorker } from "wrangler";

import { formatOptions, manifestEntry, manifestOf } from "./support/agreement.mjs";
import { ROOT, install } from "./support/installed.mjs";

const WORKER = `
import { Manifest, Verifier, init } from "tessera-codes";
export default {
  async fetch(request) {
    const { manifest, options, text } = await request.json();
    await init();
    using verifier = Verifier.fromMasterKey(options);
    return Response.json([Manifest.parse(manifest).check(text, { now: 0 }), verifier.verify(text)]);
  },
};`;

test("a Worker checks and verifies", async () => {
  const { master_key_hex: masterKey, campaigns } = JSON.parse(
    readFileSync(join(ROOT, "tests/vectors/code-v1.json"), "utf8"),
  );
  const [, , welcome] = campaigns;
  const { code, serial } = welcome.valid[0];
  const installed = install();
  installed.write(
    "wrangler.json",
    JSON.stringify({ name: "till", main: "worker.js", compatibility_date: "2026-09-01" }),
  );
  installed.write("worker.js", WORKER);
  const worker = await startWorker({
    config: join(installed.project, "wrangler.json"),
    dev: { server: { hostname: "127.0.0.1", port: 0 }, inspector: false, watch: false, logLevel: "error" },
  });
  try {
    const body = JSON.stringify({
      manifest: manifestOf(manifestEntry(welcome)),
      options: { ...formatOptions(welcome), masterKey },
      text: code.toLowerCase(),
    });
    const response = await worker.fetch("http://till/", { method: "POST", body });
    const [check, answer] = await response.json();
    assert.deepEqual([check.formatted, answer.code, answer.serial], [code, code, serial]);
  } finally {
    await worker.dispose();
  }
});
