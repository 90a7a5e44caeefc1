import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { installExtension, waitUntil, type HostVersion } from "./hostProcess";

/** Sources of a package; a change here means that it is rebuilt. */
const sources = [
  ...["package.json", "package-lock.json", "README.md", "CHANGELOG.md", "media", "client/src", "server"],
  ...["scripts/build.mjs", "scripts/package.mjs", "scripts/packageReadme.mjs"],
];

/**
 * Returns the folder in which the packaged extension is installed for this host. Packages and installs when the sources
 * have changed; concurrent test files wait for each other.
 */
export async function installedExtension(version: HostVersion, target = `linux-${process.arch}`): Promise<string> {
  const folder = resolve("dist/packages", `installed-${version}-${target}`);
  await withLock(() => {
    madePackages([target]);
    const vsix = packagePath(target);
    const stamp = join(folder, "stamp");
    const wanted = fingerprint([vsix]);
    if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
    rmSync(folder, { recursive: true, force: true });
    installExtension(version, vsix, folder);
    writeFileSync(stamp, wanted);
  });
  return folder;
}

/** Returns the extension's own folder inside an extensions folder. */
export function extensionRoot(extensionsFolder: string): string {
  const name = readdirSync(extensionsFolder).find((entry) => entry.startsWith("nanotype.nanotype-"));
  if (name === undefined) throw new Error(`Nanotype is not installed in ${extensionsFolder}`);
  return join(extensionsFolder, name);
}

/** Copies an extensions folder, so that a test may damage or extend it. */
export function copyOfExtensions(extensionsFolder: string): string {
  const copy = mkdtempSync(join(tmpdir(), "nanotype-extensions-"));
  for (const name of readdirSync(extensionsFolder)) {
    cpSync(join(extensionsFolder, name), join(copy, name), { recursive: true });
  }
  // The list of installed extensions contains absolute paths.
  const list = join(copy, "extensions.json");
  writeFileSync(list, readFileSync(list, "utf8").replaceAll(extensionsFolder, copy));
  return copy;
}

/** Path of the package under test: built here, or the one that `NANOTYPE_VSIX` names. */
export function packagePath(target = `linux-${process.arch}`): string {
  const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
  return resolve(process.env["NANOTYPE_VSIX"] ?? `dist/packages/nanotype-${target}-${version}.vsix`);
}

/**
 * Builds the packages that are missing or older than the sources, and returns their paths. Waits while another test
 * file does.
 */
export async function upToDatePackages(targets: readonly string[]): Promise<readonly string[]> {
  return withLock(() => madePackages(targets));
}

function madePackages(targets: readonly string[]): readonly string[] {
  const wanted = fingerprint(sources);
  const stampOf = (target: string): string => resolve(`dist/packages/${target}.stamp`);
  const stale = targets.filter((target) => {
    const stamp = stampOf(target);
    return !existsSync(packagePath(target)) || !existsSync(stamp) || readFileSync(stamp, "utf8") !== wanted;
  });
  if (stale.length > 0 && process.env["NANOTYPE_VSIX"] === undefined) {
    const args = stale.flatMap((target) => ["--target", target]);
    execFileSync(process.execPath, ["scripts/package.mjs", ...args], { stdio: "pipe" });
    for (const target of stale) writeFileSync(stampOf(target), wanted);
  }
  return targets.map((target) => packagePath(target));
}

/** Returns sizes and times of the files below `paths`. */
function fingerprint(paths: readonly string[]): string {
  const hash = createHash("sha256");
  const add = (path: string): void => {
    if (!existsSync(path)) return;
    const stats = statSync(path);
    if (stats.isDirectory()) for (const name of readdirSync(path).sort()) add(join(path, name));
    else hash.update(`${path} ${stats.size} ${stats.mtimeMs}\n`);
  };
  paths.forEach(add);
  return hash.digest("hex");
}

async function withLock<T>(action: () => T): Promise<T> {
  const path = resolve("dist/packages/lock");
  mkdirSync("dist/packages", { recursive: true });
  const take = (): boolean => {
    try {
      mkdirSync(path);
      return true;
    } catch {
      // A lock left by a killed run is older than any packaging takes.
      if (existsSync(path) && Date.now() - statSync(path).mtimeMs > 120_000) rmSync(path, { recursive: true });
      return false;
    }
  };
  await waitUntil(take, 180_000);
  try {
    return action();
  } finally {
    rmSync(path, { recursive: true, force: true });
  }
}
