import type { BackendLimits, CompletionPrompt } from "../model/backend";
import { windowAround } from "../model/prompt/prefixSuffix";
import {
  allSecrets,
  check,
  cleanExcerpt,
  excerptOf,
  inFront,
  redact,
  withText,
  type Excerpt,
} from "../safety/secrets/excerpt";
import { findSecrets } from "../safety/secrets/findSecrets";
import { Restoration } from "../safety/secrets/restoration";
import type { SecretNames } from "../safety/secrets/secretNames";
import type { Ask } from "./ask";
import type { CheckedText } from "../safety/promptText";
import type { DocumentState } from "../documents/documentState";
import type { FoundSnippet } from "./snippets/foundSnippet";

/** The pipeline's access to known secrets. */
export interface Secrets {
  /** Returns a part of a document with its known secrets; searches nothing. */
  excerpt(document: DocumentState, start: number, end: number): Excerpt;
  readonly names: SecretNames;
}

/** A prompt in both its forms, and the way back. */
export interface BuiltPrompt {
  /** For a model on this machine: the known secrets are cut out. */
  readonly prompt: CompletionPrompt;
  /** For all other backends: recently changed lines are searched first. */
  readonly checked: () => CompletionPrompt<CheckedText>;
  readonly restoration: Restoration;
  /** Returns the cuts of the checked prompt: their rules, and their positions in the document. */
  readonly cuts: () => readonly DocumentCut[];
}

/** A secret that is cut out of a prompt. */
interface DocumentCut {
  readonly rule: string;
  readonly placeholder: string;
  /** In UTF-16 units of the document. */
  readonly offset: number;
}

/** Returns the text from elsewhere that a request may take now. */
export type ReadySnippets = (ask: Ask) => readonly FoundSnippet[];

/** Takes the text around the caret, as much as `limits` allow, and cuts the secrets out of it. `snippets` are read when the prompt is about to leave. */
export function buildPrompt(
  ask: Ask,
  limits: BackendLimits,
  secrets: Secrets,
  snippets: ReadySnippets = () => [],
): BuiltPrompt {
  const { document, offset, selectedCompletion } = ask.request;
  const { prefixStart, roomBefore, suffixStart, suffixEnd } = windowAround(ask, limits);
  const { names } = secrets;
  const restoration = new Restoration();
  // IntelliSense's selected entry replaces the document's own text before the caret.
  const typed = secrets.excerpt(document, prefixStart, selectedCompletion?.start ?? offset);
  const above = cellsAbove(ask, roomBefore, secrets);
  const before = inFront(above, withText(typed, selectedCompletion?.text ?? ""));
  const after = secrets.excerpt(document, offset + suffixStart, offset + suffixEnd);
  const path = pathExcerpt(document.path);
  const inEach = <T>(cut: (excerpt: Excerpt) => T) => ({
    path: cut(path),
    languageId: document.languageId,
    prefix: cut(before),
    suffix: cut(after),
  });
  let checked: CompletionPrompt<CheckedText> | undefined;
  return {
    prompt: inEach((excerpt) => redact(excerpt, names, restoration)),
    checked() {
      checked ??= inEach((excerpt) => check(excerpt, names, restoration));
      const found = snippets(ask).map(({ kind, path, excerpt }) => ({
        kind,
        path: check(pathExcerpt(path), names, new Restoration()),
        // What was cut out of another file's text can't come back in this one.
        text: check(excerpt, names, new Restoration()),
      }));
      return found.length === 0 ? checked : { ...checked, snippets: found };
    },
    restoration,
    cuts: () => [
      ...cutsIn(before, prefixStart - above.text.length, names),
      ...cutsIn(after, offset + suffixStart, names),
    ],
  };
}

function pathExcerpt(path: string): Excerpt {
  return { text: path, secrets: [], unscanned: [{ start: 0, end: path.length }] };
}

function cutsIn(excerpt: Excerpt, offset: number, names: SecretNames): DocumentCut[] {
  const secrets = allSecrets(excerpt);
  return names.cuts(excerpt.text, secrets).map(({ start, placeholder }, index) => ({
    rule: secrets[index].rule,
    placeholder,
    // One in a cell above counts as the document's start.
    offset: Math.max(0, offset + start),
  }));
}

/** Returns the cells above a notebook's cell, as many whole ones as fit, the nearest first. */
function cellsAbove({ request }: Ask, roomChars: number, secrets: Secrets): Excerpt {
  let all = cleanExcerpt("");
  for (const document of (request.above ?? []).toReversed()) {
    const cell = withText(secrets.excerpt(document, 0, document.text.length), "\n\n");
    if (cell.text.length + all.text.length > roomChars) break;
    all = inFront(cell, all);
  }
  return all;
}

/** Makes the secrets of documents that are not scanned in advance: each text is searched as a whole on first use. */
export function searchedAtOnce(names: SecretNames): Secrets {
  let last: Excerpt | undefined;
  return {
    names,
    excerpt({ text }, start, end) {
      if (last?.text !== text) last = { text, secrets: findSecrets(text), unscanned: [] };
      return excerptOf(last, start, end);
    },
  };
}
