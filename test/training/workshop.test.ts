import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { runNanotype, type Run } from "../support/commandLine";
import { stdioClient } from "../support/lspServers";
import { usingClients } from "../support/lspSession";

const environment = resolve(".cache/training");

/** True if setup.sh has installed the workshop here. */
const isInstalled =
  existsSync(join(environment, "installed")) &&
  readFileSync(join(environment, "installed"), "utf8") === readFileSync("training/requirements.txt", "utf8");

describe.skipIf(!isInstalled)("the model workshop (not installed: run training/setup.sh where skipped)", () => {
  const folder = mkdtempSync(join(tmpdir(), "nanotype-workshop-"));
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const client = usingClients();

  test("is formatted and has no finding of its linter", () => {
    for (const command of [["check"], ["format", "--check"]]) {
      const { status, stdout, stderr } = run("ruff", [...command, "--no-cache", "."]);
      expect(status, stdout + stderr).toBe(0);
    }
  });

  // One process, since loading torch takes seconds. Its tests leave the tiny model in `folder`; each of them is listed below.
  const report = isInstalled ? run("python", ["-m", "pytest", "-rA"], { NANOTYPE_TINY: folder }) : undefined;
  const outcomes = [...(report?.stdout ?? "").matchAll(/^(PASSED|FAILED|ERROR) (\S+?)(?: - .*)?$/gm)];

  test("runs its Python tests", () => {
    expect(outcomes.length, report?.stdout).toBeGreaterThan(25);
    expect(report?.status, report?.stdout.slice(-6_000)).toBe(0);
  });

  test.each(outcomes.map(([, outcome, name]) => ({ outcome, name })))("$name", ({ outcome }) => {
    expect(outcome).toBe("PASSED");
  });

  test(
    "makes from nothing a model that writes its 20 lines through the real server",
    { timeout: 120_000 },
    async () => {
      const listed = run("python", [
        "-c",
        "import json; from nanotype_training.generate import functions; print(json.dumps(functions()))",
      ]);
      const functions = JSON.parse(listed.stdout) as [name: string, line: string, text: string][];
      const server = client(stdioClient());
      // Without the memory, which would learn the lines from the documents before.
      const configuration = { mode: "local", local: { model: join(folder, "model") }, memory: { enabled: false } };
      await server.start({ configuration });
      await server.ready();
      const right: string[] = [];
      for (const [index, [name, line, text]] of functions.entries()) {
        const uri = pathToFileURL(join(folder, `routes/find${index}.py`)).href;
        const before = functions[(index + 7) % functions.length]?.[2] ?? "";
        const after = functions[(index + 13) % functions.length]?.[2] ?? "";
        const start = `${before}\n\n${text.slice(0, text.indexOf("    ") + 4)}`;
        server.open(uri, `${start}\n\n\n${after}`, "python");
        const items = await server.complete(uri, start.length, { isInvoked: true });
        if (items.at(0)?.insertText.split("\n")[0] === line) right.push(name);
        server.close(uri);
      }
      // All 20 on most processors; those without VNNI add 8-bit numbers up less exactly and lose some.
      expect(right.length).toBeGreaterThanOrEqual(16);
    },
  );

  test(
    "adapts the model in use to a repository, by the command line, and leaves it where nothing is gained",
    { timeout: 240_000 },
    async () => {
      const repository = join(folder, "own");
      const making = `from pathlib import Path; from nanotype_training.generate import write_repository; write_repository(Path("${repository}"), files=60, seed=5)`;
      expect(run("python", ["-c", making]).status).toBe(0);
      // The house style that the model doesn't know yet; the second commit uses it for other numbers.
      commit(repository, (text) => text.replaceAll("return ", "return audit.checked_"));
      commit(repository, (text) => text.replaceAll(/\d+/g, (number) => String(Number(number) + 100)));
      const settings = join(folder, "settings.json");
      writeFileSync(settings, JSON.stringify({ local: { model: join(folder, "model") } }));
      const environment = { NANOTYPE_SETTINGS: settings, OMP_NUM_THREADS: "1" };
      const adapt = (out: string, minutes: string): Promise<Run> =>
        runNanotype(["models", "adapt", repository, "--out", join(folder, out), "--minutes", minutes], { environment });

      const kept = await adapt("adapted", "0.1");
      expect(kept, kept.stderr).toMatchObject({
        code: 0,
        stdout: expect.stringMatching(/^Kept: on \d+ lines .*To use it: nanotype models use /s) as string,
      });
      expect(existsSync(join(folder, "adapted/onnx/model_quantized.onnx"))).toBe(true);

      const rolledBack = await adapt("unchanged", "0.0001");
      expect(rolledBack).toMatchObject({ code: 1, stderr: expect.stringContaining("Not kept: ") as string });
      expect(rolledBack.stderr).toContain("No model was written; the one in use stays as it is.");
      expect(existsSync(join(folder, "unchanged"))).toBe(false);
    },
  );
});

/** Changes all Python files of a folder, and commits them. */
function commit(repository: string, change: (text: string) => string): void {
  for (const path of readdirSync(repository, { recursive: true, encoding: "utf8" })) {
    if (!path.endsWith(".py")) continue;
    const file = join(repository, path);
    writeFileSync(file, change(readFileSync(file, "utf8")));
  }
  const git = (...args: string[]): unknown => execFileSync("git", ["-C", repository, ...args]);
  git("init", "-q");
  git("add", ".");
  git("-c", "user.name=a", "-c", "user.email=a@b.c", "commit", "-qm", "x");
}

function run(program: string, args: readonly string[], variables: Readonly<Record<string, string>> = {}) {
  return spawnSync(join(environment, "bin", program), args, {
    cwd: "training",
    encoding: "utf8",
    maxBuffer: 16 * 1024 * 1024,
    // The tests train tiny networks, for which a second thread costs more than it brings.
    env: { ...process.env, ...variables, OMP_NUM_THREADS: "1", PYTHONDONTWRITEBYTECODE: "1" },
  });
}
