/** A thing that a list takes names from: a module as the text names it, without the extension of a script, or a chain of names. */
export type ListSource = { readonly module: string } | { readonly receiver: readonly string[] };

/** A name that a text imports from a module, or takes out of an object. Offsets count from the caret. */
interface ImportUse {
  readonly source: ListSource;
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** Distance from the caret within which a statement is looked for, in UTF-16 units. // guess */
const maxChars = 2_000;

/** The beginning of a list. Met: `import type {`, `export {`, `const {`. Missed: `if (a) {`. */
const head = String.raw`(?:^|\n)[ \t]*(?:(?:import|export)\s+(?:type\s+)?(?:[\w$]+\s*,\s*)?|(?:const|let|var)\s+)`;

/** Source of a list's names. Met: ` from "./c"`, ` = require('./d')`, ` = this.cart;`. Missed: ` = load()`. Groups: the module, the chain. */
const source = String.raw`\s*(?:(?:from|=\s*require\()\s*["']([^"'\n]+)["']|=\s*([A-Za-z_$][\w$]*(?:\.#?[\w$]+)*)[ \t]*(?=[;\n]|$))`;

const statement = new RegExp(String.raw`${head}\{([^{}]*)\}${source}`, "dg");
const openHead = new RegExp(`${head}$`);
const rest = new RegExp(String.raw`^[^{}]*\}${source}`);

/** Met in ` a, type B as c, d: e, f = g`: `a`, `B`, `d`, `f`. */
const specifier = /(?:^|,)\s*(?:type\s+(?!as\b|,|$))?([A-Za-z_$][\w$]*)/dg;

/** Finds the names that JavaScript's lists around or in `said` import from modules or take out of objects, if it were inserted at the caret: those that end in it. */
export function importUses(prefix: string, said: string, suffix: string): ImportUse[] {
  const before = prefix.slice(-maxChars);
  const text = before + said + suffix.slice(0, maxChars);
  const uses: ImportUse[] = [];
  for (const found of text.matchAll(statement)) {
    const [listStart = 0, listEnd = 0] = found.indices?.[1] ?? [];
    if (listEnd <= before.length || listStart >= before.length + said.length) continue;
    for (const { 1: name = "", indices } of found[1].matchAll(specifier)) {
      const [nameStart = 0, nameEnd = 0] = indices?.[1] ?? [];
      const [start, end] = [nameStart, nameEnd].map((at) => at + listStart - before.length);
      if (end <= 0 || start >= said.length) continue;
      // A name that the text after the caret continues isn't the suggestion's.
      if (end <= said.length) uses.push({ source: sourceOf(found[2], found[3]), name, start, end });
    }
  }
  return uses;
}

/** Finds the list of imported or taken names that the caret is in: its source, and the offset of its start from the caret. */
export function importListAt(prefix: string, suffix: string): { source: ListSource; start: number } | undefined {
  const before = prefix.slice(-maxChars);
  const open = before.lastIndexOf("{");
  if (open < 0 || /[{}]/.test(before.slice(open + 1))) return undefined;
  if (!openHead.test(before.slice(0, open))) return undefined;
  const found = rest.exec(suffix.slice(0, maxChars));
  return found === null ? undefined : { source: sourceOf(found[1], found[2]), start: open + 1 - before.length };
}

function sourceOf(module: string | undefined, chain = ""): ListSource {
  return module === undefined ? { receiver: chain.split(".") } : { module: moduleStem(module) };
}

/** Takes the extension of a script from a module's name. */
export function moduleStem(module: string): string {
  return module.replace(/\.[cm]?[jt]sx?$/, "");
}
