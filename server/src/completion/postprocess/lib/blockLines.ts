import type { BlockStyle, BlockWords, Language } from "../../../code/language";
import { languageOf } from "../../../code/languages";

/** Reports whether a line leaves a block open at its end, so that the next lines are indented deeper. */
export function opensBlock(line: string, languageId: string): boolean {
  const { lineComment, opens } = formsOf(languageOf(languageId));
  const code = line.replace(lineComment, "").trimEnd();
  return /[{([]$|=>$/.test(code) || opens.test(code);
}

/** Reports whether a line ends a block: it starts with a closing bracket, keyword or tag. */
export function closesBlock(line: string, languageId: string): boolean {
  return /^\s*(?:[)\]}]|<\/|\/>|\{\/)/.test(line) || formsOf(languageOf(languageId)).closes.test(line);
}

/** Reports whether a line consists of what closes a block. */
export function onlyClosesBlock(line: string, languageId: string): boolean {
  const { closes } = formsOf(languageOf(languageId));
  return (
    closesBlock(line, languageId) &&
    !/[\p{L}\p{N}]/u.test(line.replace(closes, "").replace(/<\/[\w.]+>|\{\/\w+\}/g, ""))
  );
}

/** Reports whether a closing line opens the next part of the same construct: `} else {`, `except:`. */
export function reopensBlock(line: string, languageId: string): boolean {
  if (continuesBlock(line, languageId)) return true;
  return closesBlock(line, languageId) && opensBlock(line, languageId);
}

/** Reports whether a line starts the next part of a construct without a closing bracket. */
export function continuesBlock(line: string, languageId: string): boolean {
  return formsOf(languageOf(languageId)).continues.test(line);
}

/** Words of the languages whose block style says all. */
const wordsByStyle: Readonly<Record<BlockStyle, BlockWords>> = {
  braces: { opens: String.raw`^\s*(?:case\b.*|default):$`, continues: "(?:else|catch|finally|case|default)" },
  indent: { opens: ":$", continues: "(?:else|elif|except|finally|case)" },
  tags: { opens: String.raw`<[A-Za-z][^<>/]*>$|\{[#:][^{}]*\}$`, continues: String.raw`\{:\w*` },
  end: { opens: String.raw`\b(?:do|then)$`, continues: "else", closes: "end" },
  none: { opens: "(?!)", continues: "(?!)" },
};

interface BlockForms {
  readonly lineComment: RegExp;
  readonly opens: RegExp;
  readonly continues: RegExp;
  readonly closes: RegExp;
}

const cache = new Map<Language, BlockForms>();

function formsOf(language: Language): BlockForms {
  let forms = cache.get(language);
  if (forms === undefined) cache.set(language, (forms = compile(language)));
  return forms;
}

function compile({ blockWords, blockStyle, lineComments }: Language): BlockForms {
  const { opens, continues, closes, ignoresCase = false } = blockWords ?? wordsByStyle[blockStyle];
  const flags = ignoresCase ? "i" : "";
  const marks = lineComments.map((mark) => mark.replace(/\W/g, String.raw`\$&`)).join("|");
  const atStart = (words: string): RegExp => new RegExp(String.raw`^\s*${words}(?!\w)`, flags);
  return {
    lineComment: marks === "" ? /(?!)/ : new RegExp(String.raw`\s+(?:${marks}).*$`),
    opens: new RegExp(opens, flags),
    continues: atStart(continues),
    closes: closes === undefined ? /(?!)/ : atStart(closes),
  };
}
