// Builds the playground's editor from npm packages: one module, and the licences of the packages in it.
// `npm ci && node build.mjs [FOLDER]` writes both into the playground's assets, or into FOLDER.

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const out = process.argv[2] ?? join(here, "../../harness/attio_harness/playground/assets");

const made = await build({
  absWorkingDir: here,
  entryPoints: ["editor.mjs"],
  bundle: true,
  format: "esm",
  minify: true,
  target: "es2022",
  legalComments: "none",
  metafile: true,
  write: false,
  banner: { js: "/* CodeMirror and what it needs; licences: editor.licences.txt. Made by tools/editor/build.mjs. */" },
});
writeFileSync(join(out, "editor.js"), made.outputFiles[0].contents);

const packages = [...new Set(Object.keys(made.metafile.inputs).flatMap((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? []))];
const texts = packages.sort().map((name) => {
  const folder = join(here, "node_modules", name);
  const about = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const file = readdirSync(folder).find((one) => /^licen[cs]e/i.test(one));
  if (!file) throw new Error(`${name} has no licence file`);
  return `${about.name} ${about.version} (${about.license})\n\n${readFileSync(join(folder, file), "utf8").trim()}\n`;
});
writeFileSync(join(out, "editor.licences.txt"), `${texts.join(`\n${"-".repeat(80)}\n\n`)}`);
