/** Does nothing: here the Wasm starts with the import. For code that also runs in browsers. */
export function init(): Promise<void> {
  return Promise.resolve();
}
