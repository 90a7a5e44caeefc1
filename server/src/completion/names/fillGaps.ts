import type { Clock } from "../../base/clock";
import { lfText } from "../../base/lineEnds";
import type { Backend, RoutableRequest } from "../../model/backend";
import { BackendError } from "../../model/errors";
import type { Ask } from "../ask";
import type { Secrets } from "../buildPrompt";
import { buildRequest } from "../buildRequest";
import { withOtherText, type Insertion } from "../cutCandidate";
import type { Names } from "./names";
import { realNames, type Gap } from "./realNames";

/** Longest time that ranking the names at one place may take, in ms. // guess: the embedded model needs a tenth */
const rankBudgetMs = 300;

/** Parts that gaps are filled with. */
interface GapParts {
  readonly names: Names | undefined;
  readonly backend: Backend<RoutableRequest>;
  readonly secrets: Secrets;
  readonly clock: Clock;
  /** Returns the inputs of a request elsewhere in the document, as if it had been typed. */
  readonly askAt: (request: Ask["request"], settings: Ask["settings"]) => Ask;
}

/**
 * Gives candidates that name a member that doesn't exist the likeliest real one instead, by the model's own ranking. Candidates that agree up to the name take
 * the likeliest ones in turn. Those that no name is found for stay as they are.
 */
export async function fillGaps<T extends Insertion>(
  ask: Ask,
  candidates: readonly T[],
  parts: GapParts,
): Promise<readonly T[]> {
  const { gaps } = realNames(ask, candidates, parts.names);
  const filled = new Map<T, T>();
  const ranked = new Map<string, string[]>();
  for (const gap of gaps) {
    const { candidate, kept } = gap;
    const names = ranked.get(kept) ?? [...(await rankedNames(ask, gap, parts))];
    ranked.set(kept, names);
    const name = names.shift();
    if (name === undefined) continue;
    filled.set(candidate, withOtherText(candidate, kept + name, ask.suffix.slice(0, candidate.replaceSuffixLength)));
    ask.trace.note("names", "The model named a member that doesn't exist; the likeliest real one takes its place.");
  }
  return candidates.map((candidate) => filled.get(candidate) ?? candidate);
}

/** Ranks what may follow at a gap, the likeliest first; nothing if the model doesn't say in time. */
async function rankedNames(ask: Ask, { kept, typed, real }: Gap<Insertion>, parts: GapParts): Promise<string[]> {
  const { backend, secrets, clock } = parts;
  const { request, settings, signal, suffix } = ask;
  // A name that the document continues after the caret is there already.
  if (/^[\w$]/.test(suffix)) return [];
  const isListed = listedBefore(ask.prefix + kept);
  const words = [...real].filter(
    (name) => isOfferable(name) && name.startsWith(typed) && name !== typed && !isListed(name),
  );
  const rests = [...new Set(words.map((name) => name.slice(typed.length)))];
  if (rests.length === 0) return [];
  const { start = request.offset, text = "" } = request.selectedCompletion ?? {};
  const there = kept === "" ? ask : parts.askAt({ ...request, selectedCompletion: { start, text: lfText(text + kept) } }, settings);
  const built = buildRequest({ ...there, isInvoked: ask.isInvoked }, backend.limits, secrets).request;
  const over = new AbortController();
  const stopWaiting = clock.after(rankBudgetMs, () => over.abort());
  const isWord = new Set(rests);
  const ranked: string[] = [];
  try {
    for await (const { text: said } of backend.stream(
      { ...built, candidateCount: 1, words: rests },
      AbortSignal.any([signal, over.signal]),
    ))
      if (isWord.has(said)) ranked.push(said);
  } catch (error) {
    if (!(error instanceof BackendError)) throw error; // the answer is as good as without the ranking
  } finally {
    stopWaiting();
  }
  return ranked;
}

/** Tells the names apart that a list of imported or taken names has already; after a dot none are. */
function listedBefore(before: string): (name: string) => boolean {
  if (/\.#?[\w$]*$/.test(before)) return () => false;
  const list = new Set(before.slice(before.lastIndexOf("{") + 1).match(/[\w$]+/g));
  return (name) => list.has(name);
}

/** Reports whether a member may be offered: a plain name that isn't every object's own machinery. */
function isOfferable(name: string): boolean {
  return /^#?[\p{L}$_][\p{L}\p{N}$_]*$/u.test(name) && !/^__\w+__$/.test(name) && !machinery.has(name);
}

/** Members of every object that code hardly names. */
const machinery: ReadonlySet<string> = new Set(
  Object.getOwnPropertyNames(Object.prototype).filter((name) => name !== "toString" && name !== "hasOwnProperty"),
);
