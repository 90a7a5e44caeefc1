// Builds every bundle into dist/. `--watch` rebuilds on change, `--minify` is for packaging.
import { build, context } from "esbuild";
import { cpSync, existsSync, mkdirSync } from "node:fs";

const watch = process.argv.includes("--watch");
const minify = process.argv.includes("--minify");

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
  outdir: "dist",
};

const entries = {
  ...(existsSync("client/src/extension.ts") ? { extension: "client/src/extension.ts" } : {}),
  server: "server/src/main.ts",
  modelProcess: "server/src/backend/local/modelProcess.ts",
  nanotype: "server/src/cli.ts",
};

const present = Object.fromEntries(Object.entries(entries).filter(([, file]) => existsSync(file)));
mkdirSync("dist", { recursive: true });
const options = { ...common, entryPoints: present };
if (watch) {
  await (await context(options)).watch();
} else {
  await build(options);
}
cpSync("node_modules/@vscode/tree-sitter-wasm/wasm", "dist/grammars", {
  recursive: true,
  filter: (path) => !path.endsWith(".ts"),
});
