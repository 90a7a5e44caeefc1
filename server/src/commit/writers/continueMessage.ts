import type { Idea } from "../wording/idea";
import { takeFrame } from "../style/frame";
import { findIdeas } from "../ideas/ideas";
import { fileName } from "../wording/naming";
import { textOfIdea } from "../wording/textOfIdea";
import { fillIn } from "../wording/phrases";
import type { PhraseName } from "../wording/phrases/english";
import { openingVerb } from "../style/verbs";
import type { WriterInput } from "./writerInput";

/**
 * Continues a subject that the user has begun, the best way first; none if no known fact about the change continues it.
 * The typed text stays unchanged.
 */
export function continueSubject(typed: string, input: WriterInput): string[] {
  const { lead, type: whole } = takeFrame(typed);
  const [, type = "", begun = ""] = /^((?:[a-z]+(?:\([^()]*\))?!?:\s*)?)(.*)$/s.exec(typed.slice(lead.length)) ?? [];
  const prefix = lead + type;
  const ideas = findIdeas(input.summary);
  // A user who writes `type:` where others do not follows its customs, and these want no capital.
  const isCapitalized = input.style.isCapitalized && (whole + type === "" || input.style.form === "conventional");
  const style = { ...input.style, isCapitalized };
  const texts = [...new Set(ideas.map((idea) => textOfIdea(idea, style)))].filter((text) => text !== "");
  const space = prefix !== "" && !/\s$/.test(prefix) ? " " : "";
  if (begun.trim() === "") return texts.map((text) => typed + space + text);
  const same = texts.filter(
    (text) => text.length > begun.trim().length && text.toLowerCase().startsWith(begun.trimEnd().toLowerCase()),
  );
  if (same.length > 0)
    return same.map((text) => typed + text.slice(begun.endsWith(" ") ? begun.length : begun.trimEnd().length));

  // Another verb or another form of it: its object is the same.
  const verb = openingVerb(begun);
  if (verb !== undefined && verb.rest.trim() === "") {
    const object = objectFor(verb.base, ideas);
    if (object !== undefined) return [`${typed.trimEnd()} ${plain(object, input)}`];
  }
  if (verb !== undefined) {
    const begunRest = verb.rest.trimEnd();
    const inMood = texts.flatMap((text) => {
      const other = openingVerb(text);
      const isSame = other?.base === verb.base && other.rest.toLowerCase().startsWith(begunRest.toLowerCase());
      return isSame ? [typed.trimEnd() + other.rest.slice(begunRest.length)] : [];
    });
    if (inMood.length > 0) return inMood;
  }
  // A word that is half typed may be a name of the change.
  const half = /[\p{L}\p{N}_$.-]{2,}$/u.exec(typed)?.[0];
  if (half === undefined) return [];
  const names = [
    ...input.summary.symbols.map(({ symbol }) => symbol.name),
    ...input.summary.files.map(({ path }) => fileName(path)),
  ];
  const fitting = names.filter((name) => name.length > half.length && name.startsWith(half));
  return [...new Set(fitting)].map((name) => typed + name.slice(half.length));
}

/** Phrases whose `x` is the object of a verb of the same meaning. */
const kin: readonly { readonly verbs: RegExp; readonly phrases: readonly PhraseName[] }[] = [
  { verbs: /^(add|introduce|implement|create|support|expose)$/, phrases: ["add", "addTo"] },
  { verbs: /^(remove|drop|delete)$/, phrases: ["remove", "removeFrom"] },
  { verbs: /^(upgrade|bump|downgrade|pin)$/, phrases: ["bump", "bumpTo"] },
  { verbs: /^(test)$/, phrases: ["addTests", "updateTests"] },
  { verbs: /./, phrases: ["update", "signature", "format", "comments"] },
];

function objectFor(verb: string, ideas: readonly Idea[]): string | undefined {
  const fitting = kin.find(({ verbs }) => verbs.test(verb))?.phrases ?? [];
  for (const { saying } of ideas)
    if ("phrase" in saying && fitting.includes(saying.phrase) && saying.values.x !== undefined) return saying.values.x;
  return undefined;
}

function plain(object: string, { style }: WriterInput): string {
  const text = fillIn(object, style.language);
  return style.hasBackticks ? text : text.replace(/`/g, "");
}
