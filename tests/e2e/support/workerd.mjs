// The edge on the runtime alone, with no proxy before it: for load, and to kill nothing but it.

import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { buildFolder, CONFIGURATION, ROOT } from "./builds.mjs";

/** Writes workerd's configuration into a folder, and says how to start it there. */
export async function prepareWorkerd({ directory, port, build, secrets }) {
  const state = join(directory, "state");
  await mkdir(state, { recursive: true });
  const file = join(directory, "workerd.capnp");
  await writeFile(file, await config({ state, port, build, secrets }));
  // An absolute path in it is looked for below the import paths.
  return { program: join(ROOT, "node_modules/workerd/bin/workerd"), args: ["serve", "--import-path=/", file], env: {} };
}

/** What wrangler.toml says of the Worker and its objects, as workerd takes it. */
async function config({ state, port, build, secrets }) {
  const deployed = await readFile(CONFIGURATION, "utf8");
  const date = /^compatibility_date = "(.*)"$/m.exec(deployed)[1];
  const objects = [...deployed.matchAll(/^name = "(.*)"\nclass_name = "(.*)"$/gm)];
  const text = (value) => JSON.stringify(value);
  const module = (name, kind) => `(name = ${text(name)}, ${kind} = embed ${text(join(buildFolder(build), name))})`;
  const bindings = [
    ...Object.entries(secrets).map(([name, value]) => `(name = ${text(name)}, text = ${text(value)})`),
    ...objects.map(([, name, className]) => `(name = ${text(name)}, durableObjectNamespace = ${text(className)})`),
  ];
  const namespaces = objects.map(
    ([, name, className]) => `(className = ${text(className)}, uniqueKey = ${text(name)}, enableSql = true)`,
  );
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = .main),
    (name = "state", disk = (path = ${text(state)}, writable = true)),
  ],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")],
);
const main :Workerd.Worker = (
  modules = [${module("index.js", "esModule")}, ${module("index_bg.wasm", "wasm")}],
  compatibilityDate = ${text(date)},
  bindings = [${bindings.join(", ")}],
  durableObjectNamespaces = [${namespaces.join(", ")}],
  durableObjectStorage = (localDisk = "state"),
);
`;
}
