import type * as vscode from "vscode";
import type { LanguageClient, Middleware } from "vscode-languageclient/node";
import { inBackground } from "../../../server/src/base/inBackground";
import { RestartPolicy } from "./restartPolicy";
import { ServerProcess } from "./serverProcess";

export interface ServerRunnerParts {
  /** Path of the server's bundle. */
  readonly serverPath: string;
  /** Folder for the completions kept on disk. */
  readonly cacheFolder: string;
  readonly log: vscode.LogOutputChannel;
  readonly middleware: Middleware;
  /** Called with the client before it starts, to listen to the server's messages. */
  readonly onCreated: (client: LanguageClient) => void;
  /** Called when the server answers completion requests from now on. */
  readonly onServing: () => void;
  /** Called when `state` has changed. */
  readonly onStateChange: () => void;
}

/** State of the server as the status bar shows it. */
export type ServerState = "notStarted" | "starting" | "running" | "stopped";

/** Starts the language server when it is first needed, and again after accidents, up to a limit. */
export class ServerRunner {
  readonly #policy = new RestartPolicy();
  #state: ServerState = "notStarted";
  /** Counts starts and stops, to recognize what belongs to an earlier run. */
  #run = 0;
  #client: LanguageClient | undefined;
  #process: ServerProcess | undefined;
  /** Called when `#state` has changed. */
  readonly #waiting: (() => void)[] = [];

  constructor(private readonly parts: ServerRunnerParts) {}

  get state(): ServerState {
    return this.#state;
  }

  /** The client while the server answers, else `undefined`. */
  get client(): LanguageClient | undefined {
    return this.#state === "running" ? this.#client : undefined;
  }

  /** Starts the server if needed and returns its client once it answers; `undefined` if it stops instead. */
  async ready(): Promise<LanguageClient | undefined> {
    this.start();
    while (this.#state === "starting") await new Promise<void>((resolve) => this.#waiting.push(resolve));
    return this.client;
  }

  /** Starts the server unless it was started before. */
  start(): void {
    if (this.#state === "notStarted") inBackground("starting the server", this.#start(++this.#run));
  }

  /** Restarts the server because the user asked for it. */
  async restart(): Promise<void> {
    this.#policy.reset();
    await this.stop();
    this.start();
  }

  /** Ends the server and forgets it. */
  async stop(): Promise<void> {
    this.#run++;
    this.#state = "notStarted";
    await this.#dispose();
  }

  async #start(run: number): Promise<void> {
    this.#enter(run, "starting");
    try {
      // The process starts while the client library is loading.
      const process = (this.#process = new ServerProcess(this.parts.serverPath, this.parts.log));
      const { createLanguageClient } = await import("./languageClient");
      if (run !== this.#run) return;
      const client = createLanguageClient({
        ...this.parts,
        process,
        onEnded: () => this.#ended(run),
        onStateChange: (state) => this.#enter(run, state),
      });
      this.#client = client;
      this.parts.onCreated(client);
      await client.start();
      if (run === this.#run) this.parts.onServing();
    } catch (error) {
      // `#ended` handles a server that died during its start. The library reports that, unless the server died before
      // the library listened.
      if (run !== this.#run) return;
      if (this.#process?.isConnected === false) {
        this.#ended(run);
        return;
      }
      this.parts.log.error(`The language server did not start: ${String(error)}`);
      this.#enter(run, "stopped");
    }
  }

  #ended(run: number): void {
    if (run !== this.#run) return;
    inBackground("ending the server", this.#dispose());
    const next = ++this.#run;
    if (this.#policy.serverEnded(Date.now()) === "restart") {
      this.parts.log.warn("The language server ended unexpectedly and is being restarted.");
      inBackground("starting the server", this.#start(next));
    } else {
      this.parts.log.error("The language server keeps crashing and is not restarted.");
      this.#enter(next, "stopped");
    }
  }

  /** Releases the client. A server that is already gone can't be stopped politely; then nothing is left to do. */
  async #dispose(): Promise<void> {
    const client = this.#client;
    const process = this.#process;
    this.#client = undefined;
    this.#process = undefined;
    await client?.dispose().catch((error: unknown) => this.parts.log.debug(`Stopping the server: ${String(error)}`));
    process?.end();
  }

  #enter(run: number, state: ServerState): void {
    if (run !== this.#run) return;
    this.#state = state;
    this.parts.onStateChange();
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
