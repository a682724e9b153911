import load from "#glue";
import { setReady } from "./ready.js";

export * from "./page.js";

let loading: Promise<void> | undefined;

/**
 * Fetches and starts the Wasm, once; everything after it is synchronous. Calling it again costs
 * nothing, and tries again if it failed.
 */
export function init(): Promise<void> {
  loading ??= load({ module_or_path: new URL("./browser.wasm", import.meta.url) }).then(
    setReady,
    (reason: unknown) => {
      loading = undefined;
      throw reason;
    },
  );
  return loading;
}
