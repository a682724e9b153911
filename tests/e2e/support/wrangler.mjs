// The edge as `wrangler dev` runs it.

import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { buildFolder, CONFIGURATION, ROOT } from "./builds.mjs";

const QUIET = {
  WRANGLER_SEND_METRICS: "false",
  CLOUDFLARE_CF_FETCH_ENABLED: "false",
  WRANGLER_HIDE_BANNER: "true",
  WRANGLER_WRITE_LOGS: "false",
};

/** Writes what wrangler needs into a folder, and says how to start it there. */
export async function prepareWrangler({ directory, port, build, secrets }) {
  const lines = Object.entries(secrets).map(([name, value]) => `${name}="${value}"\n`);
  await writeFile(join(directory, "secrets"), lines.join(""));
  await writeFile(join(directory, "wrangler.toml"), await config(build));
  const options = {
    config: join(directory, "wrangler.toml"),
    "env-file": join(directory, "secrets"),
    "persist-to": join(directory, "state"),
    ip: "127.0.0.1",
    port,
    "inspector-port": 0,
    "show-interactive-dev-session": false,
  };
  const flags = Object.entries(options).map(([name, value]) => `--${name}=${value}`);
  return {
    program: join(ROOT, "node_modules/.bin/node"),
    args: [join(ROOT, "node_modules/wrangler/bin/wrangler.js"), "dev", ...flags],
    env: QUIET,
  };
}

/** The project's own configuration, with paths that hold from another folder. */
async function config(build) {
  const text = await readFile(CONFIGURATION, "utf8");
  return text
    .replace(/^main = .*$/m, `main = ${JSON.stringify(join(buildFolder(build), "index.js"))}`)
    .replace(/^directory = .*$/m, `directory = ${JSON.stringify(join(ROOT, "www/dist"))}`);
}
