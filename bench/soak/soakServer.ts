import { spawn, type ChildProcess } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { StreamMessageReader, StreamMessageWriter } from "vscode-languageserver/node";
import { serverNodeArguments } from "../../server/src/protocol";
import { LspClient } from "../../test/support/lspClient";
import { childrenOf } from "../../test/support/processes";

/** Size of a memory page, in bytes, on the systems where this runs. */
const pageBytes = 4_096;

/** The built server over stdio with its own files, observed from outside. Linux only. */
export class SoakServer {
  readonly client: LspClient;
  readonly #child: ChildProcess;
  #stderr = "";

  /** `folder` holds the settings file and the files beside it. */
  constructor(
    readonly folder: string,
    environment: Readonly<Record<string, string>>,
  ) {
    const child = spawn(process.execPath, [...serverNodeArguments, "dist/server.js", "--stdio"], {
      stdio: ["pipe", "pipe", "pipe"],
      env: {
        ...process.env,
        ...environment,
        NANOTYPE_SETTINGS: join(folder, "settings.json"),
        NANOTYPE_CACHE: join(folder, "cache"),
      },
    });
    child.stderr.on("data", (chunk: Buffer) => (this.#stderr += chunk.toString("utf8")));
    this.#child = child;
    this.client = new LspClient(new StreamMessageReader(child.stdout), new StreamMessageWriter(child.stdin), child);
  }

  /** Its output on standard error. */
  get stderr(): string {
    return this.#stderr;
  }

  get isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Finds the processes that compute the model; one, except while it is being replaced. */
  modelProcesses(): number[] {
    const children = this.isRunning ? childrenOf(this.#child.pid ?? 0) : [];
    return children.filter((pid) => read(`/proc/${pid}/cmdline`).includes("modelProcess"));
  }

  /** Resident memory now, in MB: the server's and its model process's. */
  memoryMb(): { server: number; model: number } {
    const [model = 0] = this.modelProcesses();
    return { server: residentMb(this.#child.pid ?? 0), model: residentMb(model) };
  }

  /** Returns the size of the audit log in bytes: it grows as long as the disk accepts data. */
  sentBytes(): number {
    return statSync(join(this.folder, "sent.jsonl"), { throwIfNoEntry: false })?.size ?? 0;
  }

  /** Lists the names of leftover temporary files. */
  leftOvers(): string[] {
    return readdirSync(this.folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".tmp"));
  }
}

function residentMb(pid: number): number {
  return (Number(read(`/proc/${pid}/statm`).split(" ")[1] ?? 0) * pageBytes) / 2 ** 20;
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return ""; // the process has just ended
  }
}
