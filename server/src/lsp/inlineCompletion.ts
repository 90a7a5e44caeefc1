import {
  InlineCompletionTriggerKind,
  type CancellationToken,
  type InlineCompletionItem,
  type InlineCompletionList,
  type InlineCompletionParams,
} from "vscode-languageserver";
import { completionSettings } from "../completion/completionSettings";
import type { InlineAnswer, InlineItem, InlineRequest } from "../completion/inlineCompletion";
import { Trace } from "../completion/trace";
import type { DocumentState } from "../documents/documentState";
import type { Documents } from "../documents/documents";
import { Explanations } from "./explanations";
import { RequestLog } from "./requestLog";
import { describeError } from "../base/log";
import { lfText } from "../base/lineEnds";
import {
  acceptedCommand,
  acceptedMethod,
  acceptedParams,
  explainMethod,
  explainParams,
  requestsMethod,
  type RequestStory,
  type RequestsResult,
  type Verdict,
} from "../protocol";
import { checked } from "./checked";
import type { Face, Feature } from "./feature";
import { cellsAbove } from "./cellsAbove";
import { positionWithin } from "./positionWithin";
import { withSignal } from "./withSignal";
import { isEnabled } from "../settings/settings";

type Handler = (params: InlineCompletionParams, token: CancellationToken) => Promise<InlineCompletionList>;

const textChanged = "The text changed before the answer was ready.";
const nothing: InlineCompletionList = { items: [] };

/** Registers ghost text, why there was none, the last requests, and acceptance. */
export function registerInlineCompletion(face: Face): Feature {
  const { connection, lifecycle, engine } = face;
  const explanations = new Explanations();
  const requestLog = new RequestLog();
  connection.languages.inlineCompletion.on(lifecycle.guard(createHandler(face, { explanations, requestLog })));
  connection.onRequest(
    requestsMethod,
    lifecycle.guard((): RequestsResult => ({ requests: requestLog.stories() })),
  );
  connection.onRequest(
    explainMethod,
    lifecycle.guard(
      checked(explainParams, ({ textDocument }) => {
        const nextEdit = engine.nextEdits.why(textDocument?.uri);
        return { ...explanations.explain(textDocument?.uri), ...(nextEdit !== undefined && { nextEdit }) };
      }),
    ),
  );
  connection.onNotification(
    acceptedMethod,
    checked(acceptedParams, ({ itemId }) => engine.metrics.accepted(itemId)),
  );
  return { capabilities: { inlineCompletionProvider: {} } };
}

/**
 * Makes the handler: positions become offsets, the token becomes a signal, and back. Any failure becomes an empty answer
 * whose explanation says why.
 */
function createHandler(
  { engine, configuration, busy }: Face,
  { explanations, requestLog }: { explanations: Explanations; requestLog: RequestLog },
): Handler {
  const { documents, finishedMessages, provider, session, exclusion, metrics, clock, log } = engine;

  /** Ends a request without asking the pipeline. */
  const refuse = (
    params: InlineCompletionParams,
    step: string,
    reason: string,
    verdict?: Verdict,
  ): InlineCompletionList => {
    const trace = new Trace(clock);
    trace.conclude(step, reason, verdict);
    explanations.note(params.textDocument.uri, trace);
    requestLog.note({ trace, isInvoked: isInvoked(params), outcome: "empty" });
    metrics.answered({ kind: "empty" }, 0);
    return nothing;
  };

  const complete: Handler = async (params, token) => {
    const { uri } = params.textDocument;
    // A document that was opened a moment ago is being compared with the ignore files.
    if (exclusion.verdict(uri).kind === "pending") {
      const version = documents.version(uri);
      await exclusion.decide(uri);
      if (documents.version(uri) !== version) return refuse(params, "document", textChanged);
    }
    const access = documents.access(uri);
    if (access.kind === "unknown") return refuse(params, "document", "This document was never opened.");
    if (access.kind === "skipped") {
      const { reason, setting } = access;
      const verdict = setting === undefined ? undefined : ({ kind: "keptOut", setting } as const);
      return refuse(params, "document", `This document gets no completions: ${reason}.`, verdict);
    }
    if (finishedMessages.isFinished(uri, access.document.text))
      return refuse(params, "document", "The commit message is finished; the draft is unchanged.");
    // Read before the first wait: the position is about this version.
    const above = cellsAbove(engine, access.document);
    const request = { ...readRequest(documents, access.document, params), above };
    if (splitsCharacter(request)) return refuse(params, "document", "The caret is inside a character.");
    const settings = await configuration.settled();
    const { languageId } = access.document;
    if (!isEnabled(settings, languageId)) {
      const name = settings.enable[languageId] === false ? languageId : "*";
      const reason = `Suggestions are off for ${languageId} (nanotype.enable).`;
      return refuse(params, "settings", reason, { kind: "switchedOff", name });
    }

    const answer = await withSignal(token, (signal) =>
      session.watch(request, signal, () => provider.provide(request, completionSettings(settings), signal)),
    );
    explanations.note(uri, answer.trace);
    log.debug("Answered.", { itemCount: answer.items.length, elapsedMs: answer.trace.elapsedMs() });
    const list = present(request, answer);
    const { trace, origin, items } = answer;
    const shown = list.items.length > 0 && { by: origin?.by, writtenBy: items.at(0)?.writtenBy };
    requestLog.note({ trace, isInvoked: isInvoked(params), outcome: outcomeOf(list, trace, token), ...shown });
    return list;
  };

  /** Converts an answer to LSP's terms, unless the text has changed: its positions would mean another place. */
  const present = ({ document, offset }: InlineRequest, answer: InlineAnswer): InlineCompletionList => {
    const { items, trace } = answer;
    const now = documents.access(document.uri);
    if (now.kind !== "open" || now.document.version !== document.version) {
      if (items.length > 0) trace.conclude("answer", textChanged);
      return nothing;
    }
    metrics.offered(document.uri, offset, answer);
    return { items: items.map((item) => toItem(documents, document.uri, item)) };
  };

  return async (params, token) => {
    busy.emit(1);
    const startMs = clock.nowMs();
    try {
      return await complete(params, token);
    } catch (error) {
      log.error("A completion failed.", { error: describeError(error) });
      metrics.failed();
      const trace = new Trace(clock);
      trace.conclude("request", "Nanotype failed; the log has more.", { kind: "failed" });
      requestLog.note({ trace, isInvoked: isInvoked(params), outcome: "failed" });
      return nothing;
    } finally {
      metrics.observe("request", clock.nowMs() - startMs);
      busy.emit(-1);
    }
  };
}

function isInvoked({ context }: InlineCompletionParams): boolean {
  return context.triggerKind === InlineCompletionTriggerKind.Invoked;
}

function outcomeOf(list: InlineCompletionList, trace: Trace, token: CancellationToken): RequestStory["outcome"] {
  if (list.items.length > 0) return "offered";
  if (token.isCancellationRequested) return "cancelled";
  return trace.explanation().verdict?.kind === "failed" ? "failed" : "empty";
}

function readRequest(documents: Documents, document: DocumentState, params: InlineCompletionParams): InlineRequest {
  const { position } = params;
  const { uri } = document;
  const { selectedCompletionInfo: selected } = params.context;
  return {
    document,
    offset: documents.offsetAt(uri, position),
    trigger: isInvoked(params) ? "invoked" : "automatic",
    ...(selected && {
      selectedCompletion: { start: documents.offsetAt(uri, selected.range.start), text: lfText(selected.text) },
    }),
  };
}

function toItem(documents: Documents, uri: string, item: InlineItem): InlineCompletionItem {
  const { id, insertText, start, end, caretAfter } = item;
  const { range, newText } = documents.textEdit(uri, { start, end, text: insertText });
  // The intended position of the caret, and the one after acceptance: a user who has continued typing is not disturbed.
  const carets =
    caretAfter === undefined
      ? []
      : [caretAfter - start, insertText.length].map((length) => positionWithin(insertText, range.start, length));
  const command = { title: "Completion accepted", command: acceptedCommand, arguments: [id, ...carets] };
  return { insertText: newText, range, command };
}

/** Reports whether the caret splits a surrogate pair. */
function splitsCharacter({ document, offset }: InlineRequest): boolean {
  return /^[\uD800-\uDBFF][\uDC00-\uDFFF]$/.test(document.text.slice(offset - 1, offset + 1));
}
