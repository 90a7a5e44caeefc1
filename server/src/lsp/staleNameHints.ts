import {
  CodeActionKind,
  CodeActionTriggerKind,
  DiagnosticSeverity,
  type CodeAction,
  type CodeActionParams,
  type CancellationToken,
  type Connection,
  type Diagnostic,
  type Range,
} from "vscode-languageserver";
import type { Clock } from "../base/clock";
import { draftDocComment, type DraftParts } from "../comment/draftDocComment";
import type { DocRange } from "../code/declarations/declaration";
import { findStaleNames, type StaleName } from "../comment/staleNames";
import type { DocumentState } from "../documents/documentState";
import type { Documents } from "../documents/documents";
import { inBackground } from "../base/inBackground";
import { describeError, type Logger } from "../base/log";
import type { Exclusion } from "../safety/exclusion/exclusion";
import { withSignal } from "./withSignal";

/** How long a document must rest before its comments are looked through, in ms: longer than a pause between words. // guess */
const restMs = 800;

/** What the hints are made of. */
export interface StaleNameHintsParts {
  readonly connection: Connection;
  readonly documents: Documents;
  readonly exclusion: Pick<Exclusion, "decide">;
  readonly clock: Clock;
  readonly log: Logger;
  readonly isWanted: (languageId: string) => boolean;
  /** What drafts are made from, without anyone to be asked. */
  readonly parts: () => DraftParts;
}

/** Code of the hints, by which other programs know them. */
const staleNameCode = "stale-parameter";

/**
 * Marks names in doc comments that no parameter has any more, and offers to put them right; offers a draft where somebody asks
 * for what can be done. Hints only, and only once a document rests.
 */
export class StaleNameHints {
  readonly #parts: StaleNameHintsParts;
  /** Documents that have changed, and when. */
  readonly #pending = new Map<string, number>();
  readonly #marked = new Set<string>();
  readonly #abort = new AbortController();
  #timer: (() => void) | undefined;

  constructor(parts: StaleNameHintsParts) {
    this.#parts = parts;
  }

  /** Notes that a document was opened or changed. Cheap: sets no timer of its own. */
  note(uri: string): void {
    this.#pending.delete(uri);
    this.#pending.set(uri, this.#parts.clock.nowMs());
    this.#timer ??= this.#parts.clock.after(restMs, () => this.#sweep());
  }

  /** Takes the hints of a document away that was closed. */
  forget(uri: string): void {
    this.#pending.delete(uri);
    if (this.#marked.delete(uri)) this.#send(uri, []);
  }

  /** Looks at every open document again, as when the setting has changed. */
  renew(): void {
    for (const { uri } of this.#parts.documents.usable()) this.note(uri);
  }

  dispose(): void {
    this.#abort.abort();
    this.#timer?.();
    this.#pending.clear();
  }

  #sweep(): void {
    const { clock, log } = this.#parts;
    this.#timer = undefined;
    for (const [uri, changedMs] of this.#pending) {
      const restedMs = clock.nowMs() - changedMs;
      if (restedMs < restMs) {
        this.#timer = clock.after(restMs - restedMs, () => this.#sweep());
        return;
      }
      this.#pending.delete(uri);
      this.#mark(uri).catch((error: unknown) =>
        log.error("Doc comments could not be looked through.", { error: describeError(error) }),
      );
    }
  }

  async #mark(uri: string): Promise<void> {
    const { documents, isWanted } = this.#parts;
    const access = documents.access(uri);
    if (access.kind !== "open") return;
    const { document } = access;
    const found = isWanted(document.languageId)
      ? await findStaleNames(document, this.#parts.parts(), this.#abort.signal)
      : [];
    const now = documents.access(uri);
    // A newer text is noted already.
    if (this.#abort.signal.aborted || now.kind !== "open" || now.document.version !== document.version) return;
    if (found.length === 0 && !this.#marked.delete(uri)) return;
    if (found.length > 0) this.#marked.add(uri);
    const hints = found.map((stale) => this.#hint(uri, stale));
    this.#send(uri, hints, document.version);
  }

  #hint(uri: string, { name, owner, range }: StaleName): Diagnostic {
    return {
      range: this.#range(uri, range),
      severity: DiagnosticSeverity.Hint,
      source: "nanotype",
      code: staleNameCode,
      message: `"${name}" is not a parameter of "${owner}".`,
    };
  }

  #send(uri: string, diagnostics: Diagnostic[], version?: number): void {
    const hints = { uri, diagnostics, ...(version !== undefined && { version }) };
    inBackground("sending hints", this.#parts.connection.sendDiagnostics(hints));
  }

  #range(uri: string, { start, end }: DocRange): Range {
    const { documents } = this.#parts;
    return { start: documents.positionAt(uri, start), end: documents.positionAt(uri, end) };
  }

  /** Answers what can be done at a place: the fixes for stale names there and, where somebody asked, a draft. */
  async codeActions(params: CodeActionParams, token: CancellationToken): Promise<CodeAction[]> {
    const { documents, exclusion } = this.#parts;
    const { uri } = params.textDocument;
    await exclusion.decide(uri);
    const access = documents.access(uri);
    if (access.kind !== "open") return [];
    const { document } = access;
    const { only, triggerKind } = params.context;
    const wants = (kind: CodeActionKind): boolean =>
      only?.some((each) => kind === each || kind.startsWith(`${each}.`)) ?? true;
    // A light bulb on every line of code would be noise: only who asks is told of drafts.
    const isAsked = triggerKind !== CodeActionTriggerKind.Automatic;
    const from = documents.offsetAt(uri, params.range.start);
    const to = documents.offsetAt(uri, params.range.end);
    return withSignal(token, async (signal) => [
      ...(wants(CodeActionKind.QuickFix) && this.#parts.isWanted(document.languageId)
        ? await this.#fixes(document, { from, to }, signal)
        : []),
      ...(wants(CodeActionKind.RefactorRewrite) && isAsked ? await this.#draft(document, from, signal) : []),
    ]);
  }

  async #fixes(
    document: DocumentState,
    place: { from: number; to: number },
    signal: AbortSignal,
  ): Promise<CodeAction[]> {
    const { uri } = document;
    // Without hints there is nothing to fix, and the editor asks at every move of the caret.
    if (!this.#marked.has(uri)) return [];
    const stale = await findStaleNames(document, this.#parts.parts(), signal);
    return stale
      .filter(({ range }) => range.start <= place.to && range.end >= place.from)
      .flatMap((each) =>
        each.fixes.map(({ title, range, text }, index): CodeAction => ({
          title,
          kind: CodeActionKind.QuickFix,
          diagnostics: [this.#hint(uri, each)],
          isPreferred: index === 0,
          edit: { changes: { [uri]: [this.#parts.documents.textEdit(uri, { ...range, text })] } },
        })),
      );
  }

  async #draft(document: DocumentState, offset: number, signal: AbortSignal): Promise<CodeAction[]> {
    const outcome = await draftDocComment(document, offset, this.#parts.parts(), signal);
    if (outcome.kind !== "drafted") return [];
    const { range, text } = outcome.draft;
    const title = range.start === range.end ? "Draft the doc comment" : "Refresh the doc comment";
    const { uri } = document;
    return [
      {
        title,
        kind: CodeActionKind.RefactorRewrite,
        edit: { changes: { [uri]: [this.#parts.documents.textEdit(uri, { ...range, text })] } },
      },
    ];
  }
}
