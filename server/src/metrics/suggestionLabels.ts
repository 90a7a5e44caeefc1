import type { CaretPlace } from "../code/caret";
import { languageOf } from "../code/languages";
import type { AnswerSource } from "../completion/completionMetrics";
import type { SuggestionBackend, SuggestionKind } from "./metricTable";

/** Labels of a suggestion, each from a closed list; in the order of the table. */
export type SuggestionLabels = readonly [language: string, kind: SuggestionKind, backend: SuggestionBackend];

/** Returns a language's id in the table, `git-commit` for every commit box, or `other`: an editor's own id may be any text. */
export function languageLabel(languageId: string): string {
  const { id } = languageOf(languageId);
  if (id === "scminput") return "git-commit";
  return id === "unknown" ? "other" : id;
}

/** Returns the kind of a suggestion at a place, or of one that was requested there; `language` is a label. */
export function kindLabel(language: string, place: CaretPlace, source?: AnswerSource): SuggestionKind {
  if (language === "git-commit") return "commit";
  if (source === "declaration" || place === "docComment" || place === "docstring") return "doc";
  if (place === "lineComment" || place === "blockComment") return "comment";
  return place === "text" ? "prose" : "code";
}

/** Returns the writer of a suggestion. */
export function backendLabel(source: AnswerSource, isByEndpoint: boolean): SuggestionBackend {
  if (source === "declaration" || source === "memory") return source;
  if (isByEndpoint) return "endpoint";
  return source === "stored" ? "kept" : "local";
}
