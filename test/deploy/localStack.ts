import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Addresses and files of a running stack, as deploy/local/start.sh prints them. */
export interface StackPlaces {
  /** LiteLLM's address. */
  readonly url: string;
  readonly model: string;
  readonly keyFile: string;
  readonly prometheus: string;
  readonly redisPort: number;
  readonly modelServers: readonly string[];
  readonly state: string;
}

/** A team's real stack, started by deploy/local/start.sh with a state folder of its own. */
export class LocalStack {
  private constructor(
    readonly places: StackPlaces,
    private readonly child: ChildProcess,
  ) {}

  /** Resolves once every part answers. */
  static async start(...options: readonly string[]): Promise<LocalStack> {
    const state = mkdtempSync(join(tmpdir(), "nanotype-stack-"));
    const args = ["--state", state, "--port", "0", "--prometheus-port", "0", ...options];
    const child = spawn("deploy/local/start.sh", args, { stdio: ["ignore", "pipe", "pipe"] });
    const output = { stdout: "", stderr: "" };
    child.stderr.on("data", (data: Buffer) => (output.stderr += data.toString()));
    const places = await new Promise<StackPlaces>((resolve, reject) => {
      child.stdout.on("data", (data: Buffer) => {
        output.stdout += data.toString();
        if (output.stdout.endsWith("\n")) resolve(JSON.parse(output.stdout) as StackPlaces);
      });
      child.once("exit", (code) => reject(new Error(`The stack ended (${code}): ${output.stderr}`)));
    });
    return new LocalStack(places, child);
  }

  /** Id of the process that watches over the parts. */
  get processId(): number {
    if (this.child.pid === undefined) throw new Error("The stack never started.");
    return this.child.pid;
  }

  /** The key in a file of the state folder. */
  key(name: string): string {
    return readFileSync(join(this.places.state, "keys", name), "utf8");
  }

  /** All that a part has printed. */
  log(part: string): string {
    return readFileSync(join(this.places.state, "logs", `${part}.log`), "utf8");
  }

  /** The process of a part; another one after it was started again. */
  pid(part: string): number {
    return Number(readFileSync(join(this.places.state, "logs", `${part}.pid`), "utf8"));
  }

  /** Ends all parts, and removes the state folder; does nothing the second time. */
  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.child.once("exit", resolve));
    if (this.child.exitCode === null) {
      this.child.kill("SIGTERM");
      await ended;
    }
    rmSync(this.places.state, { recursive: true, force: true });
  }
}
