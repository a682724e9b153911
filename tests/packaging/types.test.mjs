// The types of the installed package, as strict projects compile against them.

import assert from "node:assert/strict";
import test from "node:test";

import { install, run } from "./support/installed.mjs";

const CONSUMER = `
import { Manifest, init, type Check, type CheckOptions } from "tessera-codes";

export async function hint(json: unknown, text: string, options: CheckOptions = {}): Promise<string> {
  await init();
  const check: Check = Manifest.parse(json).check(text, options);
  switch (check.state) {
    case "empty": return "";
    case "unknown_campaign": return check.suggestion ?? "?";
    case "incomplete":
      return check.campaign === undefined ? "" : check.formatted + String(check.missing + 1);
    case "bad_character": return check.character + String(check.index + 1) + (check.campaign ?? "");
    case "too_long": return check.campaign + String(check.extra + 1);
    case "typo": return check.likely === true ? (check.suggestion ?? "") : String(check.position);
    case "not_started": return new Date(check.startsAt).toISOString();
    case "expired": return new Date(check.expiresAt).toISOString();
    case "plausible": return check.name ?? check.formatted;
  }
}
`;

const SERVER = `
import { Verifier, type MasterKeyOptions } from "tessera-codes";

export function serial(options: MasterKeyOptions, text: string): number | undefined {
  using verifier = Verifier.fromMasterKey(options);
  const answer = verifier.verify(text);
  return answer.genuine ? answer.serial : undefined;
}
`;

/** Compiles modules of a project, and the declarations that they use, with nothing skipped. */
function compile(sources, options = {}) {
  const installed = install();
  for (const [name, text] of Object.entries(sources)) installed.write(name, text);
  const compilerOptions = {
    target: "ES2022",
    module: "NodeNext",
    lib: ["ES2022", "DOM"],
    types: [],
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: false,
    noEmit: true,
    ...options,
  };
  installed.write("tsconfig.json", JSON.stringify({ compilerOptions, files: Object.keys(sources) }));
  try {
    return run("tsc", ["--project", installed.project], installed.project);
  } catch (error) {
    return error.stdout;
  }
}

test("a strict project compiles, and every state is told apart", () => {
  assert.equal(compile({ "page.ts": CONSUMER, "server.ts": SERVER }), "");
});

test("so does one that is bundled", () => {
  const options = { module: "ESNext", moduleResolution: "bundler" };
  assert.equal(compile({ "page.ts": CONSUMER, "server.ts": SERVER }, options), "");
});

test("a page has no verifier, and a member of another state is refused", () => {
  const options = { module: "ESNext", moduleResolution: "bundler", customConditions: ["browser"] };
  const wrong = CONSUMER.replace("check.extra", "check.missing");
  const said = compile({ "page.ts": wrong, "server.ts": SERVER }, options);
  assert.match(said, /page\.ts.*Property 'missing' does not exist on type 'TooLong'/);
  assert.match(said, /server\.ts.*no exported member .*'Verifier'/);
});
