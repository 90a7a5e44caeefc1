import { indentWidth, leadingBlanks } from "../../../code/indent";
import { lex } from "../../../code/lexer";
import { languageOf } from "../../../code/languages";
import { opensBlock } from "../lib/blockLines";
import type { Rule } from "../lib/rule";
import type { Surroundings } from "../lib/surroundings";

/** Keeps to indentation that is part of a language: tabs in Makefiles, none in YAML, one level a block in Python. */
export const ownIndentation: Rule = {
  name: "ownIndentation",
  why: "Make reads only tabs before a command; YAML reads none; Python one level a block.",
  example: {
    languageId: "makefile",
    before: "all:\n",
    reply: "    go build",
    rest: "\n",
    result: "\tgo build",
  },
  apply(text, around) {
    if (around.place === "text") return text;
    const language = languageOf(around.languageId);
    if (language.id === "makefile") return withRecipeTabs(text, around);
    if (language.id === "yaml") return withoutTabs(text, around);
    return language.id === "python" && around.place === "code" ? withOneLevel(text, around) : text;
  },
};

const isTarget = (line: string): boolean => /^[^\s#:=][^#:=]*::?(?!=)/.test(line);
/** Reports whether a line of a Makefile is not a command: a target, a setting, a comment, a directive. */
const isDirective = (line: string): boolean =>
  /^\s*(?:#|(?:ifn?eq|ifn?def|else|endif|include|define|endef|export|unexport|override|vpath)\b|[\w.-]+\s*(?:[:+?!]|::)?=)/.test(
    line,
  );

/** Indents the commands of a Makefile's rule by a tab. Lines deeper than the first command keep their distance. */
function withRecipeTabs(text: string, { beforeCaret, above }: Surroundings): string {
  if (beforeCaret.trim() !== "" && !isTarget(beforeCaret) && !beforeCaret.startsWith("\t")) return text;
  let before = above.findLast((line) => line.trim() !== "") ?? "";
  let width: number | undefined;
  return text
    .split("\n")
    .map((line, index) => {
      const whole = index === 0 ? beforeCaret + line : line;
      const isInRule = isTarget(before) || before.startsWith("\t");
      if (line.trim() === "" || (index === 0 && beforeCaret !== "")) {
        if (whole.trim() !== "") before = whole;
        return line;
      }
      const blanks = leadingBlanks(line);
      const isCommand = blanks === "" ? isTarget(before) && !isTarget(line) : isInRule;
      const isKept = blanks.startsWith("\t") || !isCommand || isDirective(line);
      width ??= isKept ? undefined : blanks.length;
      const deeper = " ".repeat(Math.max(0, blanks.length - (width ?? 0)));
      const kept = isKept ? line : `\t${deeper}${line.slice(blanks.length)}`;
      before = kept;
      return kept;
    })
    .join("\n");
}

/** Replaces tabs in YAML, which knows none: a line that begins with one is as deep as the line before it, or a level deeper than the key it belongs to. */
function withoutTabs(text: string, around: Surroundings): string {
  const { beforeCaret, above } = around;
  const unit = around.unit()?.replaceAll("\t", "  ") ?? "  ";
  let before = above.findLast((line) => line.trim() !== "") ?? "";
  return text
    .split("\n")
    .map((line, index) => {
      const whole = index === 0 ? beforeCaret + line : line;
      const blanks = leadingBlanks(line);
      let kept = line;
      if (blanks.includes("\t") && (index > 0 || beforeCaret.trim() === "")) {
        const depth = leadingBlanks(before).replaceAll("\t", unit) + (opensBlock(before, "yaml") ? unit : "");
        kept = (index > 0 ? depth : depth.slice(beforeCaret.length)) + line.slice(blanks.length);
      }
      if (whole.trim() !== "") before = index === 0 ? beforeCaret + kept : kept;
      return kept;
    })
    .join("\n");
}

/** Indents Python by one level, and only below a colon. */
function withOneLevel(text: string, around: Surroundings): string {
  const { beforeCaret, languageId } = around;
  if (!text.includes("\n")) return text;
  const unit = around.unit() ?? "    ";
  const unitWidth = indentWidth(unit);
  const lines = text.split("\n");
  let before = beforeCaret + (lines[0] ?? "");
  /** Open depths, as the model wrote them and as they will be. */
  const depths = [{ said: indentWidth(before), now: indentWidth(before) }];
  let read = lines[0] ?? "";
  return lines
    .map((line, index) => {
      if (index === 0) return line;
      const { open, outer } = lex(read, { languageId, outer: around.open(), visit: () => false });
      const isInside = open.length + outer.length > 0 || before.endsWith("\\");
      read += `\n${line}`;
      if (line.trim() === "") return line;
      const said = indentWidth(line);
      while (!isInside && depths.length > 1 && said < (depths.at(-1)?.said ?? 0)) depths.pop();
      const top = depths.at(-1) ?? { said, now: said };
      let now = said + top.now - top.said;
      if (!isInside && said > top.said && before.trim() !== "") {
        const isBody = opensBlock(before, languageId);
        now = isBody ? top.now + Math.min(said - top.said, unitWidth) : top.now;
        depths.push({ said, now });
      }
      if (!isInside) before = line;
      return now === said || said < (depths[0]?.said ?? 0)
        ? line
        : blanksOf(now, unit) + line.slice(leadingBlanks(line).length);
    })
    .join("\n");
}

function blanksOf(width: number, unit: string): string {
  const unitWidth = indentWidth(unit);
  return unit.repeat(Math.floor(width / unitWidth)) + " ".repeat(width % unitWidth);
}
