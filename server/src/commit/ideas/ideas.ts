import { typeOf } from "../style/changeType";
import { noisyKinds } from "../change/fileKind";
import { fileIdeas } from "./fileIdeas";
import { firstIdeas } from "./firstIdeas";
import type { Idea } from "../wording/idea";
import { nameList } from "../wording/naming";
import { ownWordIdeas } from "./ownWordIdeas";
import type { PhraseValues } from "../wording/phrases";
import type { PhraseName } from "../wording/phrases/english";
import { dependencyIdeas, releaseIdeas } from "./releaseIdeas";
import type { ChangeSummary, FileChange } from "../change/changeSummary";
import { symbolIdeas } from "./symbolIdeas";
import { textIdeas } from "./textIdeas";

/** Ideas found for each change: its subjects, its body and each part of a model's answer need them. */
const found = new WeakMap<ChangeSummary, readonly Idea[]>();

/** Lists all ideas for a change, the best first. Never empty unless the change is. */
export function findIdeas(summary: ChangeSummary): readonly Idea[] {
  const known = found.get(summary);
  if (known !== undefined) return known;
  const ideas = ideasOf(summary);
  found.set(summary, ideas);
  return ideas;
}

function ideasOf(summary: ChangeSummary): Idea[] {
  const { files } = summary;
  if (files.length === 0) return [];
  // Files written by people decide; machine-made ones count only if there are no others.
  const written = files.filter(({ kind }) => !noisyKinds.has(kind));
  const about = written.length > 0 ? written : files;
  const ideas = [
    ...firstIdeas(summary, about),
    ...releaseIdeas(summary, about),
    ...dependencyIdeas(summary),
    ...fileIdeas(about),
    ...ownWordIdeas(about),
    ...textIdeas(about),
    ...symbolIdeas(summary),
    ...fallbacks(about),
  ];
  return ideas.filter((idea) => !quotesSecret(idea, about)).sort((a, b) => b.score - a.score);
}

/** Reports whether an idea quotes a part of a secret: a secret removed from code must not continue in the message. */
function quotesSecret({ saying }: Idea, about: readonly FileChange[]): boolean {
  const quoted =
    "own" in saying
      ? [saying.own]
      : /^(replace|replaceIn|addTo|removeFrom|default|defaultTo|setTo|returnValue)$/.test(saying.phrase)
        ? Object.values(saying.values)
        : [];
  if (quoted.length === 0) return false;
  return about.some(({ secrets }) => secrets === undefined || secrets.some((secret) => overlaps(secret, quoted)));
}

function overlaps(secret: string, quoted: readonly string[]): boolean {
  return quoted.some((text) =>
    text.split(/[`\s]+/).some((word) => word.length >= 4 && (secret.includes(word) || word.includes(secret))),
  );
}

/** Lists ideas that are always true. */
function fallbacks(about: readonly FileChange[]): Idea[] {
  const make = (phrase: PhraseName, score: number, values: PhraseValues): Idea => ({
    type: typeOf(about),
    saying: { phrase, values },
    paths: about.map(({ path }) => path),
    score,
  });
  return [
    make("update", 0.5, { x: nameList(about) }),
    ...(about.length === 1 ? [] : [make("updateFiles", 0.1, { a: String(about.length) })]),
  ];
}
