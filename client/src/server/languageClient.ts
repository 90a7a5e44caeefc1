import * as vscode from "vscode";
import {
  CloseAction,
  ErrorAction,
  IPCMessageReader,
  IPCMessageWriter,
  LanguageClient,
  State,
} from "vscode-languageclient/node";
import type { MessageTransports, Middleware } from "vscode-languageclient/node";
import type { InitializationOptions } from "../../../server/src/protocol";
import { documentSelector } from "../offers/documentSelector";
import type { ServerProcess } from "./serverProcess";

/** Delay of VS Code itself before it requests inline completions, in ms; the server subtracts it from its own delay. */
const hostDelayMs = 50;

export interface LanguageClientParams {
  /** The server's process, which waits for its client. */
  readonly process: ServerProcess;
  /** Folder for the completions kept on disk. */
  readonly cacheFolder: string;
  readonly log: vscode.LogOutputChannel;
  readonly middleware: Middleware;
  /** Called when the server has ended by accident. This client can't be used any more. */
  readonly onEnded: () => void;
  readonly onStateChange: (state: "starting" | "running") => void;
}

/** Creates the client that talks to the server. Import this file only when needed: the library is large. */
export function createLanguageClient(params: LanguageClientParams): LanguageClient {
  const { process, cacheFolder, log, middleware, onEnded, onStateChange } = params;
  // Read at each start of the server: trust may have been granted since.
  const initializationOptions = (): InitializationOptions => ({
    hostDelayMs,
    reportsAcceptance: true,
    keepsSecrets: true,
    knowsNames: true,
    cacheFolder,
    // Enough to load the model at once; the server requests all settings as soon as it runs.
    settings: { local: vscode.workspace.getConfiguration("nanotype").get("local") },
    isTrusted: vscode.workspace.isTrusted,
  });
  const client = new QuietClient("nanotype", "Nanotype", async () => Promise.resolve(transportsOf(process)), {
    documentSelector,
    outputChannel: log,
    middleware,
    initializationOptions,
    errorHandler: {
      error: () => ({ action: ErrorAction.Continue, handled: true }),
      // The library's own restart mixes up two lives when a server dies during its start; a new client doesn't.
      closed: () => {
        onEnded();
        return { action: CloseAction.DoNotRestart, handled: true };
      },
    },
    // The status bar and the log report a failed start, not a dialog of the library.
    initializationFailedHandler: () => false,
  });
  client.onDidChangeState(({ newState }) => {
    if (newState === State.Running) onStateChange("running");
    else if (newState === State.Starting) onStateChange("starting");
  });
  return client;
}

/**
 * Returns the channel to the server.
 * @throws Error if the server has already ended
 */
function transportsOf({ child, isConnected }: ServerProcess): MessageTransports {
  if (!isConnected) throw new Error("its process ended at once");
  return { reader: new IPCMessageReader(child), writer: new IPCMessageWriter(child) };
}

/**
 * Writes everything into the log. The status bar and our own notices report failures; without this the library shows
 * some of them whatever its options say.
 */
class QuietClient extends LanguageClient {
  override error(message: string, data?: unknown): void {
    super.error(message, data, false);
  }

  /** Shows debug lines at any level of the channel: the server sends them only if the user's setting requests them. */
  override debug(message: string, data?: unknown): void {
    super.info(message, data, false);
  }
}
