import type { CancellationToken } from "vscode-languageserver";
import { createAskDescriptions } from "../comment/cloudDescriptions";
import { draftDocComment, type DocDraft, type DocDraftParts } from "../comment/draftDocComment";
import { readerOf } from "../code/declarations/declarations";
import type { DocumentState } from "../documents/documentState";
import { languageOf } from "../code/languages";
import type { Documents } from "../documents/documents";
import { describeError } from "../base/log";
import type { Engine } from "../engine";
import { draftCommentMethod, draftCommentParams, type DraftCommentParams, type DraftCommentResult } from "../protocol";
import { checked } from "./checked";
import type { Face, Feature } from "./feature";
import { positionWithin } from "./positionWithin";
import { withSignal } from "./withSignal";

type Handler = (params: DraftCommentParams, token: CancellationToken) => Promise<DraftCommentResult>;

/** Registers `nanotype/draftComment`: the doc comment at the caret, written or put right. */
export function registerDraftComment({ connection, lifecycle, engine }: Face): Feature {
  connection.onRequest(draftCommentMethod, lifecycle.guard(checked(draftCommentParams, createHandler(engine))));
  return {};
}

/** Makes the handler; without a draft its answer gives the reason in plain words. */
function createHandler(engine: Engine): Handler {
  const { documents, exclusion, router, gate, secrets, log } = engine;
  // Asks an endpoint too, if the user lets it.
  const partsFor = ({ uri }: DocumentState, signal: AbortSignal): DocDraftParts => {
    if (router.canDraft) gate.opened(uri);
    const mayAsk = router.canDraft && gate.mayLeave(uri);
    const question = { drafter: router, names: secrets.names, documentUri: uri, log, signal };
    return { ...engine.commentParts(), ...(mayAsk && { ask: createAskDescriptions(question) }) };
  };
  return async ({ textDocument, position }, token) => {
    // A document that was opened a moment ago is being compared with the ignore files.
    await exclusion.decide(textDocument.uri);
    const access = documents.access(textDocument.uri);
    if (access.kind === "unknown") return refusal("This document is not open.");
    if (access.kind === "skipped") return refusal(`This document gets no drafts: ${access.reason}.`);
    const { document } = access;
    const offset = documents.offsetAt(document.uri, position);
    try {
      return await withSignal(token, async (signal) => {
        const outcome = await draftDocComment(document, offset, partsFor(document, signal), signal);
        if (outcome.kind === "complete") return refusal("The doc comment says everything already.");
        if (outcome.kind === "nowhere") return refusal(nowhere(document.languageId));
        const now = documents.access(document.uri);
        if (now.kind !== "open" || now.document.version !== document.version)
          return refusal("The text changed before the draft was ready. Ask again.");
        return toResult(documents, document.uri, outcome.draft);
      });
    } catch (error) {
      log.error("A doc comment could not be drafted.", { error: describeError(error) });
      return refusal("The doc comment could not be drafted; the log has more. Completions are not affected.");
    }
  };
}

function refusal(message: string): DraftCommentResult {
  return { edits: [], message };
}

function nowhere(languageId: string): string {
  const { name, grammar, id } = languageOf(languageId);
  return readerOf(grammar) === undefined
    ? `Doc comments are not drafted in ${id === "unknown" ? languageId : name}.`
    : "There is no declaration at the caret. Put it on the line of a function or class, or into its body.";
}

function toResult(documents: Documents, uri: string, { range, text, caretAfter }: DocDraft): DraftCommentResult {
  const edit = documents.textEdit(uri, { ...range, text });
  const { start } = edit.range;
  return caretAfter === undefined
    ? { edits: [edit] }
    : { edits: [edit], caret: positionWithin(text, start, caretAfter - range.start) };
}
