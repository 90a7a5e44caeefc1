import type { MessageLanguage } from "./messageLanguage";
import type { Mood } from "./verbs";

/** A repository's style of messages. */
export interface CommitStyle {
  /** `type(scope): text`, or text alone. */
  readonly form: "conventional" | "plain";
  /** True if plain messages begin with the part of the project they concern, as in `parser: fix it`. */
  readonly hasArea: boolean;
  readonly language: MessageLanguage;
  readonly mood: Mood;
  /** True if the text (after `type:` if there is one) opens with a capital. */
  readonly isCapitalized: boolean;
  readonly endsWithStop: boolean;
  /** True if names of code are in backticks. */
  readonly hasBackticks: boolean;
  /** Longest subject, in UTF-16 units. */
  readonly maxLength: number;
  /** True if messages usually have more than one line. */
  readonly hasBody: boolean;
  /** Allowed types; empty if any is allowed. */
  readonly types: readonly string[];
  /** Allowed scopes; empty if any is allowed. */
  readonly scopes: readonly string[];
  /** Frequency of scopes: required, optional or forbidden. */
  readonly scopeUse: "always" | "sometimes" | "never";
  /** Place of the branch's ticket; `none` if messages name none. */
  readonly ticketPlace: "none" | "prefix" | "scope" | "suffix" | "trailer";
  /** Text around the ticket before or after the message's text, with `*` for the ticket. */
  readonly ticketFrame: string;
  /** Kind of tickets in messages: `#12`, `GH-12`, or keys such as `ABC-12`; `any` if they differ. */
  readonly ticketKind: "number" | "github" | "key" | "any";
  /** Name of the trailer that contains tickets. */
  readonly ticketTrailer: string;
  readonly signsOff: boolean;
  /** Place of the emoji for the kind of change: before everything, or before the text after `type:`. */
  readonly emojiPlace: "none" | "start" | "text";
  /** Form of the emoji: `:bug:` or its sign. */
  readonly emojiForm: "code" | "sign";
}
