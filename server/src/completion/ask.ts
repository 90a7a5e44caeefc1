import type { DocstringStyle } from "../comment/habits";
import type { CaretPlace } from "../code/caret";
import { familyOf } from "../code/languageFamily";
import { languageOf } from "../code/languages";
import type { CaretScope } from "../code/caretScope";
import { placeByText } from "../code/placeByText";
import { regionAt, type Region } from "../code/region";
import type { MemoryReader } from "../model/memory/memoryReader";
import type { Switches } from "../settings/settingRow";
import type { InlineRequest } from "./inlineCompletion";
import { textKindOf } from "./placeSwitches";
import type { Eagerness } from "../model/certainty";
import type { Trace } from "./trace";

/** The settings that the pipeline reads, per request. */
export interface CompletionSettings {
  readonly eagerness: Eagerness;
  /** `nanotype.enable`; also names the kinds of text in which automatic suggestions are off. */
  readonly enable: Switches;
  readonly debounceMaxMs: number;
  /** Whether answers may add lines: never, to explicit requests, or also by themselves after a complete line. */
  readonly multiline: "never" | "explicit" | "auto";
  /** Most lines of an explicit request's answer. */
  readonly maxLines: number;
  /** `only` answers from the memory alone; it and `off` are for evaluation. */
  readonly memory: "mixed" | "off" | "only";
  /** The form of Python's docstrings. */
  readonly docstrings: DocstringStyle;
}

/** A request, with everything that the pipeline's steps need of it. */
export interface Ask {
  readonly request: InlineRequest;
  readonly settings: CompletionSettings;
  readonly signal: AbortSignal;
  readonly trace: Trace;
  /** Whole text before the caret; ends with IntelliSense's selected entry if there is one. */
  readonly prefix: string;
  /** Whole text after the caret. */
  readonly suffix: string;
  readonly place: CaretPlace;
  /** The scope of the caret's line in the document's own language; `undefined` if unknown. */
  readonly scope: CaretScope | undefined;
  /** The stretch around the caret that is of one language: the document, or a piece of code in Markdown. */
  readonly region: Region;
  /** The reader for the memory and the stores of kept answers. */
  readonly reader: MemoryReader;
  readonly isInvoked: boolean;
}

/** Reads a request. */
export function createAsk(params: {
  request: InlineRequest;
  settings: CompletionSettings;
  signal: AbortSignal;
  trace: Trace;
  /** Place of the caret in the document's own language. */
  place: CaretPlace;
  /** Scope of the caret's line in the document's own language. */
  scope?: CaretScope | undefined;
  /** The document's project; see `projects.ts`. */
  project: string;
}): Ask {
  const { document, offset, selectedCompletion, trigger } = params.request;
  const before = selectedCompletion
    ? document.text.slice(0, selectedCompletion.start) + selectedCompletion.text
    : document.text.slice(0, offset);
  const suffix = document.text.slice(offset);
  const region = regionAt(document.languageId, before, suffix);
  const isWhole = region.languageId === document.languageId;
  const place = isWhole ? params.place : placeByText(languageOf(region.languageId), caretIn(region));
  const { request, settings, signal, trace, project } = params;
  const scope = isWhole ? params.scope : undefined;
  const isComment = textKindOf(place) === "comments";
  const reader = { project, family: familyOf(region.languageId), isComment };
  const isInvoked = trigger === "invoked";
  return { request, settings, signal, trace, place, scope, region, reader, prefix: before, suffix, isInvoked };
}

function caretIn({ prefix, suffix }: Region): { text: string; offset: number } {
  return { text: prefix + suffix, offset: prefix.length };
}
