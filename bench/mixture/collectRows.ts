import { consumePending } from "../../server/src/model/local/healing";
import type { LoadedModel } from "../../server/src/model/local/loadModel";
import { restrict, toLogProbs } from "../../server/src/model/local/nextToken";
import { promptTokens } from "../../server/src/model/local/promptTokens";
import { fromBytes } from "../../server/src/model/local/tokenBytes";
import { familyOf } from "../../server/src/code/languageFamily";
import { CharacterMemory } from "../../server/src/model/memory/characterMemory";
import type { Elsewhere } from "../../server/src/model/memory/elsewhere";
import { askMemory, gatherEvidence, mergeGroups } from "../../server/src/model/memory/mixture";
import { collectCandidates, type Candidates } from "../../server/src/model/memory/mixtureFeatures";
import { tokenGroups } from "../../server/src/model/memory/tokenGroups";
import type { WorkspaceIndex } from "../../server/src/model/memory/workspaceIndex";
import { promptText } from "../../server/src/safety/promptText";
import type { QualityCase } from "../quality/cases";

/** One choice of the next token along a true line. */
export interface Row extends Candidates {
  /** Index of the true token among the candidates, or -1. */
  readonly truth: number;
  /** Probability of all tokens that aren't candidates. */
  readonly otherProbability: number;
  /** Characters of the true line from this token on. */
  readonly charsLeft: number;
}

/** Text before the caret that the mixture sees, in UTF-16 units; as in `generate.ts`. */
const historyChars = 300;
const selfChars = 200;
const maxTokens = 28;

/** Returns the address of a repository's file, as if the repository were a workspace folder. */
export function addressOf(path: string): string {
  return `file:///mixture/${path}`;
}

/** Walks along the true line of a case, and notes the mixture's input at each token. */
export async function collectRows(
  model: LoadedModel,
  testCase: QualityCase,
  rest: { readonly index: WorkspaceIndex; readonly isCopy: (address: string) => boolean },
): Promise<Row[]> {
  const { tokenizer, vocabulary, session } = model;
  const { prefix, suffix, truth, path, languageId } = testCase;
  const groups = tokenGroups(vocabulary);
  const memory = new CharacterMemory({ maxChars: 1_000_000 });
  memory.set(addressOf(testCase.path), prefix + suffix, { project: "", languageId });
  const reader = { project: "", family: familyOf(languageId), isComment: testCase.kind === "comment" };
  const elsewhere: Elsewhere = {
    findElsewhere: (history, params) =>
      rest.index.findElsewhere(history, { ...params, isKnown: (uri) => rest.isCopy(uri) || params.isKnown(uri) }),
  };
  const lineStart = prefix.lastIndexOf("\n") + 1;
  const nextLine = suffix.indexOf("\n") + 1;
  const self = {
    documentId: addressOf(testCase.path),
    reader,
    beforeLine: prefix.slice(Math.max(0, lineStart - selfChars), lineStart),
    afterLine: nextLine === 0 ? "" : suffix.slice(nextLine, nextLine + selfChars),
  };

  const prompt = {
    ...{ path: promptText(path, []), languageId },
    prefix: promptText(prefix.slice(-8000), []),
    suffix: promptText(suffix.slice(0, 2000), []),
  };
  const start = promptTokens(model, prompt, maxTokens);
  let pending = start.pending;
  const way = tokenizer.encode(fromBytes(pending) + truth).slice(0, maxTokens);
  const cache = session.createCache();
  let scores = await session.forward(cache, start.ids);
  let history = prefix.slice(-historyChars);
  let charsLeft = truth.length;
  const rows: Row[] = [];
  for (const token of [...way, undefined]) {
    const logProbs = Float32Array.from(scores);
    toLogProbs(logProbs);
    if (pending !== "") restrict(logProbs, model.healing.candidates(pending));
    const point = { history, pending: fromBytes(pending) };
    const found = askMemory({ memory, elsewhere, vocabulary, self }, point);
    if (found) {
      const { logProbOfEnd } = mergeGroups(logProbs, groups);
      const known = { ...point, ...found, logProbOfEnd };
      const candidates = collectCandidates(gatherEvidence({ memory, vocabulary, self }, groups, logProbs, known));
      const wanted = token === undefined ? groups.lineEnd : (groups.leaderOf(token) ?? token);
      const judged = candidates.tokens.reduce((sum, candidate) => sum + Math.exp(logProbs[candidate]), 0);
      const otherProbability = Math.max(1e-7, 1 - judged);
      rows.push({ ...candidates, truth: candidates.tokens.indexOf(wanted), otherProbability, charsLeft });
    }
    if (token === undefined) break;
    const consumed = consumePending(pending, tokenizer.bytes(token));
    pending = consumed.pending;
    const added = fromBytes(consumed.added);
    history = (history + added).slice(-historyChars);
    charsLeft -= added.length;
    scores = await session.forward(cache, [token]);
  }
  return rows;
}
