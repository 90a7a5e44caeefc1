import { fork, type ChildProcess } from "node:child_process";
import { statSync } from "node:fs";
import { createInterface } from "node:readline";
import * as vscode from "vscode";
import { serverNodeArguments } from "../../../server/src/protocol";

/** Time for a server to end by itself once its client has said good-bye, in ms. */
const patienceMs = 2_000;

/** The language server's process. It waits for its client, so it can start before the client library is loaded. */
export class ServerProcess {
  readonly child: ChildProcess;

  /** Forks the bundle at `path`; the server's output goes to `log`. */
  constructor(path: string, log: vscode.LogOutputChannel) {
    this.child = fork(path, ["--node-ipc", `--clientProcessId=${process.pid}`], {
      cwd: firstFolder(),
      execArgv: [...serverNodeArguments],
      // VS Code's own executable must run as plain Node.
      env: { ...process.env, ELECTRON_RUN_AS_NODE: "1", ELECTRON_NO_ASAR: "1" },
      silent: true,
    });
    // Without a listener, an error would be thrown into the extension host. The end of the connection reports it
    // anyway.
    this.child.on("error", (error) => log.error(`The language server's process: ${error.message}`));
    for (const stream of [this.child.stdout, this.child.stderr])
      if (stream !== null) createInterface({ input: stream }).on("line", (line) => log.error(line));
  }

  /** Reports whether the server can still be reached. */
  get isConnected(): boolean {
    return this.child.connected;
  }

  /** Ensures that the process ends; call it after the client has said good-bye. */
  end(): void {
    if (this.child.connected) this.child.disconnect();
    const timer = setTimeout(() => this.child.kill("SIGKILL"), patienceMs);
    timer.unref();
    this.child.once("exit", () => clearTimeout(timer));
  }
}

/** Returns the server's working folder: relative paths in settings start there. */
function firstFolder(): string | undefined {
  const uri = vscode.workspace.workspaceFolders?.at(0)?.uri;
  if (uri?.scheme !== "file") return undefined;
  return statSync(uri.fsPath, { throwIfNoEntry: false })?.isDirectory() === true ? uri.fsPath : undefined;
}
