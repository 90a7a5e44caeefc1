/** `npm run demo:team [-- --state FOLDER]`: completes a line by the real command line through the stack that deploy/local/start.sh runs. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";

/** A loop whose head the model ends. */
const source =
  "export function sum(items: number[]): number {\n  let total = 0;\n  for (let i = 0; i < items.length;\n  return total;\n}\n";
const caret = "sum.ts:3:36";

/** The part of `ready.json` that an editor needs. */
interface Stack {
  readonly url: string;
  readonly model: string;
  readonly keyFile: string;
}

/** The part of `nanotype complete --json` that is printed. */
interface Answer {
  readonly model: string;
  readonly completions: readonly { readonly text: string }[];
  readonly reason: string;
  readonly elapsedMs: number;
}

function main(state: string): void {
  const stack = JSON.parse(readFileSync(join(state, "ready.json"), "utf8")) as Stack;
  const folder = mkdtempSync(join(tmpdir(), "nanotype-team-"));
  try {
    const settings = join(folder, "settings.json");
    const endpoint = { name: "team", kind: "fim", url: stack.url, model: stack.model };
    writeFileSync(settings, JSON.stringify({ mode: "cloud", endpoints: [endpoint] }));
    writeFileSync(join(folder, "sum.ts"), source);
    const environment = { NANOTYPE_SETTINGS: settings, NANOTYPE_KEY_TEAM: readFileSync(stack.keyFile, "utf8") };
    const run = (...args: string[]): string => runCommand(args, folder, environment);
    run("consent", "allow");
    // Without its own model this machine cannot answer instead.
    const answer = JSON.parse(run("complete", caret, "--json", "--set", "local.model=./nowhere")) as Answer;
    process.stdout.write(`${answer.model} answered in ${Math.round(answer.elapsedMs)} ms:\n`);
    process.stdout.write(`for (let i = 0; i < items.length;█${answer.completions.at(0)?.text ?? ""}\n`);
    if (answer.completions.length === 0) throw new Error(answer.reason);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function runCommand(args: readonly string[], folder: string, environment: Readonly<Record<string, string>>): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, [resolve("dist/nanotype.js"), ...args], {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, ...environment },
  });
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

main(resolve(parseArgs({ options: { state: { type: "string", default: ".cache/team" } } }).values.state));
