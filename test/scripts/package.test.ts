import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { unzipSync } from "fflate";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { upToDatePackages } from "../host/vsix";
import { stdioClient } from "../support/lspServers";
import { usingClients } from "../support/lspSession";

const runtime = "extension/dist/node_modules/onnxruntime-node/bin/napi-v6";

/** The native files of each package, and the machine that their headers must name. */
const packages = {
  "linux-x64": { machine: "ELF x64", files: ["linux/x64/libonnxruntime.so.1", "linux/x64/onnxruntime_binding.node"] },
  "linux-arm64": {
    machine: "ELF arm64",
    files: ["linux/arm64/libonnxruntime.so.1", "linux/arm64/onnxruntime_binding.node"],
  },
  "darwin-arm64": {
    machine: "Mach-O arm64",
    files: ["darwin/arm64/libonnxruntime.1.dylib", "darwin/arm64/onnxruntime_binding.node"],
  },
  "win32-x64": { machine: "PE x64", files: ["win32/x64/onnxruntime.dll", "win32/x64/onnxruntime_binding.node"] },
  "win32-arm64": {
    machine: "PE arm64",
    files: ["win32/arm64/onnxruntime.dll", "win32/arm64/onnxruntime_binding.node"],
  },
  universal: { machine: undefined, files: [] },
} as const;

type Target = keyof typeof packages;
const targets = Object.keys(packages) as Target[];
const use = usingClients();

describe("npm run package", () => {
  const paths = new Map<Target, string>();
  beforeAll(async () => {
    const made = await upToDatePackages(targets);
    targets.forEach((target, index) => paths.set(target, made[index] ?? ""));
  }, 180_000);
  const open = (target: Target, isWanted?: (name: string) => boolean): Record<string, Uint8Array> =>
    unzipSync(readFileSync(paths.get(target) ?? ""), isWanted && { filter: ({ name }) => isWanted(name) });

  test.each(targets)("puts the binaries of %s, and of nothing else, into its package", (target) => {
    const { machine, files } = packages[target];
    const binaries = open(target, (name) => /\.(node|dll|dylib|exe)$|\.so(\.|$)/.test(name));
    expect(Object.keys(binaries).sort()).toEqual(files.map((file) => `${runtime}/${file}`));
    expect([...new Set(Object.values(binaries).map(machineOf))]).toEqual(machine === undefined ? [] : [machine]);
    const manifest = text(
      open(target, (name) => name === "extension.vsixmanifest"),
      "extension.vsixmanifest",
    );
    expect(/TargetPlatform="([^"]*)"/.exec(manifest)?.[1]).toBe(target === "universal" ? undefined : target);
  });

  test.each(targets)("ships nothing with %s that is not used", (target) => {
    const files = open(target);
    const names = Object.keys(files);
    const unused = /\.(map|d\.ts|min\.js|safetensors|svg)$|\/esm\/|metafile|(^|\/)(test|bench|docs|scripts|src)\//;
    expect(names.filter((name) => unused.test(name))).toEqual([]);
    const programs = ["package.json", "dist/extension.js", "dist/server.js"].map((name) =>
      text(files, `extension/${name}`),
    );
    const media = names.filter((name) => name.startsWith("extension/media/"));
    const isMentioned = (name: string): boolean =>
      programs.some((program) => program.includes(name.slice(name.lastIndexOf("/") + 1)));
    expect(media.filter((name) => !isMentioned(name))).toEqual([]);
    expect(names).not.toContain("extension/dist/nanotype.js");
    // WebAssembly is the whole of the universal package, and takes over in the others where the binaries do not run.
    expect(names).toContain("extension/dist/ort-wasm-simd-threaded.wasm.br");
    expect(names.includes("extension/dist/modelProcessWasm.js")).toBe(target !== "universal");
  });

  test("shows every picture the walkthrough names", () => {
    const files = open("universal", (name) => name === "extension/package.json" || name.startsWith("extension/media/"));
    const pictures = text(files, "extension/package.json").match(/media\/[\w/.]+/g) ?? [];
    expect(pictures.length).toBeGreaterThan(4);
    expect(pictures.filter((picture) => !(`extension/${picture}` in files))).toEqual([]);
  });

  test("has a README for users without dead links", () => {
    const readme = text(
      open("universal", (name) => name === "extension/readme.md"),
      "extension/readme.md",
    );
    expect(readme).toContain("## Use it in VS Code");
    expect([...readme.matchAll(/\]\(([^)]{0,40})/g)].map((match) => match[1])).toEqual([]);
    expect(readme).not.toMatch(/npm (ci|start|run package)/);
  });

  test("makes a package of at most 45 MB for linux-x64, and no other is larger", () => {
    const sizesMb = targets.map((target) => statSync(paths.get(target) ?? "").size / 1e6);
    expect(Math.max(...sizesMb)).toBe(sizesMb[targets.indexOf("linux-x64")]);
    expect(Math.max(...sizesMb)).toBeLessThanOrEqual(45);
  });

  test("completes from the universal package, on WebAssembly, as if nothing were missing", async () => {
    const folder = mkdtempSync(join(tmpdir(), "nanotype-universal-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    for (const [name, bytes] of Object.entries(open("universal"))) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), bytes);
    }
    const client = use(stdioClient([join(folder, "extension/dist/server.js"), "--stdio"]));
    await client.start();
    await client.ready();
    const uri = "file:///work/loop.ts";
    client.open(uri, "for (let i = 0; i < items.\n  console.log(items[i]);\n}\n");
    const [item] = await client.complete(uri, "for (let i = 0; i < items.".length, { isInvoked: true });
    expect(item.insertText).toMatch(/^length; i\+\+\) \{/);
    const status = await client.status(({ state }) => state === "ready");
    expect(status).toMatchObject({ health: "ok", message: "", model: "nanotype-6m" });
  }, 120_000);
});

function text(files: Record<string, Uint8Array>, name: string): string {
  return Buffer.from(files[name] ?? []).toString("utf8");
}

/** Returns the machine that a native file is for, by its header: ELF, Mach-O or PE. */
function machineOf(bytes: Uint8Array): string {
  const file = Buffer.from(bytes);
  const magic = file.readUInt32LE(0);
  if (magic === 0x464c457f) return `ELF ${{ 62: "x64", 183: "arm64" }[file.readUInt16LE(18)] ?? "?"}`;
  if (magic === 0xfeedfacf) return `Mach-O ${{ 0x0100000c: "arm64", 0x01000007: "x64" }[file.readUInt32LE(4)] ?? "?"}`;
  if ((magic & 0xffff) === 0x5a4d) {
    const header = file.readUInt32LE(0x3c);
    return `PE ${{ 0x8664: "x64", 0xaa64: "arm64" }[file.readUInt16LE(header + 4)] ?? "?"}`;
  }
  return "unknown";
}
