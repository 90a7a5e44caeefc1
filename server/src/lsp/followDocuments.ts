import type { Connection } from "vscode-languageserver";
import type { Descriptions } from "../comment/descriptions";
import type { DocumentState } from "../documents/documentState";
import type { CompletionProvider } from "../completion/provideCompletion";
import type { ModelSlot } from "../model/modelSlot";
import type { Syntax } from "../code/syntax";
import type { Documents } from "../documents/documents";
import { inBackground } from "../base/inBackground";
import type { CharacterMemory } from "../model/memory/characterMemory";
import type { MemoryFeed } from "../documents/memoryFeed";
import type { Notebooks } from "../documents/notebooks";
import type { Exclusion } from "../safety/exclusion/exclusion";
import type { SecretScanner } from "../safety/secrets/secretScanner";
import type { Projects } from "../documents/projects";
import { cellsMethod, dismissedMethod, type CellsParams, type DismissedParams } from "../protocol";
import type { Gate } from "../safety/consent/gate";
import type { StaleNameHints } from "./staleNameHints";

/** Everything that keeps something for each document. */
export interface DocumentFollowers {
  readonly connection: Connection;
  readonly documents: Documents;
  readonly notebooks: Notebooks;
  readonly gate: Gate;
  readonly projects: Projects;
  readonly syntax: Syntax;
  readonly scanner: SecretScanner;
  readonly hints: StaleNameHints;
  readonly descriptions: Descriptions;
  readonly provider: CompletionProvider;
  readonly memory: CharacterMemory;
  readonly slot: ModelSlot;
  readonly feed: MemoryFeed;
  readonly exclusion: Exclusion;
  readonly isRemembered: (languageId: string) => boolean;
  /** Forgets everything about a document. */
  readonly forget: (uri: string) => void;
}

/** Hands what the client says of its documents to `Documents`, and from there to all that follow them. */
export function followDocuments(parts: DocumentFollowers): void {
  const { connection, documents, notebooks, gate, projects, syntax, scanner, hints, provider, memory, slot } = parts;
  const { feed, exclusion, isRemembered, forget, descriptions } = parts;

  const isOpen = (uri: string): boolean => documents.version(uri) !== undefined;
  const forgetPast = (uri: string): void => {
    memory.delete(uri);
    slot.forget(uri);
  };
  // A document that was renamed, or saved under another name, is remembered at once; what is closed of it is its past.
  const takeOver = ({ uri, text, languageId }: DocumentState): void => {
    const project = projects.of(uri);
    const past = memory.pastOf(uri, text, project);
    if (past === undefined) return;
    memory.set(uri, past, { project, languageId });
    slot.memorize(uri, past, { project, languageId });
    for (const copy of memory.copiesOf(uri)) if (!isOpen(copy)) forgetPast(copy);
  };
  documents.listen({
    opened(document) {
      gate.opened(document.uri);
      projects.opened(document);
      syntax.open(document.uri, document.languageId, document.text);
      provider.documentOpened(document.uri, document.text);
      scanner.opened(document);
      hints.note(document.uri);
      if (!isRemembered(document.languageId)) return;
      takeOver(document);
      feed.opened(document);
    },
    changed(document, edits) {
      syntax.change(document.uri, edits, document.text);
      scanner.changed(document, edits);
      hints.note(document.uri);
      provider.documentChanged(document.uri, document.text, edits);
      if (isRemembered(document.languageId)) feed.note(document);
    },
    closed(document) {
      syntax.close(document.uri);
      descriptions.forget(document.uri);
      hints.forget(document.uri);
      provider.documentClosed(document.uri);
      const isPast = memory.copiesOf(document.uri).some(isOpen);
      if (isPast) forgetPast(document.uri);
      const isAlone = projects.isAlone(document.uri);
      if (exclusion.verdict(document.uri).kind === "included" && !isPast && !isAlone) feed.close(document);
      else feed.drop(document);
      if (isAlone) forget(document.uri);
      scanner.closed(document);
    },
  });

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
  connection.onNotification(dismissedMethod, ({ textDocument }: DismissedParams) =>
    inBackground("noting a dismissal", () => provider.dismissed(textDocument.uri)),
  );
  connection.onNotification(cellsMethod, ({ notebook, cells }: CellsParams) =>
    inBackground("ordering a notebook's cells", () => notebooks.set(notebook.uri, cells)),
  );
}
