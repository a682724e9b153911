// Where things are that the tests run.

import { join, resolve } from "node:path";

export const ROOT = resolve(import.meta.dirname, "../../..");

const BUILDS = { release: "worker/build", testing: "target/worker-testing" };

/** The folder of a build of the Worker: `index.js` and `index_bg.wasm`. */
export const buildFolder = (build) => join(ROOT, BUILDS[build]);

/** The project's own configuration of what is deployed. */
export const CONFIGURATION = join(ROOT, "wrangler.toml");
