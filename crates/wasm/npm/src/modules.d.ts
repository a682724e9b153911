/** As workerd imports it. */
declare module "*.wasm" {
  const module: WebAssembly.Module;
  export default module;
}

/** The Wasm, inlined by esbuild. */
declare module "#bytes" {
  const bytes: Uint8Array<ArrayBuffer>;
  export default bytes;
}
