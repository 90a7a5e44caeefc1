import { fork, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import {
  IPCMessageReader,
  IPCMessageWriter,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver/node";
import { openConnection } from "../../server/src/lsp/openConnection";
import { StrictMessageReader } from "../../server/src/lsp/strictMessageReader";
import { serverNodeArguments } from "../../server/src/protocol";
import { pathsBeside } from "../../server/src/engine";
import { startServer, type ServerParams } from "../../server/src/server";
import { LspClient } from "./lspClient";

/** Folder in which `npm run build` puts the bundles; tests and benchmarks run in the repository's root. */
const bundleFolder = `${process.cwd()}/dist`;

/**
 * The built servers' settings file and the files beside it, not the developer's own; and for each server a cache of its own,
 * unless the test has named one, so that no answer comes from another test.
 */
function environment(): NodeJS.ProcessEnv {
  process.env.NANOTYPE_SETTINGS ??= join(temporaryFolder("settings"), "settings.json");
  return { ...process.env, NANOTYPE_CACHE: process.env.NANOTYPE_CACHE ?? temporaryFolder("cache") };
}

/** A folder that is removed when this process ends. */
function temporaryFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `nanotype-${name}-`));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A client whose server runs in this process, over streams. */
export function inMemoryClient(params: Partial<Omit<ServerParams, "connection">> = {}): LspClient {
  const toServer = new PassThrough();
  const toClient = new PassThrough();
  const connection = openConnection(new StrictMessageReader(toServer), new StreamMessageWriter(toClient));
  startServer({ paths: pathsBeside(bundleFolder), ...params, connection });
  connection.listen();
  return new LspClient(new StreamMessageReader(toClient), new StreamMessageWriter(toServer));
}

/** A client of the built server over stdio, started by `program`. Its stderr is shown. */
export function stdioClient(
  command: readonly string[] = [...serverNodeArguments, "dist/server.js", "--stdio"],
  program = process.execPath,
): LspClient {
  const child = spawn(program, command, { stdio: ["pipe", "pipe", "inherit"], env: environment() });
  return new LspClient(new StreamMessageReader(child.stdout), new StreamMessageWriter(child.stdin), child);
}

/** A client of the built server over node's IPC, as VS Code forks it. */
export function ipcClient(): LspClient {
  const child = fork("dist/server.js", ["--node-ipc"], {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
    execArgv: [...serverNodeArguments],
    env: environment(),
  });
  return new LspClient(new IPCMessageReader(child), new IPCMessageWriter(child), child);
}
