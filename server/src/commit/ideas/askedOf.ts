/** What a condition asks, read from its text: names of the languages' own are none. */
const ownWords =
  /^(typeof|instanceof|not|and|or|is|in|None|null|undefined|true|false|True|False|nil|new|isinstance|len|Array\.isArray|Object)$/;
const path = String.raw`((?:this\.|self\.)?[\p{L}_$][\p{L}\p{N}_$.]*)`;
const missing = [
  String.raw`^${path}\s*={2,3}\s*(?:undefined|null|None|nil)$`,
  String.raw`^${path} is None$`,
  String.raw`^typeof ${path}\s*={2,3}\s*["']undefined["']$`,
  String.raw`^(?:!|not )${path}$`,
];
const empty = [
  String.raw`^${path}\.(?:length|size)\s*={2,3}\s*0$`,
  String.raw`^len\(${path}\)\s*==\s*0$`,
  String.raw`^${path}\s*={2,3}\s*(?:""|'')$`,
];
/** What is a yes or no is not missing. */
const answers = /(^|\.)(is|has|should|can|was|did|needs?|will)(\p{Lu}|_)|ed$/u;

/** What a condition finds missing or empty, if that is all it asks. */
export function missingIn(condition: string): { name: string; isEmpty: boolean } | undefined {
  const text = condition.replace(/^\((.*)\)$/s, "$1").trim();
  const found = (patterns: readonly string[]): string | undefined =>
    patterns.flatMap((pattern) => new RegExp(pattern, "u").exec(text)?.[1] ?? []).at(0);
  const nothing = found(missing);
  if (nothing !== undefined && !answers.test(nothing)) return { name: bare(nothing), isEmpty: false };
  const blank = found(empty);
  return blank === undefined ? undefined : { name: bare(blank), isEmpty: true };
}

/** The one thing that a condition asks about and those it replaces do not; undefined where it is not one. */
export function subjectOf(condition: string, replaced: readonly string[]): string | undefined {
  const known = new Set(replaced.flatMap(namesIn));
  const found = [...new Set(namesIn(condition).filter((name) => !known.has(name)))].map(bare);
  // Of two, the first is asked and the other what it is compared with.
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
