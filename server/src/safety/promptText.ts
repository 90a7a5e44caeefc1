declare const promptTextBrand: unique symbol;
declare const checkedTextBrand: unique symbol;

/** Text that may reach a model on this machine: known secrets have been cut out of it. Only this file makes one. */
export type PromptText = string & { readonly [promptTextBrand]: true };

/**
 * Text that may leave this machine: every line of it has been searched for secrets, and all found ones have been cut out.
 * Only this file makes one.
 */
export type CheckedText = PromptText & { readonly [checkedTextBrand]: true };

/** A stretch of text, in UTF-16 units, end exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A stretch of text and its replacement in a prompt. */
export interface SecretCut extends Span {
  readonly placeholder: string;
}

/** Cuts the known secrets out of a text. `cuts` are spans of `text`, sorted and disjoint; they are found as lines change, never here. */
export function promptText(text: string, cuts: readonly SecretCut[]): PromptText {
  // The one place where the brand is given; see the type.
  // oxlint-disable-next-line typescript/consistent-type-assertions -- a brand has no other constructor
  return replaced(text, cuts) as PromptText;
}

/** Cuts the secrets out of a text whose every line `findSecrets` has searched; `privacy/` is the only caller. */
export function checkedText(text: string, cuts: readonly SecretCut[]): CheckedText {
  // oxlint-disable-next-line typescript/consistent-type-assertions -- as above
  return replaced(text, cuts) as CheckedText;
}

/** Marks text of the program's own, such as an instruction or a probe: a literal in the source, never a variable. */
export function ownText<Literal extends string>(
  text: Literal & (string extends Literal ? never : unknown),
): CheckedText {
  return checkedText(text, []);
}

/** Joins checked texts with text of the program's own: composed`Write a title for:\n${diff}`. */
export function composed(own: TemplateStringsArray, ...texts: readonly CheckedText[]): CheckedText {
  return checkedText(String.raw({ raw: own }, ...texts), []);
}

/** Returns a part of a prompt's text; a placeholder cut in two reveals no secret. */
export function slicePrompt<Text extends PromptText>(text: Text, start: number, end?: number): Text {
  // oxlint-disable-next-line typescript/consistent-type-assertions -- as above
  return text.slice(start, end) as Text;
}

function replaced(text: string, cuts: readonly SecretCut[]): string {
  let result = "";
  let from = 0;
  for (const { start, end, placeholder } of cuts) {
    result += text.slice(from, start) + placeholder;
    from = end;
  }
  return result + text.slice(from);
}
