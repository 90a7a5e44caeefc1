import type { MessageLanguage } from "./messageLanguage";
import type { Mood } from "./verbs";

/** How messages are written in a repository. */
export interface CommitStyle {
  /** `type(scope): text`, or text alone. */
  readonly form: "conventional" | "plain";
  /** Whether plain messages begin with the part of the project that they are about, as in `parser: fix it`. */
  readonly hasArea: boolean;
  readonly language: MessageLanguage;
  readonly mood: Mood;
  /** Whether the text (after `type:` if there is one) opens with a capital. */
  readonly isCapitalized: boolean;
  readonly endsWithStop: boolean;
  /** Whether names of code stand in backticks. */
  readonly hasBackticks: boolean;
  /** Longest subject, in UTF-16 units. */
  readonly maxLength: number;
  /** Whether messages usually have more than one line. */
  readonly hasBody: boolean;
  /** Types that may be used; empty where any may. */
  readonly types: readonly string[];
  /** Scopes that may be used; empty where any may. */
  readonly scopes: readonly string[];
  /** Whether a scope must, may or must not stand there. */
  readonly scopeUse: "always" | "sometimes" | "never";
  /** Where the ticket of the branch goes; `none` where messages name none. */
  readonly ticketPlace: "none" | "prefix" | "scope" | "suffix" | "trailer";
  /** What is around the ticket before or behind the text, with `*` for the ticket. */
  readonly ticketFrame: string;
  /** Which tickets messages name: `#12`, `GH-12`, or keys such as `ABC-12`; `any` where they differ. */
  readonly ticketKind: "number" | "github" | "key" | "any";
  /** Name of the trailer that tickets stand in. */
  readonly ticketTrailer: string;
  readonly signsOff: boolean;
  /** Where an emoji for the kind of change goes: before everything, or before the text behind `type:`. */
  readonly emojiPlace: "none" | "start" | "text";
  /** Whether it is written `:bug:` or as its sign. */
  readonly emojiForm: "code" | "sign";
}
