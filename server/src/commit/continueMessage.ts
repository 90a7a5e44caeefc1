import type { Idea } from "./idea";
import { findIdeas } from "./ideas";
import { textOfIdea } from "./textOfIdea";
import { fillIn } from "./phrases";
import type { PhraseName } from "./phrases/english";
import { openingVerb } from "./verbs";
import type { WriterInput } from "./writerInput";

/**
 * Goes on with a subject that the user has begun; undefined where nothing that is known of the change continues it. What was typed
 * stays as it is, to the letter.
 */
export function continueSubject(typed: string, input: WriterInput): string | undefined {
  const [, prefix = "", begun = ""] = /^((?:[a-z]+(?:\([^()]*\))?!?:\s*)?)(.*)$/s.exec(typed) ?? [];
  const ideas = findIdeas(input.summary);
  // Whoever writes `type:` where others do not goes by its customs, and these want no capital.
  const isCapitalized = input.style.isCapitalized && (prefix === "" || input.style.form === "conventional");
  const style = { ...input.style, isCapitalized };
  const texts = [...new Set(ideas.map((idea) => textOfIdea(idea, style)))].filter((text) => text !== "");
  const space = prefix !== "" && !/\s$/.test(prefix) ? " " : "";
  if (begun.trim() === "") {
    const first = texts.at(0);
    return first === undefined ? undefined : typed + space + first;
  }
  const same = texts.find(
    (text) => text.length > begun.trim().length && text.toLowerCase().startsWith(begun.trimEnd().toLowerCase()),
  );
  if (same !== undefined) return typed + same.slice(begun.endsWith(" ") ? begun.length : begun.trimEnd().length);

  // Another verb or another form of it: what it happened to is the same.
  const verb = openingVerb(begun);
  if (verb !== undefined && verb.rest.trim() === "") {
    const object = objectFor(verb.base, ideas);
    if (object !== undefined) return `${typed.trimEnd()} ${plain(object, input)}`;
  }
  if (verb !== undefined) {
    const inMood = texts
      .map((text) => openingVerb(text))
      .find(
        (other) => other?.base === verb.base && other.rest.toLowerCase().startsWith(verb.rest.trimEnd().toLowerCase()),
      );
    if (inMood !== undefined) return typed.trimEnd() + inMood.rest.slice(verb.rest.trimEnd().length);
  }
  // A word that is half typed may be a name of the change.
  const half = /[\p{L}\p{N}_$.-]{2,}$/u.exec(typed)?.[0];
  const names =
    half === undefined
      ? []
      : input.summary.symbols
          .map(({ symbol }) => symbol.name)
          .concat(input.summary.files.map(({ path }) => path.slice(path.lastIndexOf("/") + 1)));
  const name = names.find((one) => half !== undefined && one.length > half.length && one.startsWith(half));
  return name === undefined || half === undefined ? undefined : typed + name.slice(half.length);
}

/** Phrases whose `x` is what a verb of the same meaning happens to. */
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
