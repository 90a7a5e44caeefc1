import type * as vscode from "vscode";
import { CloseAction, ErrorAction, LanguageClient, State, TransportKind } from "vscode-languageclient/node";
import type { Middleware } from "vscode-languageclient/node";
import type { InitializationOptions } from "../../server/src/protocol";
import { documentSelector } from "./documentSelector";
import { RestartPolicy } from "./restartPolicy";

/** How long VS Code itself waits before it asks for inline completions, in ms; the server's own wait subtracts it. */
const hostDelayMs = 50;

export interface ServerRunnerParts {
  /** Path of the server's bundle. */
  readonly serverPath: string;
  readonly log: vscode.LogOutputChannel;
  readonly middleware: Middleware;
  /** Called with the client before it starts, to listen to the server's messages. */
  readonly onCreated: (client: LanguageClient) => void;
  /** Called when `state` has changed. */
  readonly onStateChange: () => void;
}

/** Whether the server runs, as the status bar shows it. */
export type ServerState = "notStarted" | "starting" | "running" | "stopped";

/** Starts the language server when it is first needed and again when it ended by accident, with a limit. */
export class ServerRunner {
  readonly #policy = new RestartPolicy();
  #client: LanguageClient | undefined;
  #state: ServerState = "notStarted";

  constructor(private readonly parts: ServerRunnerParts) {}

  get state(): ServerState {
    return this.#state;
  }

  /** The client while the server answers, else `undefined`. */
  get client(): LanguageClient | undefined {
    return this.#state === "running" ? this.#client : undefined;
  }

  /** Starts the server unless that has been done. */
  start(): void {
    if (this.#client === undefined) void this.#run(this.#create());
  }

  /** Starts the server again on the user's wish. */
  async restart(): Promise<void> {
    this.#policy.reset();
    await this.stop();
    this.start();
  }

  /** Ends the server and forgets it. */
  async stop(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    if (client === undefined) return;
    // A server that is already gone cannot be stopped politely; there is nothing left to do then.
    await client.dispose().catch((error: unknown) => this.parts.log.debug(`Stopping the server: ${String(error)}`));
  }

  #create(): LanguageClient {
    const { serverPath, log, middleware } = this.parts;
    const initializationOptions: InitializationOptions = { hostDelayMs, reportsAcceptance: true, keepsSecrets: true };
    const client: LanguageClient = new LanguageClient(
      "nanotype",
      "Nanotype",
      { module: serverPath, transport: TransportKind.ipc },
      {
        documentSelector,
        outputChannel: log,
        middleware,
        initializationOptions,
        errorHandler: {
          error: () => ({ action: ErrorAction.Continue, handled: true }),
          closed: () => this.#closed(client),
        },
        // A failed start is told by the status bar and the log, not by a dialog of the library.
        initializationFailedHandler: () => false,
      },
    );
    this.#client = client;
    client.onDidChangeState(({ newState }) => {
      if (this.#client !== client) return;
      if (newState === State.Running) this.#enter("running");
      else if (newState === State.Starting) this.#enter("starting");
    });
    this.parts.onCreated(client);
    return client;
  }

  async #run(client: LanguageClient): Promise<void> {
    this.#enter("starting");
    try {
      await client.start();
    } catch (error) {
      this.parts.log.error(`The language server did not start: ${String(error)}`);
      if (this.#client === client) this.#enter("stopped");
    }
  }

  #closed(client: LanguageClient): { action: CloseAction; handled: true } {
    if (this.#client !== client) return { action: CloseAction.DoNotRestart, handled: true };
    const verdict = this.#policy.serverEnded(Date.now());
    if (verdict === "restart") {
      this.parts.log.warn("The language server ended by accident and is started again.");
      this.#enter("starting");
      return { action: CloseAction.Restart, handled: true };
    }
    this.parts.log.error("The language server ended too often and is not started again.");
    this.#enter("stopped");
    return { action: CloseAction.DoNotRestart, handled: true };
  }

  #enter(state: ServerState): void {
    this.#state = state;
    this.parts.onStateChange();
  }
}
