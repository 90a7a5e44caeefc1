import type { CodeActionParams, Connection } from "vscode-languageserver";
import type { ModelSlot } from "../model/modelSlot";
import type { Clock } from "../base/clock";
import { createAskDescriptions } from "../comment/cloudDescriptions";
import type { DraftParts as CommentParts } from "../comment/draftDocComment";
import { commitWriters } from "../commit/writers/commitWriters";
import type { DocumentState } from "../documents/documentState";
import type { Configuration } from "../settings/configuration";
import { Grammars } from "../code/grammars";
import type { Documents } from "../documents/documents";
import type { Logger } from "../base/log";
import type { Exclusion } from "../safety/exclusion/exclusion";
import type { SecretNames } from "../safety/secrets/secretNames";
import { draftCommentMethod, draftCommitMethod } from "../protocol";
import type { Router } from "../model/routing/router";
import type { Gate } from "../safety/consent/gate";
import { createDraftCommentHandler } from "./draftCommentHandler";
import { createDraftCommitHandler } from "./draftCommitHandler";
import type { Lifecycle } from "./lifecycle";
import type { StaleNameHints } from "./staleNameHints";

/** What drafts are made of. */
export interface DraftRegistration {
  readonly connection: Connection;
  readonly lifecycle: Lifecycle;
  readonly documents: Documents;
  readonly exclusion: Exclusion;
  readonly configuration: Configuration;
  readonly router: Router;
  readonly slot: ModelSlot;
  readonly gate: Gate;
  readonly names: SecretNames;
  readonly hints: StaleNameHints;
  readonly grammarFolder: string;
  readonly clock: Clock;
  readonly log: Logger;
  /** What doc comments are drafted from where no endpoint is asked. */
  readonly commentParts: () => CommentParts;
}

/** Registers the messages by which a user has something written: doc comments, their repairs, commit messages. */
export function registerDrafts(parts: DraftRegistration): void {
  const { connection, lifecycle, documents, exclusion, configuration, router, slot, gate, names, hints } = parts;
  const { clock, log, grammarFolder, commentParts } = parts;

  const partsFor = ({ uri }: DocumentState, signal: AbortSignal): CommentParts => {
    if (router.canDraft) gate.opened(uri);
    const mayAsk = router.canDraft && gate.mayLeave(uri);
    const question = { drafter: router, names, documentUri: uri, log, signal };
    return { ...commentParts(), ...(mayAsk && { ask: createAskDescriptions(question) }) };
  };
  const draftComment = createDraftCommentHandler({ documents, exclusion, log, partsFor });
  connection.onRequest(draftCommentMethod, lifecycle.guard(draftComment));
  connection.onCodeAction(lifecycle.guard((params: CodeActionParams, token) => hints.codeActions(params, token)));

  const draftCommitMessage = createDraftCommitHandler({
    connection,
    grammars: new Grammars({ folder: grammarFolder, log }),
    clock,
    log,
    settings: () => configuration.settled(),
    writers: (uri, settings) => commitWriters(uri, settings, { router, slot, gate, exclusion, names }),
  });
  connection.onRequest(draftCommitMethod, lifecycle.guard(draftCommitMessage));
}
