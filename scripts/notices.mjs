import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** Packages that ship beside the bundles instead of inside them. */
const besideBundles = ["onnxruntime-node", "onnxruntime-common", "@vscode/tree-sitter-wasm"];

/** Collects the licence texts of every package in the bundles of an esbuild metafile, as one text. */
export function collectNotices(metafile) {
  const inputs = Object.keys(JSON.parse(readFileSync(metafile, "utf8")).inputs);
  const bundled = inputs.flatMap(
    (path) => /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules)/.exec(path)?.[1] ?? [],
  );
  const names = [...new Set([...bundled, ...besideBundles])].sort();
  const grammars = `${"-".repeat(80)}\n${readFileSync("server/grammars/LICENSES.txt", "utf8")}`;
  const rules = `${"-".repeat(80)}\nRules of gitleaks\n\n${readFileSync("server/secretRules/LICENSE.txt", "utf8")}`;
  return ["Nanotype contains the following packages.\n", ...names.map(noticeOf), grammars, rules].join("\n");
}

function noticeOf(name) {
  const folder = join("node_modules", name);
  const { version, license } = existsSync(folder)
    ? JSON.parse(readFileSync(join(folder, "package.json"), "utf8"))
    : { version: "", license: "" };
  const file = existsSync(folder)
    ? readdirSync(folder).find((entry) => /^(licen[cs]e|copying)/i.test(entry))
    : undefined;
  const text = file === undefined ? "" : readFileSync(join(folder, file), "utf8").trim();
  return `${"-".repeat(80)}\n${name} ${version} (${license})\n\n${text}\n`;
}
