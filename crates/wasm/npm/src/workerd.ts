import { initSync } from "#glue";
import module from "./tessera.wasm";
import { setReady } from "./ready.js";

export * from "./server.js";
export { init } from "./started.js";

initSync({ module });
setReady();
