/** Entry of the server's process: `node dist/server.js --stdio`, or forked with `--node-ipc` as VS Code does. */
import { Console } from "node:console";
import type { Connection } from "vscode-languageserver";
import { IPCMessageReader, IPCMessageWriter, StreamMessageWriter } from "vscode-languageserver/node";
import { userCacheFolder } from "./base/cacheFolder";
import { reportFailure } from "./base/inBackground";
import { describeError } from "./base/log";
import { openConnection } from "./lsp/openConnection";
import { MalformedInput, StrictMessageReader } from "./lsp/strictMessageReader";
import { pathsBeside } from "./engine";
import { statsFolder } from "./metrics/statsFolder";
import { startServer } from "./server";
import { Consents } from "./safety/consent/consents";
import { readPolicy } from "./settings/policyFile";
import { accountsPath, auditPath, consentPath, readUserSettings } from "./settings/userSettings";

// Without its client a server has nothing to do. The library sees when the process named in `initialize` is gone, and the
// reader when stdin ends; these two end the server as well. The model process ends when its pipe to this one does.
process.on("disconnect", () => process.exit(0));
process.stdout.on("error", () => process.exit(0));

process.stderr.on("error", () => undefined);

// An error of a feature without a waiting caller (a timer, a watcher, a promise) costs that piece of its work, never completions.
// An error's message may hold text of the user's, so only its kind and place are reported.
let isServing = false;
process.on("uncaughtException", (error) => {
  if (!isServing) end(`the server cannot start (${describeError(error)})`, 1);
  reportFailure("a part of the server", error);
});

/** Reports why the server ends, and ends it. */
function end(why: string, exitCode: number): never {
  process.stderr.write(`nanotype: ${why}\n`);
  process.exit(exitCode);
}

function connect(): Connection {
  if (process.argv.includes("--node-ipc"))
    return openConnection(new IPCMessageReader(process), new IPCMessageWriter(process));
  if (!process.argv.includes("--stdio")) end("the language server needs --stdio or --node-ipc", 2);
  globalThis.console = new Console(process.stderr); // standard output is the protocol's
  const reader = new StrictMessageReader(process.stdin);
  reader.onClose(() => process.exit(reader.hasSeenShutdown ? 0 : 1));
  reader.onError((error) =>
    end(
      error instanceof MalformedInput
        ? `what the client sends isn't LSP (${error.message}), so the server ends; let the editor start it again`
        : `standard input cannot be read (${describeError(error)}), so the server ends`,
      1,
    ),
  );
  return openConnection(reader, new StreamMessageWriter(process.stdout));
}

const connection = connect();
const { settings, fault } = readUserSettings();
if (fault !== undefined) process.stderr.write(`nanotype: ${fault} It is left out.\n`);
startServer({
  connection,
  paths: pathsBeside(__dirname),
  userSettings: settings,
  accountsPath: accountsPath(),
  auditPath: auditPath(),
  statsFolder: statsFolder(),
  consents: new Consents(consentPath()),
  policy: readPolicy(),
  cacheFolder: userCacheFolder(),
});
connection.listen();
isServing = true;
