import { certaintyOfShare } from "../model/certainty";
import { caretSelf, type CaretSelf } from "../model/memory/caretSelf";
import { completeFromMemory } from "../model/memory/memoryCompletion";
import type { WorkspaceMemory } from "../model/memory/workspaceMemory";
import type { Ask } from "./ask";
import type { Candidate } from "./candidate";
import type { Copy } from "./control/features";
import { postprocess } from "./postprocess";
import { firstWords, isOfferedByWords, worthyWords } from "./prose/proseWords";
import type { ScoredText } from "./scoredText";
import { beginsWithLineEnd, firstLineLength } from "./stopConditions";

/** Number of characters before the caret with which the memory is queried. */
const historyChars = 400;

/** The part of a generation that a request asks for. */
export interface Cut {
  /** UTF-16 units of the generation that the user has typed since. */
  readonly typedLength: number;
  readonly lines: "one" | "block";
  /** True if the next line may be offered when the model takes the caret's line for complete. */
  readonly mayBeginWithLineEnd: boolean;
}

/** Cuts a generation to the requested length and cleans it. `undefined` if nothing is left; the trace then has the reason. */
export function candidateFromModel(
  ask: Ask,
  params: Cut & { scored: ScoredText; isGrowing?: boolean },
): Candidate | undefined {
  const { scored, isGrowing = false, typedLength, lines, mayBeginWithLineEnd } = params;
  const rest = scored.text.slice(typedLength);
  if (!mayBeginWithLineEnd && beginsWithLineEnd(rest)) {
    ask.trace.note("request", "The model takes the line for complete; what follows waits for Enter.");
    return undefined;
  }
  // Of a block that is still being written, its whole lines.
  const blockLength =
    scored.finished || !isGrowing ? rest.length : Math.max(rest.lastIndexOf("\n"), firstLineLength(rest) ?? 0);
  const lineLength = lines === "one" ? (firstLineLength(rest) ?? rest.length) : blockLength;
  const words = isOfferedByWords(ask) ? worthyWords(scored, typedLength, ask.settings.eagerness) : undefined;
  if (words !== undefined && "reason" in words) {
    ask.trace.note("rank", words.reason, { kind: "uncertain", eagerness: ask.settings.eagerness });
    return undefined;
  }
  const length = words?.length ?? lineLength;
  const certainty = scored.certainty(typedLength, typedLength + length);
  const profile = scored.profile(typedLength, typedLength + length);
  const { writtenBy, arm } = scored;
  return clean(ask, {
    text: rest.slice(0, length),
    lines,
    certainty,
    ...(profile === undefined ? {} : { profile }),
    source: "model",
    isCutOff: scored.isCutOff && length === rest.length,
    ...(writtenBy === undefined ? {} : { writtenBy }),
    ...(arm === undefined ? {} : { arm }),
  });
}

/** Returns the text that followed the same text elsewhere, if that is long and always the same. */
export function candidateFromMemory(ask: Ask, memory: WorkspaceMemory): Candidate | undefined {
  const { prefix, suffix } = ask;
  const remembered = completeFromMemory(memory, {
    history: prefix.slice(-historyChars),
    suffix,
    self: selfOf(ask),
  });
  if (remembered === undefined) return undefined;
  ask.trace.note(
    "memory",
    `The text before the caret also occurs elsewhere; ${remembered.matchLength} characters agree.`,
  );
  const certainty = certaintyOfShare(remembered.confidence);
  const text = isOfferedByWords(ask) ? firstWords(remembered.text) : remembered.text;
  return clean(ask, { text, lines: "one", certainty, source: "memory" });
}

/** Finds texts that followed the same text as that before the caret, the longest match first. */
export function copiesAt(ask: Ask, memory: WorkspaceMemory): readonly Copy[] {
  return memory.find(ask.prefix.slice(-historyChars), { self: selfOf(ask), maxCount: 8, maxChars: 40 });
}

/** Reports whether the workspace has a name. */
export function isNameInUse(ask: Ask, name: string, memory: WorkspaceMemory): boolean {
  const places = memory.find(name, { self: selfOf(ask), maxCount: 8, maxChars: 1 });
  return places.some(({ matchLength, text }) => matchLength >= name.length && !/^[\p{L}\p{N}_$]/u.test(text));
}

function selfOf({ request, prefix, suffix, reader }: Ask): CaretSelf {
  return caretSelf(request.document.uri, prefix, suffix, reader);
}

function clean(
  ask: Ask,
  raw: Omit<Candidate, "replaceSuffixLength"> & { lines: "one" | "block"; isCutOff?: boolean },
): Candidate | undefined {
  const { text, lines, isCutOff = false, ...scores } = raw;
  const cleaned = postprocess({
    text,
    ...ask.region,
    place: ask.place,
    scope: ask.scope,
    lines,
    isLocal: scores.certainty !== undefined,
    isAutomatic: !ask.isInvoked,
    isCutOff,
  });
  if (cleaned.kind === "drop") {
    ask.trace.note(cleaned.rule, cleaned.reason);
    return undefined;
  }
  return { ...scores, text: cleaned.text, replaceSuffixLength: cleaned.replaceSuffixLength };
}
