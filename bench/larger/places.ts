import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { CompletionPrompt } from "../../server/src/model/backend";
import { promptText } from "../../server/src/safety/promptText";

/** Text before the caret, about 1,005 tokens of TypeScript. */
const prefixChars = 3_700;
/** Text after the caret. */
const suffixChars = 1_200;
const documentCount = 3;
/** Characters that are typed in each document. */
const keyCount = 20;

/** A caret inside a line of real code. */
export interface Place {
  readonly prefix: string;
  /** The text that follows in the file. */
  readonly after: string;
  /** The part of it that is typed. */
  readonly typed: string;
  readonly suffix: string;
}

/** Carets in this project's own code, each inside a line, with their file's text around them. */
export function places(): Place[] {
  const files = readdirSync("server/src/commit", { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts"))
    .toSorted();
  const text = files.map((path) => readFileSync(join("server/src/commit", path), "utf8")).join("\n");
  return Array.from({ length: documentCount }, (_, index) => {
    const from = text.indexOf("\n", (index + 1) * 9_000) + 1;
    const line = text.indexOf("\n", from + prefixChars) + 1;
    const lines = text.slice(line, line + 2_000).split("\n");
    // The first line that is long enough to type in, from its third word on.
    const chosen = lines.findIndex((each) => each.trim().length > keyCount + 20);
    const start = line + lines.slice(0, chosen).join("\n").length + (chosen > 0 ? 1 : 0);
    const caret = start + (/^\s*\S+ ?/.exec(lines[chosen] ?? "")?.[0].length ?? 0);
    const end = text.indexOf("\n", caret);
    return {
      prefix: text.slice(caret - prefixChars, caret),
      after: text.slice(caret, caret + 400),
      typed: text.slice(caret, caret + keyCount),
      suffix: text.slice(end, end + suffixChars),
    };
  });
}

/** Returns the prompt at a place after `typedCount` keys. */
export function promptAt(path: string, { prefix, typed, suffix }: Place, typedCount: number): CompletionPrompt {
  return {
    path: promptText(path, []),
    languageId: "typescript",
    prefix: promptText(prefix + typed.slice(0, typedCount), []),
    suffix: promptText(suffix, []),
  };
}
