import { bodySayings, type BodySaying } from "./bodySayings";
import { typeOf } from "../style/changeType";
import type { Idea } from "../wording/idea";
import type { PhraseName } from "../wording/phrases/english";
import type { ChangeSummary } from "../change/changeSummary";
import type { SymbolChange } from "../symbols/symbolChanges";
import { namesOf } from "../wording/symbolNames";

/** Score of only saying that a declaration was updated, if it contains the whole change; see `symbolIdeas`. */
const updateScore = 2.7;
/** Weight of a saying that is as informative as that. // guess */
const updateWeight = 0.2;

/** Lists ideas about changes inside declarations, beyond that they were updated. `changes` are those of source files. */
export function bodyIdeas(summary: ChangeSummary, changes: readonly SymbolChange[]): Idea[] {
  const total = changes.reduce((sum, { lineCount }) => sum + lineCount, 0);
  const told = new Map<string, { saying: BodySaying; changes: SymbolChange[] }>();
  for (const change of changes)
    for (const saying of bodySayings(change)) {
      const key = JSON.stringify([saying.phrase, saying.values]);
      const same = told.get(key);
      if (same === undefined) told.set(key, { saying, changes: [change] });
      else if (!same.changes.includes(change)) same.changes.push(change);
    }
  const type = typeOf(summary.files);
  return [...told.values()].map(({ saying: { phrase, values, weight }, changes: where }): Idea => {
    const share = where.reduce((sum, { lineCount }) => sum + lineCount, 0) / Math.max(1, total);
    return {
      type: phrase === "option" ? "feat" : type,
      saying: { phrase: inWordsOf(phrase, where), values: { y: namesOf(where), ...values } },
      paths: [...new Set(where.map(({ path }) => path))],
      score: updateScore - 2 * (1 - share) + weight - updateWeight,
      isInner: phrase !== "option",
    };
  });
}

/** Uses "raise" for errors in languages that raise them, "throw" in the others. */
function inWordsOf(phrase: PhraseName, where: readonly SymbolChange[]): PhraseName {
  return phrase === "throwError" && where.every(({ path }) => /\.(pyi?|rb)$/.test(path)) ? "raiseError" : phrase;
}
