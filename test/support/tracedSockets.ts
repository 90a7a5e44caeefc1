import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Whether system calls can be watched here: `strace` is installed and may trace its children. */
export const canTrace = spawnSync("strace", ["-qq", "-o", "/dev/null", "true"]).status === 0;

/** Watches the sockets of a program and of all it starts. */
export class SocketTrace {
  readonly #folder = mkdtempSync(join(tmpdir(), "nanotype-trace-"));

  /** Arguments to put before the program's own; the program to start is `strace`. */
  get arguments(): string[] {
    // One file a process, so that no line is torn.
    return [
      "-ff",
      "-qq",
      "-e",
      "trace=socket,connect,bind,sendto",
      "-e",
      "signal=none",
      "-o",
      join(this.#folder, "trace"),
    ];
  }

  /** Processes that were watched. */
  get processCount(): number {
    return readdirSync(this.#folder).length;
  }

  /** Calls that reach for a network. Sockets within the machine's file system (unix domain) are none, nor is the line of a process that ended while strace let go of it. */
  networkCalls(): string[] {
    return readdirSync(this.#folder)
      .flatMap((name) => readFileSync(join(this.#folder, name), "utf8").split("\n"))
      .filter((line) => line !== "" && !/AF_(UNIX|LOCAL)|^(sendto|bind)\(\d+, [^{]*$|^\?+\( <detached/.test(line));
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
