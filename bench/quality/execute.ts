import { spawn, execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Run } from "./cases";

/** Outcome of running a completed program. */
export type Outcome = "passed" | "failed" | "timedOut";

/**
 * Runs a completed program with its test in its own process, in an empty folder that is deleted afterwards. It passes
 * when it reaches its last line; a program that exits early does not. The model's code runs unchanged, so the process
 * gets bounded memory and time and no environment: a guard against accidents, not a jail.
 */
export async function execute(program: string, run: Run, timeoutMs: number): Promise<Outcome> {
  const folder = await mkdtemp(join(tmpdir(), "nanotype-quality-"));
  try {
    const mark = randomUUID();
    const runner = runners[run.language];
    const file = join(folder, runner.fileName);
    await writeFile(file, runner.wrap(`${program}\n${run.test}`, mark));
    const { command, args } = runner.start(folder);
    return await outcomeOf(command, [...args, file], { folder, mark, timeoutMs });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const runners = {
  python: {
    fileName: "program.py",
    start: () => ({ command: pythonPath(), args: ["-I", "-B"] }),
    wrap: (program: string, mark: string): string =>
      `import resource\nresource.setrlimit(resource.RLIMIT_AS, (${memoryBytes}, ${memoryBytes}))\n` +
      `resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))\n${program}\nimport os\nos.write(1, b"${mark}")\n`,
  },
  javascript: {
    fileName: "program.cjs",
    start: (folder: string) => ({
      command: process.execPath,
      args: ["--no-warnings", permissionFlag, `--allow-fs-read=${folder}`, "--max-old-space-size=256"],
    }),
    // HumanEval-X tests with console.assert, which only prints.
    wrap: (program: string, mark: string): string =>
      `console.assert = (isTrue) => { if (!isTrue) throw new Error("assertion"); };\n${program}\n;console.log("${mark}");\n`,
  },
} as const;

/** Address space of a Python program, in bytes. Far more than any solution needs. */
const memoryBytes = 1 << 30;

/** Node's flag that denies files, processes and workers; it lost its prefix with Node 23.5. */
const permissionFlag =
  Number(process.versions.node.split(".", 1)[0]) >= 24 ? "--permission" : "--experimental-permission";

let knownPythonPath: string | undefined;

/** Path of the interpreter itself: version managers put a slow script in front of it. */
/**
 * Finds the Python that runs programs.
 * @throws Error if none is found
 */
export function pythonPath(): string {
  knownPythonPath ??= execFileSync("python3", ["-c", "import sys; print(sys.executable)"], { encoding: "utf8" }).trim();
  return knownPythonPath;
}

function outcomeOf(
  command: string,
  args: readonly string[],
  params: { folder: string; mark: string; timeoutMs: number },
): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    // The limit on processor time ends an endless loop even if we are killed first.
    const limit = `ulimit -t ${Math.ceil(params.timeoutMs / 1000) + 1}; exec "$@"`;
    const child = spawn("sh", ["-c", limit, "sh", command, ...args], {
      cwd: params.folder,
      env: {},
      stdio: ["ignore", "pipe", "ignore"],
      detached: true,
    });
    let tail = "";
    let isOver = false;
    const timer = setTimeout(() => {
      isOver = true;
      killGroup(child.pid);
    }, params.timeoutMs);
    child.stdout.setEncoding("utf8").on("data", (text: string) => (tail = (tail + text).slice(-1000)));
    child.on("error", (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.on("close", (code) => {
      clearTimeout(timer);
      if (isOver) resolve("timedOut");
      else resolve(code === 0 && tail.includes(params.mark) ? "passed" : "failed");
    });
  });
}

/** Ends a program and everything that it has started. */
function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // It ended by itself in this very moment.
  }
}
