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

/** How long VS Code itself waits before it asks for inline completions, in ms; the server's own wait subtracts it. */
const hostDelayMs = 50;

export interface LanguageClientParams {
  /** The server, which waits for its client. */
  readonly process: ServerProcess;
  /** Folder for the completions kept on disk. */
  readonly cacheFolder: string;
  readonly log: vscode.LogOutputChannel;
  readonly middleware: Middleware;
  /** Called when the server has ended by accident. This client is of no use any more. */
  readonly onEnded: () => void;
  readonly onStateChange: (state: "starting" | "running") => void;
}

/** Makes the client that speaks with the server. Import this file only when it is needed: the library is large. */
export function createLanguageClient(params: LanguageClientParams): LanguageClient {
  const { process, cacheFolder, log, middleware, onEnded, onStateChange } = params;
  // Asked for at each start of the server: trust may have been given since.
  const initializationOptions = (): InitializationOptions => ({
    hostDelayMs,
    reportsAcceptance: true,
    keepsSecrets: true,
    cacheFolder,
    // Enough to load the model at once; the server asks for all settings as soon as it runs.
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
      // The library's own restart mixes two lives up when a server dies while it starts; a new client does not.
      closed: () => {
        onEnded();
        return { action: CloseAction.DoNotRestart, handled: true };
      },
    },
    // A failed start is told by the status bar and the log, not by a dialog of the library.
    initializationFailedHandler: () => false,
  });
  client.onDidChangeState(({ newState }) => {
    if (newState === State.Running) onStateChange("running");
    else if (newState === State.Starting) onStateChange("starting");
  });
  return client;
}

/** The channel to the server. @throws Error where it has ended already */
function transportsOf({ child, isConnected }: ServerProcess): MessageTransports {
  if (!isConnected) throw new Error("its process ended at once");
  return { reader: new IPCMessageReader(child), writer: new IPCMessageWriter(child) };
}

/** Writes everything into the log. Leaves it to the status bar and our own notices to tell of failures; the library shows some of them whatever it is told. */
class QuietClient extends LanguageClient {
  override error(message: string, data?: unknown): void {
    super.error(message, data, false);
  }

  /** The server sends these lines only where the user's setting asks for them, so the channel's own level must not hide them. */
  override debug(message: string, data?: unknown): void {
    super.info(message, data, false);
  }
}
