import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

const folder = ".cache/engines";

/** True if setup.sh has installed the engines here. */
export const areEnginesInstalled =
  existsSync(`${folder}/installed`) &&
  readFileSync(`${folder}/installed`, "utf8") === readFileSync("deploy/local/requirements.txt", "utf8");

/** Note in the name of a suite without its engines. */
export const notInstalledNote = "no engines here: run deploy/local/setup.sh";

/** Longest time for an engine's start and test, in ms: engines are large, and the machine may be busy. */
export const patienceMs = 180_000;

/** A real engine, in a separate process. */
export interface Engine {
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts a program of the virtual environment, which prints its address; resolves once its `/v1/models` answers. */
export async function startEngine(params: { program: string; args: readonly string[] }): Promise<Engine> {
  const { program, args } = params;
  const child = spawn(`${folder}/bin/${program}`, args, { stdio: ["pipe", "pipe", "pipe"] });
  let told = "";
  let printed = "";
  child.stderr.on("data", (data: Buffer) => (told = (told + data.toString()).slice(-4_000)));
  child.stdout.on("data", (data: Buffer) => (printed = (printed + data.toString()).slice(0, 4_000)));
  for (;;) {
    if (child.exitCode !== null) throw new Error(`${program} ended: ${told}`);
    const url = /^http:\S+(?=\n)/.exec(printed)?.[0];
    if (url !== undefined && (await answers(url))) return { url, stop: () => stop(child) };
    await sleep(200);
  }
}

async function answers(url: string): Promise<boolean> {
  return fetch(`${url}/v1/models`).then(
    (response) => response.ok,
    () => false, // not yet
  );
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await ended;
}
