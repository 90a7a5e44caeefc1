import { familyOf } from "../../../code/languageFamily";
import type { Rule } from "../lib/rule";

/** A use of the object that code belongs to, by family of languages. */
const uses: Readonly<Partial<Record<string, RegExp>>> = {
  script: /(?<![\w$.])(?:this\s*[.[]|super\s*[.(])/g,
  python: /(?<![\w.])(?:self\b|super\(\))/g,
  php: /\$this->/g,
  rust: /(?<![\w.])&?(?:mut\s+)?self\b/g,
};

/** A class, an object or a method in a block: `load() {`, `load: function`, `= {`. A near miss is `load();`. */
const owning = /\b(?:class|impl|trait)\b|\w+\s*\([^)]*\)\s*\{|:\s*function\b|=\s*\{/;

/** Refuses text of a method where there is no object. */
export const ownObject: Rule = {
  name: "ownObject",
  why: "Outside a class or an object there is no `this`.",
  example: {
    languageId: "typescript",
    before: "function sum(prices: number[]) {\n  ",
    reply: "this.prices = prices;",
    rest: "\n}\n",
    result: null,
    scope: { declared: [], hasSelf: false },
  },
  apply(text, { place, languageId, scope, beforeCaret }) {
    const use = uses[familyOf(languageId)];
    if (place !== "code" || use === undefined || scope === undefined) return text;
    const isNew = [...(beforeCaret + text).matchAll(use)].some(
      ({ index, 0: said }) => index + said.length > beforeCaret.length,
    );
    // A block may hold a class or an object of its own.
    const isOwn = text.includes("\n") && owning.test(text);
    return isNew && !isOwn && scope.hasSelf() === false
      ? { drop: "There is no object here that `this` could be." }
      : text;
  },
};
