// Starts the edge as it is deployed, on a port and with files of its own, and stops it again.

import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

import { prepareWorkerd } from "./workerd.mjs";
import { prepareWrangler } from "./wrangler.mjs";

const READY_WITHIN_MS = 60_000;
const STOPPED_WITHIN_MS = 10_000;
const PREPARE = { wrangler: prepareWrangler, workerd: prepareWorkerd };

/**
 * Starts an edge.
 *
 * @param {object} [options]
 * @param {"release" | "testing"} [options.build] with or without the seam for tests
 * @param {Record<string, string | null>} [options.secrets] replaces secrets; `null` leaves one out
 * @param {"wrangler" | "workerd"} [options.host] what runs it: wrangler, as on a developer's machine,
 *   or the runtime alone, which takes several times the load and starts in no time, but has no pages
 * @returns an edge: `url`, `adminKey`, `masterKey`, `directory` (its files), `log()`, `stop()`, and
 *   `kill()` and `start()` to restart it on the same files
 */
export async function startEdge({ build = "release", secrets = {}, host = "wrangler" } = {}) {
  const directory = await mkdtemp(join(tmpdir(), "tessera-edge-"));
  const masterKey = randomBytes(32).toString("hex");
  const adminKey = randomBytes(32).toString("hex");
  const values = {
    TESSERA_MASTER_KEY: masterKey,
    TESSERA_ADMIN_KEY: adminKey,
    TESSERA_DEMO: "1",
    ...secrets,
  };
  const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null));
  const port = await freePort();
  const { program, args, env } = await PREPARE[host]({ directory, port, build, secrets: given });

  const edge = { url: `http://127.0.0.1:${port}`, adminKey, masterKey, directory };
  let child;
  let log = "";
  edge.log = () => log;
  edge.start = async () => {
    child = spawn(program, args, {
      cwd: directory,
      env: { ...process.env, ...env },
      // A group of its own, so that stopping it stops workerd too.
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    });
    running.set(child, directory);
    child.once("exit", () => running.delete(child));
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text) => (log += text));
    }
    await ready(edge, child);
  };
  /** Kills everything at once, as a power cut would. */
  edge.kill = () => end(child, "SIGKILL");
  edge.stop = async () => {
    await end(child, "SIGTERM");
    await rm(directory, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    await edge.start();
  } catch (error) {
    await edge.stop();
    throw error;
  }
  return edge;
}

/** Edges, and their files, that would outlive a test run that is stopped in the middle. */
const running = new Map();
process.once("exit", () => {
  for (const [child, directory] of running) {
    process.kill(-child.pid, "SIGKILL");
    rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
  }
});
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(1));

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

async function ready(edge, child) {
  const deadline = Date.now() + READY_WITHIN_MS;
  while (Date.now() < deadline) {
    if (child.exitCode !== null) break;
    // Any answer will do: without its secrets the edge is up, and says what is missing.
    const answer = await fetch(`${edge.url}/healthz`).catch(() => null);
    if (answer !== null) {
      await answer.body?.cancel();
      return;
    }
    await delay(50);
  }
  throw new Error(`the edge did not start:\n${edge.log()}`);
}

async function end(child, signal) {
  if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  process.kill(-child.pid, signal);
  const late = delay(STOPPED_WITHIN_MS, "late", { ref: false });
  if ((await Promise.race([exited, late])) === "late") process.kill(-child.pid, "SIGKILL");
  await exited;
}
