import { languageOf } from "../../../code/languages";

/** Reports whether a line starts with one of the language's line comments. */
export function startsLineComment(line: string, languageId: string): boolean {
  const { lineComments, docLineComments } = languageOf(languageId);
  return [...docLineComments, ...lineComments].some((token) => line.trimStart().startsWith(token));
}
