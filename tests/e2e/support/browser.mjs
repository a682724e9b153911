// A real Chromium for the browser tests.

import { chromium } from "playwright-core";

/** Debian's Chromium unless told otherwise. */
const EXECUTABLE = process.env.TESSERA_CHROMIUM ?? "/usr/bin/chromium";

/** What Chromium would otherwise do on the network behind a test's back. */
const QUIET = [
  "--headless",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Starts Chromium. Its sandbox needs a user that is not root. */
export function startBrowser() {
  const sandbox = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  return chromium.launch({ executablePath: EXECUTABLE, args: [...QUIET, ...sandbox] });
}
