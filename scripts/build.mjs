// Builds every bundle into dist/, or into the folder after `--out`. `--watch` rebuilds on change, `--minify` is for packaging.
import { build, context } from "esbuild";
import { cpSync, existsSync, mkdirSync, writeFileSync } from "node:fs";

const watch = process.argv.includes("--watch");
const minify = process.argv.includes("--minify");
const out = process.argv.includes("--out") ? process.argv[process.argv.indexOf("--out") + 1] : "dist";

/** Options every bundle shares. onnxruntime-node holds native binaries and stays a package; sharp (images) is never used. */
const common = {
  bundle: true,
  platform: "node",
  target: "node20",
  format: "cjs",
  sourcemap: minify ? false : "linked",
  minify,
  logLevel: "warning",
  external: ["vscode", "onnxruntime-node", "sharp"],
  outdir: out,
};

const entries = {
  ...(existsSync("client/src/extension.ts") ? { extension: "client/src/extension.ts" } : {}),
  server: "server/src/main.ts",
  modelProcess: "server/src/backend/local/modelProcess.ts",
  nanotype: "server/src/cli.ts",
};

const present = Object.fromEntries(Object.entries(entries).filter(([, file]) => existsSync(file)));
mkdirSync(out, { recursive: true });
const options = { ...common, entryPoints: present };
if (watch) {
  await (await context(options)).watch();
} else {
  const { metafile } = await build({ ...options, metafile: minify });
  // Packaging reads which packages went into the bundles, for their licences.
  if (minify) writeFileSync(`${out}/metafile.json`, JSON.stringify(metafile));
}
// Grammars: the package's, less those no language of server/src/context/languageTable.ts names, and our own folder's.
for (const folder of ["node_modules/@vscode/tree-sitter-wasm/wasm", "server/grammars"]) {
  cpSync(folder, `${out}/grammars`, {
    recursive: true,
    filter: (path) => !/\.(ts|js|md|txt)$|-(ini|powershell|regex)\.wasm$/.test(path),
  });
}
