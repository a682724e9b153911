import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig, type Plugin } from "vite";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

const DESCRIPTION = here("../crates/api/openapi.json");

/** Serves the API's description, which `cargo xtask openapi` makes, beside the page that shows it. */
const description: Plugin = {
  name: "tessera-openapi",
  async generateBundle() {
    this.emitFile({ type: "asset", fileName: "openapi.json", source: await readFile(DESCRIPTION) });
  },
  configureServer(server) {
    server.middlewares.use("/openapi.json", (_request, response, next) => {
      readFile(DESCRIPTION).then((text) => {
        response.setHeader("content-type", "application/json");
        response.end(text);
      }, next);
    });
  },
};

export default defineConfig({
  root: here("."),
  plugins: [svelte(), description],
  build: {
    rolldownOptions: { input: [here("index.html"), here("docs.html")] },
    // The documentation's library is one file; only who reads the documentation loads it.
    chunkSizeWarningLimit: 2000,
  },
  resolve: {
    // The page entry of what `cargo xtask build npm` makes: an alias knows no `exports`.
    alias: { "tessera-codes": here("../target/npm/tessera-codes/browser.js") },
  },
  server: {
    // `vite www` for work on the page, beside a running `cargo xtask up`.
    proxy: { "/v1": "http://localhost:8787", "/demo": "http://localhost:8787" },
  },
});
