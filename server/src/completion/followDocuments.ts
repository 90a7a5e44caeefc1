import type { Syntax } from "../code/syntax";
import type { Descriptions } from "../comment/descriptions";
import type { DocumentState } from "../documents/documentState";
import type { Documents } from "../documents/documents";
import type { MemoryFeed } from "../documents/memoryFeed";
import type { Projects } from "../documents/projects";
import type { CharacterMemory } from "../model/memory/characterMemory";
import type { LocalModels } from "../model/localModels";
import type { Gate } from "../safety/consent/gate";
import type { Exclusion } from "../safety/exclusion/exclusion";
import type { SecretScanner } from "../safety/secrets/secretScanner";
import type { CompletionProvider } from "./provideCompletion";
import type { EditHistory } from "../documents/editHistory";
import type { NextEdits } from "../nextEdit/nextEdits";

/** All parts that keep something for each document. */
interface DocumentFollowers {
  readonly documents: Documents;
  readonly gate: Gate;
  readonly projects: Projects;
  readonly syntax: Syntax;
  readonly scanner: SecretScanner;
  readonly descriptions: Descriptions;
  readonly provider: CompletionProvider;
  readonly memory: CharacterMemory;
  readonly models: LocalModels;
  readonly feed: MemoryFeed;
  readonly edits: EditHistory;
  readonly nextEdits: NextEdits;
  readonly exclusion: Exclusion;
  /** The files that aren't open: they are read while the user isn't typing. */
  readonly workspace: { typed(): void; changed(uris: readonly string[]): void };
  readonly isRemembered: (languageId: string) => boolean;
  /** Forgets everything about a document. */
  readonly forget: (uri: string) => void;
}

/** Hands what happens to open documents to all that follow them. None of them does work now that can wait. */
export function followDocuments(followers: DocumentFollowers): void {
  const { documents, gate, projects, syntax, scanner, descriptions, provider, memory, models, feed } = followers;
  const { exclusion, workspace, edits, nextEdits, isRemembered, forget } = followers;

  const isOpen = (uri: string): boolean => documents.version(uri) !== undefined;
  const forgetPast = (uri: string): void => {
    memory.delete(uri);
    models.forget(uri);
  };
  // A document that was renamed, or saved under another name, is remembered at once: its closed form is its past.
  const takeOver = ({ uri, text, languageId }: DocumentState): void => {
    const project = projects.of(uri);
    const past = memory.pastOf(uri, text, project);
    if (past === undefined) return;
    memory.set(uri, past, { project, languageId });
    models.memorize(uri, past, { project, languageId });
    for (const copy of memory.copiesOf(uri)) if (!isOpen(copy)) forgetPast(copy);
  };
  documents.listen({
    opened(document) {
      gate.opened(document.uri);
      projects.opened(document);
      syntax.open(document.uri, document.languageId, document.text);
      provider.documentOpened(document);
      scanner.opened(document);
      edits.opened(document.uri, document.text);
      if (!isRemembered(document.languageId)) return;
      takeOver(document);
      feed.opened(document);
    },
    changed(document, changes) {
      workspace.typed();
      syntax.change(document.uri, changes, document.text);
      scanner.changed(document, changes);
      provider.documentChanged(document.uri, document.text, changes);
      edits.changed(document.uri, document.text, changes, nextEdits.changed(document, changes));
      if (isRemembered(document.languageId)) feed.note(document);
    },
    closed(document) {
      syntax.close(document.uri);
      descriptions.forget(document.uri);
      provider.documentClosed(document.uri);
      edits.forget(document.uri);
      nextEdits.forget(document.uri);
      const isPast = memory.copiesOf(document.uri).some(isOpen);
      if (isPast) forgetPast(document.uri);
      const isAlone = projects.isAlone(document.uri);
      if (exclusion.verdict(document.uri).kind === "included" && !isPast && !isAlone) feed.close(document);
      else feed.drop(document);
      if (isAlone) forget(document.uri);
      scanner.closed(document);
      workspace.changed([document.uri]);
    },
  });
}
