/**
 * npm run test:electron: the core of the host suites in a desktop VS Code, through @vscode/test-electron.
 * `VSCODE_EXECUTABLE` names an installed one, else one is downloaded (to `NANOTYPE_VSCODE_CACHE`, or below .cache), if
 * possible. The packaged extension is installed into a separate profile; test/host/insideSuite.ts runs inside the
 * extension host.
 */
import { build } from "esbuild";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { downloadAndUnzipVSCode, resolveCliArgsFromVSCodeExecutablePath, runTests } from "@vscode/test-electron";
import { execFileSync } from "node:child_process";
import { upToDatePackages } from "./vsix";

async function main(): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), "nanotype-electron-"));
  try {
    const vscodeExecutablePath = await findVSCode();
    const folder = join(scratch, "folder");
    const empty = join(scratch, "development");
    mkdirSync(folder);
    mkdirSync(empty);
    // VS Code requires an extension under development; the one under test is the installed one.
    writeFileSync(
      join(empty, "package.json"),
      JSON.stringify({ name: "empty", publisher: "nanotype", version: "0.0.1", engines: { vscode: "*" } }),
    );
    const profile = [`--user-data-dir=${join(scratch, "profile")}`, `--extensions-dir=${join(scratch, "extensions")}`];
    const [cli = "", ...cliArgs] = resolveCliArgsFromVSCodeExecutablePath(vscodeExecutablePath).filter(
      (arg) => !/^--(user-data|extensions)-dir/.test(arg),
    );
    const [vsix = ""] = await upToDatePackages([`${process.platform}-${process.arch}`]);
    execFileSync(cli, [...cliArgs, ...profile, "--install-extension", vsix], {
      stdio: "inherit",
      shell: process.platform === "win32",
    });
    const extensionTestsPath = join(scratch, "suite.cjs");
    await build({
      entryPoints: ["test/host/insideSuite.ts"],
      bundle: true,
      platform: "node",
      format: "cjs",
      external: ["vscode"],
      outfile: extensionTestsPath,
    });
    await runTests({
      vscodeExecutablePath,
      extensionDevelopmentPath: empty,
      extensionTestsPath,
      launchArgs: [
        folder,
        ...profile,
        "--disable-workspace-trust",
        "--skip-welcome",
        ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
      ],
    });
    console.log("The suite passed in the desktop VS Code.");
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/**
 * Finds a VS Code.
 * @throws Error that says what to do if there is none
 */
async function findVSCode(): Promise<string> {
  const given = process.env["VSCODE_EXECUTABLE"] ?? "";
  if (given !== "") return checked(given);
  try {
    const cachePath = process.env["NANOTYPE_VSCODE_CACHE"] ?? resolve(".cache/vscode-test");
    return await downloadAndUnzipVSCode({ version: "stable", cachePath });
  } catch (error) {
    throw new Error(
      `No desktop VS Code could be downloaded (${String(error)}). Set VSCODE_EXECUTABLE to an installed one, ` +
        "or run the same suite in VS Code's server: test/host/setup.sh && npx vitest run test/host.",
      { cause: error },
    );
  }
}

/** Returns the executable of an installed VS Code; its shell command is beside it. */
function checked(given: string): string {
  const [command = ""] = resolveCliArgsFromVSCodeExecutablePath(resolve(given));
  const missing = [resolve(given), command].find((path) => !existsSync(path));
  if (missing === undefined) return resolve(given);
  throw new Error(
    `VSCODE_EXECUTABLE is ${given}. There is no such program: ${missing} is missing. Give the program itself, ` +
      "such as /usr/share/code/code, not the shell command that starts it.",
  );
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
