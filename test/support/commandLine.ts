import { spawn } from "node:child_process";
import { join } from "node:path";
import { expect } from "vitest";

/** The built command line. */
export const program = join(process.cwd(), "dist", "nanotype.js");

/** A command's exit code and output. */
export interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Surroundings of a command. */
export interface RunPlace {
  /** The working folder; the repository's root by default. */
  readonly folder?: string;
  /** Variables besides the test's own. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Owner of the process; the test's own user by default. */
  readonly user?: { readonly uid: number; readonly gid: number };
  /** Path of another copy of the command line. */
  readonly program?: string;
  /** Hangs up on its output at once, as `| true` does. */
  readonly closeEarly?: boolean;
}

/** Runs the built command line without a terminal. */
export function runNanotype(args: readonly string[], place: RunPlace = {}): Promise<Run> {
  const child = spawn(process.execPath, [place.program ?? program, ...args], {
    ...(place.folder === undefined ? {} : { cwd: place.folder }),
    ...place.user,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...place.environment },
  });
  const output = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk: Buffer) => (output.stdout += chunk.toString("utf8")));
  child.stderr.on("data", (chunk: Buffer) => (output.stderr += chunk.toString("utf8")));
  if (place.closeEarly) child.stdout.destroy();
  return new Promise((resolve) => child.once("close", (code) => resolve({ code, ...output })));
}

/** Checks a command's exit code and parts of what it prints. */
export async function checkNanotype(
  args: string,
  expected: { code: number; out?: string; err?: string },
  place: RunPlace = {},
): Promise<void> {
  expect(await runNanotype(args.split(" "), place)).toEqual({
    code: expected.code,
    stdout: expect.stringContaining(expected.out ?? "") as string,
    stderr: expect.stringContaining(expected.err ?? "") as string,
  });
}
