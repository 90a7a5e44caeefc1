import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, describe, test } from "vitest";
import { snippetKey } from "./contract/cursors";
import { points } from "./contract/points";
import { hostPoints, proofs } from "./contract/proofs";
import { Stage } from "./contract/stage";
import { extensionsWithAnother } from "./contract/start";
import { freePort, isHostInstalled, notInstalledNote, type HostVersion } from "./hostProcess";
import { hostTest, useWorkbench } from "./useWorkbench";

/**
 * The contract of docs/manners.md with VS Code's default settings, in one window on a workspace of two folders and a
 * repository. `npm run manners` prints its results into that page.
 */
export function contractSuite(version: HostVersion): void {
  const title = `VS Code ${version}, the contract (${notInstalledNote} where skipped)`;
  describe.skipIf(!isHostInstalled(version))(title, hostTest, () => {
    let stage: Stage;
    const results: Partial<Record<string, string>> = {};
    const power = mkdtempSync(join(tmpdir(), "nanotype-power-"));
    let extensionsFolder: string | undefined;
    let ollamaPort = 0;

    afterAll(() => {
      rmSync(power, { recursive: true });
      if (extensionsFolder !== undefined) rmSync(extensionsFolder, { recursive: true });
      mkdirSync(`test-results/host/${version}`, { recursive: true });
      const path = `test-results/host/${version}/contract.json`;
      // Part of the suite may have run.
      const before = existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as object) : {};
      writeFileSync(path, JSON.stringify({ ...before, ...results }, null, 2));
    });
    useWorkbench(
      async () => ({
        version,
        workspace: "both.code-workspace",
        extensionsFolder: (extensionsFolder = await extensionsWithAnother(version)),
        // As VS Code for the Web has it; the files that can't be changed are needed for their point, the system's colours
        // for the pictures.
        settings: {
          "files.autoSave": "afterDelay",
          "files.readonlyInclude": { "**/*frozen.ts": true },
          "window.autoDetectColorScheme": true,
        },
        prepare: prepareFolders,
        environment: { SYSFS_PATH: power, OLLAMA_HOST: `127.0.0.1:${(ollamaPort = await freePort())}` },
        keybindings: [snippetKey],
      }),
      (opened) => {
        stage = new Stage(version, opened, power, ollamaPort);
      },
    );
    afterEach(({ task }) => {
      results[task.name.split(".")[0] ?? ""] = task.result?.state === "pass" ? "kept" : "broken";
    });

    const isShort = process.env["CI"] !== undefined && version !== "1.139";
    for (const [number, ...parts] of proofs.filter(([number]) => !isShort || hostPoints.includes(number)))
      test(`${number}. ${points[number].promise}`, async () => {
        await stage.calm();
        for (const prove of parts) await prove(stage);
      });
  });
}

/** Two folders of sources, and a repository with a staged change. */
function prepareFolders(folder: string): void {
  const folders = ["packages/core/src/one", "packages/core/src/two", "packages/core/src/box"];
  for (const path of folders) mkdirSync(join(folder, path));
  const workspace = { folders: folders.map((path) => ({ path })), settings: {} };
  writeFileSync(join(folder, "both.code-workspace"), JSON.stringify(workspace, null, 2));
  const box = join(folder, "packages/core/src/box");
  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "user.name=Ann", "-c", "user.email=ann@example.org", ...args], { cwd: box });
  const orders = "export function loadOrder(id: string): string {\n  return id;\n}\n";
  writeFileSync(join(box, "orders.ts"), orders);
  git("init", "--quiet", "--initial-branch=main");
  git("add", ".");
  git("commit", "--quiet", "--message", "Add orders");
  writeFileSync(
    join(box, "orders.ts"),
    `${orders}\nexport function refundOrder(id: string): string {\n  return \`no \${id}\`;\n}\n`,
  );
  git("add", ".");
}
