import { fileURLToPath } from "node:url";

import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: here("."),
  plugins: [svelte()],
  resolve: {
    // The page entry of what `cargo xtask build npm` makes: an alias knows no `exports`.
    alias: { "tessera-codes": here("../target/npm/tessera-codes/browser.js") },
  },
  server: {
    // `vite www` for work on the page, beside a running `cargo xtask up`.
    proxy: { "/v1": "http://localhost:8787", "/demo": "http://localhost:8787" },
  },
});
