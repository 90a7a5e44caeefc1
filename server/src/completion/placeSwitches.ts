import type { CaretPlace } from "../code/caret";
import type { Switches } from "../settings/settingRow";

/** A kind of text in which suggestions can be turned off. */
export type TextKind = "comments" | "strings" | "prose";

/** Returns the kind of text at a place; `undefined` for code. */
export function textKindOf(place: CaretPlace): TextKind | undefined {
  if (place === "code") return undefined;
  if (place === "string") return "strings";
  return place === "text" ? "prose" : "comments";
}

/**
 * Reports whether automatic suggestions are wanted in this kind of text: `nanotype.enable` may say so for a language
 * (`"python:comments": false`) or for all (`"comments": false`); the language's own entry wins.
 */
export function isKindEnabled(
  switches: Switches,
  { languageId, kind }: { languageId: string; kind: TextKind },
): boolean {
  return switches[`${languageId}:${kind}`] ?? switches[kind] ?? true;
}
