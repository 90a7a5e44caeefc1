// npm run package: one .vsix per platform and a universal one, in dist/packages. `-- --target linux-x64` makes only that one (repeatable).
import { execFileSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";
import { createVSIX } from "@vscode/vsce";
import { collectNotices } from "./notices.mjs";
import { packageReadme } from "./packageReadme.mjs";

/**
 * Files of onnxruntime-node for each platform. Left out: a second copy of the dylib under its full version, and the
 * libraries that Windows loads only for a GPU (onnxruntime.dll imports them lazily; Nanotype computes on the CPU).
 */
const nativeFiles = {
  "linux-x64": ["libonnxruntime.so.1"],
  "linux-arm64": ["libonnxruntime.so.1"],
  "darwin-arm64": ["libonnxruntime.1.dylib"],
  "win32-x64": ["onnxruntime.dll"],
  "win32-arm64": ["onnxruntime.dll"],
  universal: [],
};

/** A picture that only the README shows, and the icon's source. */
const notShipped = ["media/pictures/python.png", "media/icon.svg"];

const wanted = process.argv.flatMap((argument, index, all) => (all[index - 1] === "--target" ? [argument] : []));
const unknown = wanted.find((target) => !(target in nativeFiles));
if (unknown !== undefined) {
  console.error(`Unknown target "${unknown}". Targets: ${Object.keys(nativeFiles).join(", ")}.`);
  process.exit(2);
}

const manifest = JSON.parse(readFileSync("package.json", "utf8"));
const bundles = "dist/packages/bundles";
rmSync(bundles, { recursive: true, force: true });
execFileSync(process.execPath, ["scripts/build.mjs", "--minify", "--out", bundles], { stdio: "inherit" });
compress(join(bundles, "ort-wasm-simd-threaded.wasm"));
for (const target of wanted.length > 0 ? wanted : Object.keys(nativeFiles)) await packageFor(target);
rmSync(bundles, { recursive: true, force: true });

async function packageFor(target) {
  const stage = `dist/packages/stage-${target}`;
  rmSync(stage, { recursive: true, force: true });
  mkdirSync(stage, { recursive: true });
  stageCommon(stage);
  // Without a native runtime WebAssembly is the only way, not the fallback.
  if (target === "universal") renameSync(join(stage, "dist/modelProcessWasm.js"), join(stage, "dist/modelProcess.js"));
  else stageNative(stage, target);
  const packagePath = `dist/packages/nanotype-${target}-${manifest.version}.vsix`;
  await createVSIX({
    cwd: stage,
    packagePath,
    dependencies: false,
    // No public repository exists to link to yet, see packageReadme.mjs.
    rewriteRelativeLinks: false,
    allowMissingRepository: true,
    ...(target === "universal" ? {} : { target }),
  });
  rmSync(stage, { recursive: true, force: true });
  console.log(`${packagePath} ${(statSync(packagePath).size / 1e6).toFixed(1)} MB`);
}

/** Copies all files that are the same on every platform. */
function stageCommon(stage) {
  for (const name of ["LICENSE", "CHANGELOG.md", "media", ".vscodeignore"]) {
    cpSync(name, join(stage, name), { recursive: true, filter: (path) => !notShipped.includes(path) });
  }
  writeFileSync(join(stage, "README.md"), packageReadme(readFileSync("README.md", "utf8")));
  cpSync(bundles, join(stage, "dist"), {
    recursive: true,
    // The command line is published to npm, not inside the extension.
    filter: (path) => !/(metafile\.json|\/nanotype\.js|\.map)$/.test(path),
  });
  cpSync("server/models", join(stage, "server/models"), {
    recursive: true,
    filter: (path) => !path.endsWith(".safetensors"),
  });
  const { scripts, devDependencies, dependencies, bin, private: _private, ...shipped } = manifest;
  writeFileSync(join(stage, "package.json"), `${JSON.stringify(shipped, null, 2)}\n`);
  writeFileSync(join(stage, "THIRD_PARTY_NOTICES.txt"), collectNotices(join(bundles, "metafile.json")));
}

/**
 * Replaces a file by a more tightly compressed one. Every package contains WebAssembly, for machines on which the
 * native runtime does not run: 2.8 MB instead of 3.7 in the .vsix; the best quality would save 0.5 MB more and take 20
 * s.
 */
function compress(path) {
  const params = { [constants.BROTLI_PARAM_QUALITY]: 6, [constants.BROTLI_PARAM_LGWIN]: 24 };
  writeFileSync(`${path}.br`, brotliCompressSync(readFileSync(path), { params }));
  rmSync(path);
}

/** Copies one platform's native runtime beside the bundles that load it; vsce leaves out a node_modules at the root. */
function stageNative(stage, target) {
  const [platform, arch] = target.split("-");
  const modules = join(stage, "dist/node_modules");
  for (const name of ["onnxruntime-node", "onnxruntime-common"]) {
    const from = join("node_modules", name);
    for (const part of ["package.json", "LICENSE", "dist"]) {
      if (existsSync(join(from, part))) copyRuntime(join(from, part), join(modules, name, part));
    }
  }
  const binaries = join("bin", readdirSync("node_modules/onnxruntime-node/bin")[0], platform, arch);
  for (const file of ["onnxruntime_binding.node", ...nativeFiles[target]]) {
    copyRuntime(
      join("node_modules/onnxruntime-node", binaries, file),
      join(modules, "onnxruntime-node", binaries, file),
    );
  }
}

/** Copies the files that Node runs: CommonJS and binaries; no browser builds, types or maps. */
function copyRuntime(from, to) {
  mkdirSync(dirname(to), { recursive: true });
  cpSync(from, to, { recursive: true, filter: (path) => !/(\.map|\.d\.ts|\.min\.js|\/esm)$/.test(path) });
}
