// A language server over stdio for ownShare.ts. With `--echo` it answers every request at once and does nothing else;
// without it, this is the whole server on a model that answers at once.
import { createConnection, TextDocumentSyncKind } from "vscode-languageserver/node";
import { pathsBeside } from "../../server/src/engine";
import { startServer } from "../../server/src/server";
import { EchoModel } from "../../test/support/echoModel";

const connection = createConnection();
if (process.argv.includes("--echo")) {
  connection.onInitialize(() => ({
    capabilities: { textDocumentSync: TextDocumentSyncKind.Incremental, inlineCompletionProvider: {} },
  }));
  connection.onDidOpenTextDocument(() => undefined);
  connection.onDidChangeTextDocument(() => undefined);
  connection.languages.inlineCompletion.on(({ position }) => ({
    items: [{ insertText: "echo", range: { start: position, end: position } }],
  }));
} else {
  let count = 0;
  startServer({
    connection,
    paths: pathsBeside(`${process.cwd()}/dist`),
    // A different answer each time, so that only a real type-through or cache hit counts as one.
    createModel: () => new EchoModel(() => `${++count} + quantityOfEverything(${count}, "the rest of a line");`),
  });
}
connection.listen();
