import { TextDocumentSyncKind } from "vscode-languageserver";
import { inBackground } from "../base/inBackground";
import { cellsMethod, cellsParams, dismissedMethod, dismissedParams } from "../protocol";
import { checked } from "./checked";
import type { Face, Feature } from "./feature";

/** Registers what the client says of its documents: text, notebooks' cells, and suggestions that were hidden. */
export function registerDocumentSync({ connection, engine }: Face): Feature {
  const { documents, scanner, provider, notebooks } = engine;
  // No caller waits for a notification, and the protocol's library would report a failure in the error's own words.
  connection.onDidOpenTextDocument(({ textDocument }) =>
    inBackground("opening a document", () => documents.open(textDocument)),
  );
  connection.onDidChangeTextDocument(({ textDocument, contentChanges }) =>
    inBackground("changing a document", () => documents.change(textDocument, contentChanges)),
  );
  connection.onDidCloseTextDocument(({ textDocument }) =>
    inBackground("closing a document", () => {
      documents.close(textDocument.uri);
      scanner.forget(textDocument.uri);
    }),
  );
  connection.onNotification(
    dismissedMethod,
    checked(dismissedParams, ({ textDocument }) =>
      inBackground("noting a dismissal", () => {
        engine.metrics.reactions.dismissed(textDocument.uri);
        engine.session.dismissed(textDocument.uri);
        provider.dismissed(textDocument.uri);
      }),
    ),
  );
  connection.onNotification(
    cellsMethod,
    checked(cellsParams, ({ notebook, cells }) =>
      inBackground("ordering a notebook's cells", () => notebooks.set(notebook.uri, cells)),
    ),
  );
  return {
    capabilities: {
      positionEncoding: "utf-16",
      textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
    },
  };
}
