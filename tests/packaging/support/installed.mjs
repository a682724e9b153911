// The package as somebody gets it: packed, and installed in a project of their own.

import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { tmpdir } from "node:os";
import { after } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";

/** The folder of the repository. */
export const ROOT = fileURLToPath(new URL("../../..", import.meta.url));

/** What `cargo xtask build npm` makes. */
const BUILT = join(ROOT, "target/npm/tessera-codes");

/** Packs the package, installs the tarball in a new project, and removes both after the tests. */
export function install() {
  if (!existsSync(join(BUILT, "package.json"))) {
    throw new Error(`${BUILT} is not there: run \`cargo xtask build npm\``);
  }
  const project = mkdtempSync(join(tmpdir(), "tessera-packaging-"));
  after(() => rmSync(project, { recursive: true }));
  const [{ filename, files }] = JSON.parse(
    run("npm", ["pack", BUILT, "--json", "--pack-destination", project], project),
  );
  write(project, "package.json", JSON.stringify({ name: "shop", private: true, type: "module" }));
  run("npm", ["install", "--offline", "--no-audit", "--no-fund", join(project, filename)], project);
  return {
    project,
    /** The folder of the installed package. */
    folder: join(project, "node_modules/tessera-codes"),
    /** The names of the files in the tarball. */
    files: files.map(({ path }) => path).sort(),
    /** Writes a file into the project and returns its path. */
    write: (name, text) => write(project, name, text),
    /** Imports the package as a module of the project would. */
    async import(specifier = "tessera-codes") {
      const module = write(project, "import.mjs", `export * from ${JSON.stringify(specifier)};`);
      return import(`${pathToFileURL(module)}?${encodeURIComponent(specifier)}`);
    },
  };
}

/** Runs a program to its end, the repository's tools first on its path. */
export function run(program, args, cwd) {
  const path = [join(ROOT, "node_modules/.bin"), dirname(process.execPath), process.env.PATH];
  const env = { ...process.env, PATH: path.join(delimiter) };
  return execFileSync(program, args, { cwd, env, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}

function write(project, name, text) {
  const file = join(project, name);
  writeFileSync(file, text);
  return file;
}
