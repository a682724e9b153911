let isReady = false;

/** Notes that the Wasm can be called. */
export function setReady(): void {
  isReady = true;
}

/** Throws unless the Wasm can be called. */
export function assertReady(): void {
  if (!isReady) throw new Error("tessera-codes: `await init()` once, before anything else");
}
