import type { Language, StringForm } from "./language";

/** A comment, literal or atom as the scanner sees it. */
export interface Form {
  readonly kind: "line" | "block" | "string" | "atom";
  readonly isDoc: boolean;
  /** Finds what matters inside: group 1 ends the form, group 2 opens code or a nested comment, no group is stepped over. */
  readonly inner: RegExp;
  readonly interpolation?: StringForm["interpolation"];
}

/** A language's forms with the patterns that find them. */
export interface CompiledForms {
  /** Finds the next opening in code; group `i + 1` stands for `openings[i]`. */
  readonly code: RegExp;
  /** As `code`, in the code inside a literal: brackets match too, without a group. */
  readonly codeInside: RegExp;
  readonly openings: readonly Form[];
}

const cache = new Map<Language, CompiledForms>();

/** Compiles what opens and closes in a language, once. */
export function compiledForms(language: Language): CompiledForms {
  let forms = cache.get(language);
  if (forms === undefined) cache.set(language, (forms = compile(language)));
  return forms;
}

function compile(language: Language): CompiledForms {
  const openings: { form: Form; source: string }[] = [];
  if (language.atoms !== undefined)
    openings.push({ form: { kind: "atom", isDoc: false, inner: /$/g }, source: language.atoms });
  for (const { open, close, isDoc = false, nests = false, after } of language.blockComments) {
    const inner = new RegExp(`(${escape(close)})${nests ? `|(${escape(open)})` : ""}`, "g");
    // `/**/` is an empty comment, not the start of a documenting one.
    const source = before(after) + escape(open) + (isDoc ? "(?!/)" : "");
    openings.push({ form: { kind: "block", isDoc, inner }, source });
  }
  const lineComment = (token: string, isDoc: boolean): void => {
    // A token's last character repeated (`////`) makes a ruler, not documentation.
    const source = before(language.lineCommentAfter) + escape(token) + (isDoc ? `(?!${escape(token.slice(-1))})` : "");
    openings.push({ form: { kind: "line", isDoc, inner: /(\n)/g }, source });
  };
  for (const token of language.docLineComments) lineComment(token, true);
  for (const token of language.lineComments) lineComment(token, false);
  for (const string of language.strings) {
    const { interpolation } = string;
    const form: Form = {
      kind: "string",
      isDoc: false,
      inner: innerOf(string),
      ...(interpolation && { interpolation }),
    };
    openings.push({ form, source: before(string.after) + escape(string.open) });
  }
  const groups = openings.map(({ source }) => `(${source})`).join("|") || "(?!)";
  return {
    code: new RegExp(groups, "gm"),
    codeInside: new RegExp(`${groups}|[{}]`, "gm"),
    openings: openings.map(({ form }) => form),
  };
}

/** What matters inside a literal: escapes first, so that an escaped quote does not close it. */
function innerOf(string: StringForm): RegExp {
  const { close, escape: escapes, interpolation, isMultiline, isPattern } = string;
  const steps: string[] = [];
  if (escapes === "backslash") steps.push(String.raw`\\[^]`);
  if (escapes === "doubling") steps.push(escape(close + close));
  if (isPattern) steps.push(String.raw`\[(?:\\.|[^\]\\\n])*\]`);
  // Python and C# write a literal brace twice.
  if (interpolation?.open === "{") steps.push(String.raw`\{\{`);
  steps.push(`(${escape(close)}${isMultiline ? "" : "|\\n"})`);
  if (interpolation) steps.push(`(${escape(interpolation.open)})`);
  return new RegExp(steps.join("|"), "g");
}

function before(after: string | undefined): string {
  if (after === undefined) return "";
  return after.startsWith("(?<") ? after : `(?<=${after})`;
}

function escape(token: string): string {
  return token.replace(/[\\^$.*+?()[\]{}|]/g, (character) => `\\${character}`);
}
