// Builds every bundle into dist/, or into the folder after `--out`. `--watch` rebuilds on change, `--minify` is for packaging.
import { build, context } from "esbuild";
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";

const watch = process.argv.includes("--watch");
const minify = process.argv.includes("--minify");
const out = process.argv.includes("--out") ? process.argv[process.argv.indexOf("--out") + 1] : "dist";

/** Options every bundle shares. onnxruntime-node holds native binaries and stays a package. */
const common = {
  bundle: true,
  platform: "node",
  target: "node20",
  format: "cjs",
  sourcemap: minify ? false : "linked",
  minify,
  logLevel: "warning",
  external: ["vscode", "onnxruntime-node"],
  // jsonc-parser's main file loads its parts by a name that no bundler follows; its ES modules don't.
  alias: { sharp: "./scripts/noImages.cjs", "jsonc-parser": "jsonc-parser/lib/esm/main.js" },
  outdir: out,
};

const entries = {
  ...(existsSync("client/src/extension.ts") ? { extension: "client/src/extension.ts" } : {}),
  server: "server/src/main.ts",
  modelProcess: "server/src/model/local/modelProcess.ts",
  nanotype: "server/src/cli.ts",
};

/** Packages that talk to endpoints or to Prometheus: in separate files, so that a server without either doesn't even read them. */
const latePackages = ["openai", "undici", "prom-client"];
const besideTheServer = {
  name: "beside-the-server",
  setup({ onResolve }) {
    onResolve({ filter: new RegExp(`^(${latePackages.join("|")})$`) }, ({ path, kind }) =>
      kind === "entry-point" ? undefined : { path: `./${path}.js`, external: true },
    );
  },
};

/**
 * Bundle options without the native runtime, for machines that lack it. transformers.js loads that runtime even if
 * unused.
 */
const withoutNativeRuntime = {
  name: "without-native-runtime",
  setup({ onLoad }) {
    onLoad({ filter: /transformers\.node\.(cjs|mjs)$/ }, ({ path }) => {
      const [before, after, ...more] = readFileSync(path, "utf8").split('requireFromHere("onnxruntime-node")');
      if (after === undefined || more.length > 0)
        throw new Error(`${path} no longer loads onnxruntime-node as expected`);
      return { contents: `${before}({})${after}`, loader: "js" };
    });
  },
};
const wasmOptions = {
  ...common,
  entryPoints: { modelProcessWasm: "server/src/model/local/modelProcessWasm.ts" },
  plugins: [withoutNativeRuntime],
  // The runtime's script is an ES module and asks for its own path.
  define: { "import.meta.url": "bundleUrl" },
  banner: { js: 'const bundleUrl = require("node:url").pathToFileURL(__filename).href;' },
};

/** The dashboard's script and style, which run in a web page of VS Code 1.93 or later. */
const pageOptions = {
  ...common,
  entryPoints: { dashboard: "client/src/dashboard/page/main.tsx" },
  platform: "browser",
  target: "chrome124",
  format: "iife",
  jsx: "automatic",
  jsxImportSource: "preact",
  external: [],
  alias: {},
};

const present = Object.fromEntries(Object.entries(entries).filter(([, file]) => existsSync(file)));
mkdirSync(out, { recursive: true });
const options = {
  ...common,
  entryPoints: { ...present, ...Object.fromEntries(latePackages.map((name) => [name, name])) },
  plugins: [besideTheServer],
};
if (watch) {
  await (await context(options)).watch();
  await (await context(wasmOptions)).watch();
  await (await context(pageOptions)).watch();
} else {
  const results = await Promise.all(
    [options, wasmOptions, pageOptions].map((each) => build({ ...each, metafile: minify })),
  );
  // Packaging reads which packages are in the bundles, for their licences.
  const merged = (part) => Object.assign({}, ...results.map(({ metafile }) => metafile[part]));
  if (minify)
    writeFileSync(`${out}/metafile.json`, JSON.stringify({ inputs: merged("inputs"), outputs: merged("outputs") }));
}
cpSync("node_modules/onnxruntime-web/dist/ort-wasm-simd-threaded.wasm", `${out}/ort-wasm-simd-threaded.wasm`);
// Grammars: the package's, except those that no language of server/src/code/languageTable.ts names, and our own
// folder's.
for (const folder of ["node_modules/@vscode/tree-sitter-wasm/wasm", "server/grammars"]) {
  cpSync(folder, `${out}/grammars`, {
    recursive: true,
    filter: (path) => !/\.(ts|js|md|txt)$|-(ini|powershell|regex)\.wasm$/.test(path),
  });
}
