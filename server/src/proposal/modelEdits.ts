import { changedText, type ChangedText } from "../base/changedText";
import { describeError, type Logger } from "../base/log";
import type { TrialAt } from "../code/trialReading";
import { riskOf } from "../completion/risk/riskOf";
import { editHunk } from "../completion/snippets/editHunk";
import type { DocumentState } from "../documents/documentState";
import type { EditHistory, PlacedEdit } from "../documents/editHistory";
import type { Drafter } from "../model/draft";
import { BackendError } from "../model/errors";
import { nextEditMessages } from "../model/prompt/nextEdit";
import { redactText } from "../safety/secrets/redactText";
import type { SecretNames } from "../safety/secrets/secretNames";
import { lineHunks, type LineHunk } from "./lineHunks";

/** Parts that proposals are made with. */
interface ModelEditParts {
  readonly drafter: Drafter;
  readonly edits: EditHistory;
  readonly names: SecretNames;
  readonly trialAt: TrialAt;
  /** Reports whether two documents are of one project. */
  readonly isSameProject: (uri: string, other: string) => boolean;
  readonly log: Logger;
}

/** Lines above and below the last edit that are sent and may change. // guess: a screen */
const reach = { above: 15, below: 30 };

/** Longest part that is sent, in UTF-16 units. // guess: about 1,500 tokens */
const maxPartChars = 5_000;

/** Most lines that an edit takes away or adds; larger ones are a rewrite. // guess */
const maxLines = 8;

/** Latest edits in a request. // guess */
const maxEdits = 5;

/** Time for which an edit may have a consequence, in ms. // guess */
const freshMs = 60_000;

/** Longest wait for an answer, in ms: later the user has moved on. // guess */
const answerMs = 5_000;

/** Longest that the check of the answer's syntax may take, in ms. */
const trialMs = 30;

/** UTF-16 units of code in a token, at least. */
const charsPerToken = 3; // guess
/** Tokens requested beyond those of the part: rate limits count them. */
const spareTokens = 200; // guess

/**
 * Asks an endpoint for the next edit around the user's last one. The model rewrites the lines around it; of its answer only one small change counts,
 * and only if the document still parses with it.
 */
export class ModelEdits {
  readonly #parts: ModelEditParts;
  /** The last state that was asked about, and its answer. */
  #asked:
    { readonly uri: string; readonly version: number; readonly edit: Promise<ChangedText | undefined> } | undefined;

  constructor(parts: ModelEditParts) {
    this.#parts = parts;
  }

  /** Finds a change of the document; each version is asked about once, unless that question was cancelled. Never rejects. */
  next(document: DocumentState, nowMs: number, signal: AbortSignal): Promise<ChangedText | undefined> {
    const { uri, version } = document;
    if (this.#asked?.uri === uri && this.#asked.version === version) return this.#asked.edit;
    const last = this.#parts.edits.edits().at(0);
    const isFresh = last?.uri === uri && last.now !== undefined && nowMs - last.atMs < freshMs;
    const edit = isFresh ? this.#ask(document, last, signal) : Promise.resolve(undefined);
    const asked = (this.#asked = { uri, version, edit });
    signal.addEventListener("abort", () => {
      if (this.#asked === asked) this.#asked = undefined;
    });
    return edit;
  }

  async #ask(document: DocumentState, last: PlacedEdit, signal: AbortSignal): Promise<ChangedText | undefined> {
    const { drafter, names, log } = this.#parts;
    const part = partAround(document.text, last.now ?? { start: 0, end: 0 });
    const changes = redactText(this.#changes(document.uri), names);
    const redacted = redactText(part.text, names);
    // A part with a secret would have to be rewritten around its placeholder.
    if (changes.text === "" || redacted.secrets.length > 0 || part.text.length > maxPartChars) return undefined;
    const request = {
      messages: nextEditMessages({ changes: changes.text, part: redacted.text }),
      maxTokens: Math.ceil(part.text.length / charsPerToken) + spareTokens,
      temperature: 0,
      prediction: redacted.text,
      priority: "background" as const,
      subjectUri: document.uri,
    };
    let answer = "";
    try {
      const limited = AbortSignal.any([signal, AbortSignal.timeout(answerMs)]);
      for await (const chunk of drafter.draft(request, limited)) answer += chunk.text;
      if (limited.aborted) return undefined;
    } catch (error) {
      log.warn("No next edit came from an endpoint.", {
        kind: error instanceof BackendError ? error.kind : describeError(error),
      });
      return undefined;
    }
    return this.#read(document, { ...part, last }, answer);
  }

  /** Writes the latest edits of the project as lines that went and came, the oldest first. */
  #changes(uri: string): string {
    const { edits, isSameProject } = this.#parts;
    const hunks = edits.recent().flatMap((edit) => (isSameProject(edit.uri, uri) ? (editHunk(edit) ?? []) : []));
    return hunks.slice(0, maxEdits).reverse().join("\n\n");
  }

  /** Reads the first small change of an answer behind the last edit, else before it, that the document can take. */
  #read(
    { uri, text }: DocumentState,
    { start, text: part, last }: Part & { readonly last: PlacedEdit },
    answer: string,
  ): ChangedText | undefined {
    const old = part.split("\n");
    const now = withoutFence(answer).split("\n");
    // A cut-off or chatty answer has other ends.
    if (now.length > old.length + maxLines || now.length + maxLines < old.length) return undefined;
    const starts = old.map((_, index) => start + old.slice(0, index).join("\n").length + (index > 0 ? 1 : 0));
    const found = lineHunks(old, now).flatMap((hunk) => {
      const edit = isSmall(hunk) ? placed(hunk, { old, starts }) : undefined;
      const touches = edit && last.now && edit.start <= last.now.end && edit.end >= last.now.start;
      return edit === undefined || touches === true || /<secret-\d/.test(edit.newText) ? [] : [edit];
    });
    const behind = found.filter((edit) => edit.start >= (last.now?.end ?? 0));
    return [...behind, ...found].find((edit) => {
      if (riskOf(edit.newText, { prefix: text.slice(0, edit.start), known: [text] }) !== undefined) return false;
      const trial = this.#parts.trialAt(uri, { text, offset: edit.start, limitMs: trialMs });
      return trial?.reads(edit.newText, edit.end - edit.start) === true;
    });
  }
}

interface Part {
  readonly start: number;
  readonly text: string;
}

/** Cuts the whole lines around a place out of a text, without blank ones at their end: answers don't keep those. */
function partAround(text: string, place: { readonly start: number; readonly end: number }): Part {
  let start = text.lastIndexOf("\n", place.start - 1) + 1;
  for (let count = 0; count < reach.above && start > 0; count++) start = text.lastIndexOf("\n", start - 2) + 1;
  let end = text.indexOf("\n", place.end);
  for (let count = 0; count < reach.below && end >= 0; count++) end = text.indexOf("\n", end + 1);
  return { start, text: text.slice(start, end < 0 ? text.length : end).replace(/\n+$/, "") };
}

function isSmall({ start, end, lines }: LineHunk): boolean {
  return end - start <= maxLines && lines.length <= maxLines;
}

/** Returns a changed stretch of lines as a change of the text, reduced to what differs. */
function placed(
  { start, end, lines }: LineHunk,
  { old, starts }: { old: readonly string[]; starts: readonly number[] },
): ChangedText | undefined {
  const isLast = start >= old.length;
  const at = isLast ? starts[old.length - 1] + old[old.length - 1].length : starts[start];
  const gone = old.slice(start, end).join("\n");
  const come = lines.join("\n");
  // Whole lines come or go with the line end that parts them from the next.
  if (start === end) return { start: at, end: at, newText: isLast ? `\n${come}` : `${come}\n` };
  if (lines.length === 0) return { start: at, end: end < old.length ? starts[end] : at + gone.length, newText: "" };
  const changed = changedText(gone, come);
  return { start: at + changed.start, end: at + changed.end, newText: changed.newText };
}

/** Removes a code fence around a whole answer, and blank lines at its end. */
function withoutFence(answer: string): string {
  const fenced = /^\s*```[^\n]*\n([^]*?)\n?```\s*$/.exec(answer);
  return (fenced?.[1] ?? answer).replace(/\n+$/, "");
}
