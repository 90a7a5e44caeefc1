/**
 * npm start: opens VS Code with the extension on a sample workspace. Uses an installed VS Code, VSCodium or Cursor,
 * with a separate profile. If there is none, or with `-- --host`, uses the real VS Code server of test/host/setup.sh,
 * in a browser.
 */
import { execFileSync, spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { isServerInstalled, startHost } from "../test/host/hostProcess";
import { installedExtension } from "../test/host/vsix";
import { wayToStart } from "./start/wayToStart";

const version = "1.139";

async function main(): Promise<void> {
  const way = wayToStart({
    isHostWanted: process.argv.includes("--host"),
    searchPath: process.env["PATH"] ?? "",
    isHostInstalled: isServerInstalled(version),
    platform: process.platform,
  });
  if (way.kind === "none") throw new Error(way.message);
  const sample = resolve(".cache/start/sample");
  if (!existsSync(join(sample, ".git"))) {
    mkdirSync(sample, { recursive: true });
    cpSync("scripts/sample", sample, { recursive: true });
    makeRepository(sample);
  }
  if (way.kind === "editor") return openEditor(way.path, sample);
  if (way.kind === "installHost") installHost();
  await openHost(sample);
}

/**
 * Makes the sample its own repository. Source Control then has something to show, and this project's .gitignore, which
 * denies completions to everything under .cache, doesn't reach into it.
 */
function makeRepository(sample: string): void {
  const git = (...args: string[]): unknown => execFileSync("git", args, { cwd: sample, stdio: "ignore" });
  const author = ["-c", "user.name=Nanotype", "-c", "user.email=sample@nanotype.invalid", "-c", "commit.gpgsign=false"];
  try {
    git("init", "--quiet");
  } catch {
    rmSync(sample, { recursive: true });
    throw new Error(
      "The sample workspace is a git repository, but git cannot be run here. Install git and run npm start again.",
    );
  }
  git("add", "--all");
  git(...author, "commit", "--quiet", "--no-verify", "--message", "Start the shop");
}

/** Returns the place below the sample's hint, its last line, as `path:line:column`. */
function hintOf(sample: string): string {
  const path = join(sample, "orders.ts");
  return `${path}:${readFileSync(path, "utf8").split("\n").length}:1`;
}

function openEditor(editor: string, sample: string): Promise<void> {
  execFileSync(process.execPath, ["scripts/build.mjs"], { stdio: "inherit" });
  const profile = resolve(".cache/start", basename(editor).replace(/\.\w+$/, ""));
  console.log(`Opening ${sample} with ${editor}, in a separate profile.`);
  const args = [
    `--extensionDevelopmentPath=${resolve(".")}`,
    ...[`--user-data-dir=${profile}`, `--extensions-dir=${profile}-extensions`],
    ...["--disable-workspace-trust", "--skip-welcome", "--skip-release-notes"],
    // Chromium does not start its sandbox for root.
    ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
    ...["--new-window", sample, "--goto", hintOf(sample)],
  ];
  const child = spawn(editor, args, { detached: true, stdio: "ignore", shell: process.platform === "win32" });
  child.unref();
  return new Promise((done, failed) => {
    child.once("spawn", done);
    child.once("error", (error) => failed(new Error(`${editor} does not start (${error.message}).`)));
  });
}

function installHost(): void {
  console.log("No VS Code found. Installing one under .cache (about two minutes, the first time only).");
  try {
    execFileSync("test/host/setup.sh", ["--without-browser", version], { stdio: "inherit" });
  } catch {
    throw new Error(
      "VS Code could not be installed under .cache; the reason is above. Fix that, or put an installed VS Code's `code` on the PATH, and run npm start again.",
    );
  }
}

async function openHost(sample: string): Promise<void> {
  console.log("Packaging and installing the extension…");
  const extensionsFolder = await installedExtension(version);
  const host = await startHost({ version, extensionsFolder });
  const file = `vscode-remote://127.0.0.1:${host.port}${hintOf(sample)}`;
  const payload = encodeURIComponent(
    JSON.stringify([
      ["openFile", file],
      ["gotoLineMode", "true"],
    ]),
  );
  console.log(
    `\nVS Code runs at\n  http://127.0.0.1:${host.port}/?folder=${sample}&payload=${payload}\nCtrl+C ends it.`,
  );
  let stopping: Promise<void> | undefined;
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => {
      stopping ??= host.stop().then(() => process.exit(0));
    });
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
