import { fileURLToPath } from "node:url";

import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: here("."),
  plugins: [svelte()],
  resolve: {
    // The verifier is built from crates/wasm: `cargo xtask build npm` puts it there.
    alias: { "tessera-codes": here("../target/npm/tessera-codes") },
  },
  server: {
    // `vite www` for work on the page, beside a running `cargo xtask up`.
    proxy: { "/v1": "http://localhost:8787", "/demo": "http://localhost:8787" },
  },
});
