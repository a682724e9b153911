// What is in the package, and above all what is not in the part of it that pages get.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { gzipSync } from "node:zlib";

import { ROOT, install, run } from "./support/installed.mjs";

const WEIGHT_BYTES_MAX = 20 * 1024;

const installed = install();
const bytes = (file) => readFileSync(join(installed.folder, file));
const exportsOf = (file) => {
  return WebAssembly.Module.exports(new WebAssembly.Module(bytes(file))).map(({ name }) => name);
};

/** What is in the Wasm and the script of whoever verifies by secret keys. */
const OF_THE_VERIFIER = {
  "the salt that keys are derived with": (wasm) => bytes(wasm).includes("tessera/v1"),
  "an export of the verifier": (wasm) => exportsOf(wasm).some((name) => /verif|key/i.test(name)),
  "the option of the master key": (_, script) => bytes(script).includes("masterKey"),
};

for (const [what, isIn] of Object.entries(OF_THE_VERIFIER)) {
  test(`${what} is for servers only`, () => {
    assert.equal(isIn("tessera.wasm", "node.js"), true, "the search finds it where it is");
    assert.equal(isIn("browser.wasm", "browser.js"), false);
  });
}

test("the page's Wasm is compiled without the code that uses secret keys", () => {
  const features = (...args) => {
    const tree = ["tree", "--package", "tessera-wasm", "--edges", "normal", "--format", "{p} {f}"];
    return run("cargo", [...tree, "--offline", ...args], ROOT).match(/tessera-code v\S+ \S+ (.*)/)[1];
  };
  assert.match(features(), /\bsecret\b/);
  assert.equal(features("--no-default-features"), "");
});

test("the page's entry has the manifest and nothing else", async () => {
  const page = await import(join(installed.folder, "browser.js"));
  assert.deepEqual(Object.keys(page), ["Manifest", "init"]);
  const server = await installed.import();
  assert.deepEqual(Object.keys(server), ["Manifest", "Verifier", "init"]);
});

test("each entry weighs at most 20 KB with its Wasm", (t) => {
  const entries = { browser: "browser.wasm", node: "tessera.wasm", workerd: "tessera.wasm" };
  for (const [entry, wasm] of Object.entries(entries)) {
    const [script, module] = [`${entry}.js`, wasm].map((file) => gzipSync(bytes(file), { level: 9 }));
    const weight = script.length + module.length;
    t.diagnostic(`${entry}: ${weight} bytes gzipped (Wasm ${module.length}, script ${script.length})`);
    assert.ok(weight <= WEIGHT_BYTES_MAX, `${entry} weighs ${weight} bytes`);
  }
});

test("the tarball has what it needs and no more", () => {
  const others = installed.files.filter((file) => !file.startsWith("types/"));
  assert.deepEqual(others, [
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "README.md",
    "browser.js",
    "browser.js.map",
    "browser.wasm",
    "inline.js",
    "inline.js.map",
    "node.js",
    "node.js.map",
    "package.json",
    "tessera.wasm",
    "workerd.js",
    "workerd.js.map",
  ]);
  const { dependencies, sideEffects, license } = JSON.parse(bytes("package.json"));
  assert.deepEqual([dependencies, sideEffects, license], [undefined, false, "MIT OR Apache-2.0"]);
});

test("publint has nothing to say", () => {
  const said = run("publint", ["--strict", "target/npm/tessera-codes"], ROOT);
  assert.match(said, /All good!/);
});
