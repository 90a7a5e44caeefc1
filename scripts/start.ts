/**
 * npm start: opens VS Code with the extension on a sample workspace. Takes an installed VS Code, VSCodium or Cursor, with a
 * profile of its own; where there is none, or with `-- --host`, the real VS Code server of test/host/setup.sh, in a browser.
 */
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync } from "node:fs";
import { resolve } from "node:path";
import { isHostInstalled, startHost } from "../test/host/hostProcess";
import { installedExtension } from "../test/host/vsix";

/** Programs that are a VS Code, in the order in which they are looked for. */
const editors = ["code", "codium", "cursor"];

async function main(): Promise<void> {
  const sample = resolve(".cache/start/sample");
  if (!existsSync(sample)) {
    mkdirSync(sample, { recursive: true });
    cpSync("scripts/sample", sample, { recursive: true });
  }
  const editor = process.argv.includes("--host") ? undefined : editors.find(isInstalled);
  if (editor === undefined) await openHost(sample);
  else openEditor(editor, sample);
}

function openEditor(editor: string, sample: string): void {
  execFileSync(process.execPath, ["scripts/build.mjs"], { stdio: "inherit" });
  const profile = resolve(".cache/start", editor);
  console.log(`Opens ${sample} in ${editor}, with a profile of its own.`);
  const args = [
    ...[
      `--extensionDevelopmentPath=${resolve(".")}`,
      `--user-data-dir=${profile}`,
      `--extensions-dir=${profile}-extensions`,
    ],
    ...["--new-window", sample, "--goto", `${sample}/orders.ts:35:1`],
  ];
  spawn(editor, args, { detached: true, stdio: "ignore", shell: process.platform === "win32" }).unref();
}

async function openHost(sample: string): Promise<void> {
  if (!isHostInstalled("1.139")) {
    if (process.platform !== "linux") {
      console.error(`No ${editors.join(", ")} found on the PATH. Install VS Code's shell command and try again.`);
      process.exit(1);
    }
    console.log("No VS Code found: one is installed under .cache (about two minutes, the first time only).");
    execFileSync("test/host/setup.sh", ["1.139"], { stdio: "inherit" });
  }
  console.log("Packages and installs the extension…");
  const extensionsFolder = await installedExtension("1.139");
  const host = await startHost({ version: "1.139", extensionsFolder });
  const file = `vscode-remote://127.0.0.1:${host.port}${sample}/orders.ts`;
  const payload = encodeURIComponent(JSON.stringify([["openFile", file]]));
  console.log(
    `\nVS Code runs at\n  http://127.0.0.1:${host.port}/?folder=${sample}&payload=${payload}\nCtrl+C ends it.`,
  );
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => void host.stop().then(() => process.exit(0)));
  }
}

function isInstalled(program: string): boolean {
  const { status } = spawnSync(process.platform === "win32" ? "where" : "which", [program], { stdio: "ignore" });
  return status === 0;
}

void main();
