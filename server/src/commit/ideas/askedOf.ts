import type { Parameter } from "../../code/declarations/declaration";

/** Words of the languages themselves, which aren't names that a condition tests. */
const ownWords =
  /^(typeof|instanceof|not|and|or|is|in|None|null|undefined|true|false|True|False|nil|new|isinstance|len|Array\.isArray|Object)$/;
const path = String.raw`((?:this\.|self\.)?[\p{L}_$][\p{L}\p{N}_$.]*)`;
const missing = [
  String.raw`^${path}\s*={2,3}\s*(?:undefined|null|None|nil)$`,
  String.raw`^${path} is None$`,
  String.raw`^typeof ${path}\s*={2,3}\s*["']undefined["']$`,
];
const empty = [
  String.raw`^${path}\.(?:length|size)\s*={2,3}\s*0$`,
  String.raw`^len\(${path}\)\s*==\s*0$`,
  String.raw`^${path}\s*={2,3}\s*(?:""|'')$`,
];
const denied = [String.raw`^(?:!|not )${path}$`];

/** Types with a value for "none", and unknown types. */
const mayLack = /\b(?:undefined|null|None|Optional|nil|any|unknown|Any|object)\b|\?$/;
/** Types whose only false value is an empty one, in some language. */
const mayBeEmpty: Readonly<Record<"script" | "python", RegExp>> = {
  script: /^string$/,
  python: /^(?:typing\.)?(?:str|bytes|list|dict|set|tuple|frozenset|Sequence|Iterable|Mapping|List|Dict|Set|Tuple)\b/,
};

/**
 * Finds the name that a condition tests for being missing or empty, if it tests nothing else. The meaning of `!x` depends on x's type, so
 * names that aren't parameters, and those whose type has other false values, are left out.
 */
export function missingIn(
  condition: string,
  parameters: readonly Parameter[],
): { name: string; isEmpty: boolean } | undefined {
  const text = condition.replace(/^\((.*)\)$/s, "$1").trim();
  const found = (patterns: readonly string[]): string | undefined =>
    patterns.flatMap((pattern) => new RegExp(pattern, "u").exec(text)?.[1] ?? []).at(0);
  const nothing = found(missing);
  if (nothing !== undefined) return { name: bare(nothing), isEmpty: false };
  const blank = found(empty);
  if (blank !== undefined) return { name: bare(blank), isEmpty: true };
  const asked = found(denied);
  const parameter = parameters.find(({ name }) => name === asked);
  if (asked === undefined || parameter === undefined) return undefined;
  const { type, isOptional, defaultText } = parameter;
  if (type === undefined) return hasFlagName(asked) ? undefined : { name: asked, isEmpty: false };
  const isOfValues = /\b(?:boolean|bool|number|int|float|bigint|Boolean|Integer)\b/.test(type);
  if (isOfValues) return undefined;
  const isLeftOut = isOptional && (defaultText === undefined || mayLack.test(defaultText));
  if (isLeftOut || mayLack.test(type)) return { name: asked, isEmpty: false };
  const isEmpty = mayBeEmpty[text.startsWith("not ") ? "python" : "script"].test(type);
  return isEmpty ? { name: asked, isEmpty } : undefined;
}

/** A boolean is never reported as missing. */
function hasFlagName(name: string): boolean {
  return /^(is|has|should|can|was|did|needs?|will)(\p{Lu}|_)|ed$/u.test(name);
}

/** Finds the one name that a condition tests and the replaced conditions do not; undefined if there isn't exactly one. */
export function subjectOf(condition: string, replaced: readonly string[]): string | undefined {
  const known = new Set(replaced.flatMap(namesIn));
  const found = [...new Set(namesIn(condition).filter((name) => !known.has(name)))].map(bare);
  // Of two names, the first is tested and the second is its comparison.
  return found.length === 1 || (found.length === 2 && replaced.length === 0) ? found.at(0) : undefined;
}

function namesIn(condition: string): string[] {
  const code = condition.replace(/(["'`]).*?\1/g, "");
  const names = code.match(/[\p{L}_$][\p{L}\p{N}_$]*(?:\.[\p{L}_$][\p{L}\p{N}_$]*)*/gu) ?? [];
  return names.filter((name) => !ownWords.test(name));
}

function bare(name: string): string {
  return name.replace(/^(this|self)\./, "");
}
