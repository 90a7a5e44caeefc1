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
 * Finds the entry of `nanotype.enable` that turns automatic suggestions off in this kind of text: one of the language
 * (`"python:comments": false`), which wins, or one of all (`"comments": false`). `undefined` if they are on.
 */
export function switchOff(
  switches: Switches,
  { languageId, kind }: { languageId: string; kind: TextKind },
): string | undefined {
  const own = `${languageId}:${kind}`;
  const name = switches[own] === undefined ? kind : own;
  return switches[name] === false ? name : undefined;
}
