import {
  CodeActionKind,
  CodeActionTriggerKind,
  DiagnosticSeverity,
  type CodeAction,
  type CodeActionParams,
  type CancellationToken,
  type Diagnostic,
  type Range,
} from "vscode-languageserver";
import { draftDocComment } from "../comment/draftDocComment";
import type { DocRange } from "../code/declarations/declaration";
import { findStaleNames, type StaleName } from "../comment/staleNames";
import type { DocumentState } from "../documents/documentState";
import { inBackground } from "../base/inBackground";
import { describeError } from "../base/log";
import { isEnabled } from "../settings/settings";
import type { Face, Feature } from "./feature";
import { withSignal } from "./withSignal";

/** Time that a document must rest before its comments are searched, in ms. Source: bench/pauses.ts, 4 % of a typist's gaps are longer. */
const restMs = 800;

/** Code of the hints, by which other programs know them. */
const staleNameCode = "stale-parameter";

/** Registers the hints at stale names in doc comments, and what can be done at a place in one. */
export function registerStaleNameHints(face: Face): Feature {
  const hints = new StaleNameHints(face);
  const { connection, lifecycle, engine } = face;
  engine.documents.listen({
    opened: ({ uri }) => hints.note(uri),
    changed: ({ uri }) => hints.note(uri),
    closed: ({ uri }) => hints.forget(uri),
  });
  engine.applied.listen(() => hints.renew());
  connection.onCodeAction(lifecycle.guard((params: CodeActionParams, token) => hints.codeActions(params, token)));
  return {
    capabilities: {
      codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix, CodeActionKind.RefactorRewrite] },
    },
    dispose: () => hints.dispose(),
  };
}

/**
 * Marks names in doc comments that are no longer parameters, and offers fixes; offers a draft on an explicit request for
 * code actions. Hints only, and only once a document rests.
 */
class StaleNameHints {
  readonly #face: Pick<Face, "connection" | "configuration">;
  readonly #engine: Face["engine"];
  /** Documents that have changed, and when. */
  readonly #pending = new Map<string, number>();
  readonly #marked = new Set<string>();
  readonly #abort = new AbortController();
  #timer: (() => void) | undefined;

  constructor(face: Face) {
    this.#face = face;
    this.#engine = face.engine;
  }

  /** Records that a document was opened or changed. Cheap: sets no timer of its own. */
  note(uri: string): void {
    this.#pending.delete(uri);
    this.#pending.set(uri, this.#engine.clock.nowMs());
    this.#timer ??= this.#engine.clock.after(restMs, () => this.#sweep());
  }

  /** Removes the hints of a closed document. */
  forget(uri: string): void {
    this.#pending.delete(uri);
    if (this.#marked.delete(uri)) this.#send(uri, []);
  }

  /** Checks every open document again, e.g. after the setting has changed. */
  renew(): void {
    for (const { uri } of this.#engine.documents.usable()) this.note(uri);
  }

  dispose(): void {
    this.#abort.abort();
    this.#timer?.();
    this.#pending.clear();
  }

  #isWanted(languageId: string): boolean {
    const { settings } = this.#face.configuration;
    return settings.commentsFindStale && isEnabled(settings, languageId);
  }

  #sweep(): void {
    const { clock, log } = this.#engine;
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
    const { documents } = this.#engine;
    const access = documents.access(uri);
    if (access.kind !== "open") return;
    const { document } = access;
    const found = this.#isWanted(document.languageId)
      ? await findStaleNames(document, this.#engine.commentParts(), this.#abort.signal)
      : [];
    const now = documents.access(uri);
    // A newer text is already recorded.
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
    inBackground("sending hints", this.#face.connection.sendDiagnostics(hints));
  }

  #range(uri: string, { start, end }: DocRange): Range {
    const { documents } = this.#engine;
    return { start: documents.positionAt(uri, start), end: documents.positionAt(uri, end) };
  }

  /** Returns the code actions at a place: the fixes for stale names there and, on an explicit request, a draft. */
  async codeActions(params: CodeActionParams, token: CancellationToken): Promise<CodeAction[]> {
    const { documents, exclusion } = this.#engine;
    const { uri } = params.textDocument;
    await exclusion.decide(uri);
    const access = documents.access(uri);
    if (access.kind !== "open") return [];
    const { document } = access;
    const { only, triggerKind } = params.context;
    const wants = (kind: CodeActionKind): boolean =>
      only?.some((each) => kind === each || kind.startsWith(`${each}.`)) ?? true;
    // A light bulb on every line of code would be noise: only clients that request drafts receive them.
    const isAsked = triggerKind !== CodeActionTriggerKind.Automatic;
    const from = documents.offsetAt(uri, params.range.start);
    const to = documents.offsetAt(uri, params.range.end);
    return withSignal(token, async (signal) => [
      ...(wants(CodeActionKind.QuickFix) && this.#isWanted(document.languageId)
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
    const stale = await findStaleNames(document, this.#engine.commentParts(), signal);
    return stale
      .filter(({ range }) => range.start <= place.to && range.end >= place.from)
      .flatMap((each) =>
        each.fixes.map(({ title, range, text }, index): CodeAction => ({
          title,
          kind: CodeActionKind.QuickFix,
          diagnostics: [this.#hint(uri, each)],
          isPreferred: index === 0,
          edit: { changes: { [uri]: [this.#engine.documents.textEdit(uri, { ...range, text })] } },
        })),
      );
  }

  async #draft(document: DocumentState, offset: number, signal: AbortSignal): Promise<CodeAction[]> {
    const outcome = await draftDocComment(document, offset, this.#engine.commentParts(), signal);
    if (outcome.kind !== "drafted") return [];
    const { range, text } = outcome.draft;
    const title = range.start === range.end ? "Draft the doc comment" : "Refresh the doc comment";
    const { uri } = document;
    return [
      {
        title,
        kind: CodeActionKind.RefactorRewrite,
        edit: { changes: { [uri]: [this.#engine.documents.textEdit(uri, { ...range, text })] } },
      },
    ];
  }
}
