import {
  InlineCompletionTriggerKind,
  type CancellationToken,
  type InlineCompletionItem,
  type InlineCompletionList,
  type InlineCompletionParams,
} from "vscode-languageserver";
import type { Clock } from "../base/clock";
import { completionSettings } from "../completion/completionSettings";
import type { InlineAnswer, InlineItem, InlineRequest } from "../completion/inlineCompletion";
import type { DocumentState } from "../documents/documentState";
import type { CompletionProvider } from "../completion/provideCompletion";
import { Trace } from "../completion/trace";
import type { Documents } from "../documents/documents";
import type { Explanations } from "./explanations";
import { describeError, type Logger } from "../base/log";
import { lfText } from "../base/lineEnds";
import type { Exclusion } from "../safety/exclusion/exclusion";
import type { Metrics } from "../metrics/metrics";
import type { Notebooks } from "../documents/notebooks";
import { acceptedCommand } from "../protocol";
import { positionWithin } from "./positionWithin";
import { withSignal } from "./withSignal";
import { isEnabled, type Settings } from "../settings/settings";

/** What the handler of `textDocument/inlineCompletion` is made of. */
export interface InlineCompletionHandlerParts {
  readonly documents: Documents;
  readonly notebooks: Notebooks;
  readonly provider: CompletionProvider;
  readonly exclusion: Exclusion;
  readonly explanations: Explanations;
  readonly metrics: Metrics;
  readonly clock: Clock;
  readonly log: Logger;
  /** The settings in force; waits for the client's answer while it is being asked. */
  readonly settings: () => Promise<Settings>;
  /** Called with 1 when a completion begins and -1 when it has ended. */
  readonly onBusy: (change: 1 | -1) => void;
}

type Handler = (params: InlineCompletionParams, token: CancellationToken) => Promise<InlineCompletionList>;

const textChanged = "The text changed before the answer was ready.";
const nothing: InlineCompletionList = { items: [] };

/**
 * Makes the handler: positions become offsets, the token becomes a signal, and back. Whatever goes wrong is an empty answer
 * whose explanation says why.
 */
export function createInlineCompletionHandler(parts: InlineCompletionHandlerParts): Handler {
  const { documents, provider, explanations, metrics, clock, log } = parts;

  const refuse = (uri: string, step: string, reason: string): InlineCompletionList => {
    const trace = new Trace(clock);
    trace.conclude(step, reason);
    explanations.note(uri, trace);
    metrics.answered({ kind: "empty" }, 0);
    return nothing;
  };

  const complete: Handler = async (params, token) => {
    const { uri } = params.textDocument;
    // A document that was opened a moment ago is being compared with the ignore files.
    if (parts.exclusion.verdict(uri).kind === "pending") {
      const version = documents.version(uri);
      await parts.exclusion.decide(uri);
      if (documents.version(uri) !== version) return refuse(uri, "document", textChanged);
    }
    const access = documents.access(uri);
    if (access.kind === "unknown") return refuse(uri, "document", "This document was never opened.");
    if (access.kind === "skipped")
      return refuse(uri, "document", `This document gets no completions: ${access.reason}.`);
    // Read before the first wait: the position is about this version.
    const above = cellsAbove(parts, access.document);
    const request = { ...readRequest(documents, access.document, params), above };
    if (splitsCharacter(request)) return refuse(uri, "document", "The caret stands inside a character.");
    const settings = await parts.settings();
    const { languageId } = access.document;
    if (!isEnabled(settings, languageId))
      return refuse(uri, "settings", `Completions are off for ${languageId} (nanotype.enable).`);

    const answer = await withSignal(token, (signal) => provider.provide(request, completionSettings(settings), signal));
    explanations.note(uri, answer.trace);
    log.debug("Answered.", { itemCount: answer.items.length, elapsedMs: answer.trace.elapsedMs() });
    return present(access.document, answer);
  };

  /** Puts an answer into LSP's terms, unless the text has changed: its positions would mean another place. */
  const present = (document: DocumentState, { items, trace }: InlineAnswer): InlineCompletionList => {
    const now = documents.access(document.uri);
    if (now.kind !== "open" || now.document.version !== document.version) {
      if (items.length > 0) trace.conclude("answer", textChanged);
      return nothing;
    }
    for (const { id, insertText } of items) metrics.offered(id, insertText.length);
    return { items: items.map((item) => toItem(documents, document.uri, item)) };
  };

  return async (params, token) => {
    parts.onBusy(1);
    const startMs = clock.nowMs();
    try {
      return await complete(params, token);
    } catch (error) {
      log.error("A completion failed.", { error: describeError(error) });
      metrics.failed();
      return nothing;
    } finally {
      metrics.observe("request", clock.nowMs() - startMs);
      parts.onBusy(-1);
    }
  };
}

function readRequest(documents: Documents, document: DocumentState, params: InlineCompletionParams): InlineRequest {
  const { position, context } = params;
  const { uri } = document;
  const { selectedCompletionInfo: selected } = context;
  return {
    document,
    offset: documents.offsetAt(uri, position),
    trigger: context.triggerKind === InlineCompletionTriggerKind.Invoked ? "invoked" : "automatic",
    ...(selected && {
      selectedCompletion: { start: documents.offsetAt(uri, selected.range.start), text: lfText(selected.text) },
    }),
  };
}

/** The cells above a notebook's cell that are written in its language and may be read. */
export function cellsAbove(
  { documents, notebooks }: Pick<InlineCompletionHandlerParts, "documents" | "notebooks">,
  cell: DocumentState,
): DocumentState[] {
  return notebooks.above(cell.uri).flatMap((uri) => {
    const above = documents.access(uri);
    return above.kind === "open" && above.document.languageId === cell.languageId ? [above.document] : [];
  });
}

function toItem(documents: Documents, uri: string, item: InlineItem): InlineCompletionItem {
  const { id, insertText, start, end, caretAfter } = item;
  const { range, newText } = documents.textEdit(uri, { start, end, text: insertText });
  // Where the caret belongs, and where acceptance leaves it: whoever has typed on meanwhile is not disturbed.
  const carets =
    caretAfter === undefined
      ? []
      : [caretAfter - start, insertText.length].map((length) => positionWithin(insertText, range.start, length));
  const command = { title: "Completion accepted", command: acceptedCommand, arguments: [id, ...carets] };
  return { insertText: newText, range, command };
}

/** Whether the caret parts the two halves of a surrogate pair. */
function splitsCharacter({ document, offset }: InlineRequest): boolean {
  return /^[\uD800-\uDBFF][\uDC00-\uDFFF]$/.test(document.text.slice(offset - 1, offset + 1));
}
