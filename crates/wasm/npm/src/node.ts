import { readFileSync } from "node:fs";
import { initSync } from "#glue";
import { setReady } from "./ready.js";

export * from "./server.js";
export { init } from "./started.js";

initSync({ module: readFileSync(new URL("./tessera.wasm", import.meta.url)) });
setReady();
