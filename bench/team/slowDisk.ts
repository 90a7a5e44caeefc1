import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";

/** Calls that write to a file. */
const writingCalls = "write,writev,pwrite64,fsync,fdatasync";

/** Delays each write of a process to a file by `delayMs`, for `durationMs`, as a slow disk would. Needs strace. */
export async function slowDisk(params: {
  pid: number;
  file: string;
  delayMs: number;
  durationMs: number;
}): Promise<void> {
  const { pid, file, delayMs, durationMs } = params;
  const inject = `inject=${writingCalls}:delay_enter=${delayMs * 1_000}`;
  const args = ["-f", "-qq", "-o", "/dev/null", "-P", file, "-e", `trace=${writingCalls}`, "-e", inject];
  const strace = spawn("strace", [...args, "-p", String(pid)], { stdio: "ignore" });
  await Promise.race([sleep(durationMs), once(strace, "error").then(([error]) => Promise.reject(error as Error))]);
  strace.kill("SIGINT"); // lets go of the process
  await once(strace, "exit");
}
