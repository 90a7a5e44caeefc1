/** Entry of the server's process: `node dist/server.js --stdio`, or forked with `--node-ipc` as VS Code does. */
import { createConnection } from "vscode-languageserver/node";
import { userCacheFolder } from "./cacheFolder";
import { reportFailure } from "./inBackground";
import { describeError } from "./log";
import { pathsBeside, startServer } from "./server";
import { Consents } from "./trust/consents";
import { readPolicy } from "./trust/policyFile";
import { accountsPath, auditPath, consentPath, readUserSettings } from "./userSettings";

// Without its client a server has nothing to do. The library ends the process when stdin does or when the process named in
// `initialize` is gone; these two it does not see. The model process ends when its pipe to this one does.
process.on("disconnect", () => process.exit(0));
process.stdout.on("error", () => process.exit(0));

process.stderr.on("error", () => undefined);

// What a feature throws where no caller waits (a timer, a watcher, a promise) costs that piece of its work, never completions.
// An error's message may hold text of the user's, so only its kind and place are reported.
let isServing = false;
process.on("uncaughtException", (error) => {
  if (!isServing) {
    process.stderr.write(`nanotype: the server cannot start (${describeError(error)})\n`);
    process.exit(1);
  }
  reportFailure("a part of the server", error);
});

const connection = createConnection();
const { settings, warning } = readUserSettings();
if (warning !== undefined) process.stderr.write(`nanotype: ${warning}\n`);
startServer({
  connection,
  paths: pathsBeside(__dirname),
  userSettings: settings,
  accountsPath: accountsPath(),
  auditPath: auditPath(),
  consents: new Consents(consentPath()),
  policy: readPolicy(),
  cacheFolder: userCacheFolder(),
});
connection.listen();
isServing = true;
