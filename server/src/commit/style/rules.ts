import { realpath } from "node:fs/promises";
import { isAbsolute, join } from "node:path";
import type { Grammars } from "../../code/grammars";
import { pathInside } from "../../base/pathInside";
import { readRegularFile } from "../../base/regularFile";
import { readCommitlint } from "./commitlint";
import type { CommitStyle } from "./commitStyle";

/** The user's settings for messages. */
export interface StyleSettings {
  readonly commitStyle: "auto" | "conventional" | "plain";
  /** File with instructions, from the repository's top; empty for none. */
  readonly commitInstructions: string;
}

/** Explicit rules for messages, which override the log's style. */
export interface Rules {
  readonly style: Partial<CommitStyle>;
  readonly instructions: string;
}

/** Longest instructions that are read, in bytes. // guess */
const maxInstructionBytes = 16 * 1024;

/**
 * Reads the explicit rules for messages: commitlint's configuration, then the repository's instruction file, then the user's
 * settings; the later ones win. Nothing of the repository is run.
 */
export async function readRules(params: {
  folder: string;
  settings: StyleSettings;
  grammars: Grammars;
}): Promise<Rules> {
  const { folder, settings, grammars } = params;
  const instructions = await readInstructions(folder, settings.commitInstructions);
  const { style, text } = takeFrontMatter(instructions);
  return {
    instructions: text,
    style: {
      ...(await readCommitlint(folder, grammars)),
      ...style,
      ...(settings.commitStyle === "auto" ? {} : { form: settings.commitStyle }),
    },
  };
}

/**
 * Reads a file of instructions inside the repository. A path outside it, also by a detour or a link, is refused: the setting may come from the
 * repository itself.
 */
async function readInstructions(folder: string, path: string): Promise<string> {
  if (path === "" || isAbsolute(path)) return "";
  try {
    const [root, file] = await Promise.all([realpath(folder), realpath(join(folder, path))]);
    if (pathInside(root, file) === undefined) return "";
    return (await readRegularFile(file, maxInstructionBytes)) ?? "";
  } catch {
    return ""; // most repositories have none
  }
}

/**
 * Reads the lines between `---` at the start. They are `form: conventional`, `language: de`, `mood: past`, `types: feat, fix`, `scopes: api, ui`,
 * `maxLength: 60`, `capital: no`, `stop: no`, `backticks: yes`, `body: no`. Unknown lines are left out. The rest is text for models.
 */
export function takeFrontMatter(file: string): { style: Partial<CommitStyle>; text: string } {
  const match = /^\uFEFF?---\r?\n([\s\S]*?)\r?\n---[ \t]*(?:\r?\n|$)/.exec(file);
  if (match === null) return { style: {}, text: file.trim() };
  const values = new Map(
    match[1].split(/\r?\n/).flatMap((line): [string, string][] => {
      const pair = /^([A-Za-z]+):\s*(.*?)\s*$/.exec(line);
      return pair ? [[pair[1].toLowerCase(), pair[2].replace(/^["'[]+|["'\]]+$/g, "")]] : [];
    }),
  );
  const list = (name: string): string[] | undefined =>
    values
      .get(name)
      ?.split(",")
      .map((item) => item.trim().replace(/^["']|["']$/g, ""))
      .filter((item) => item !== "");
  const flag = (name: string): boolean | undefined =>
    ({ yes: true, true: true, no: false, false: false })[values.get(name)?.toLowerCase() ?? ""];
  const oneOf = <const T extends string>(name: string, options: readonly T[]): T | undefined =>
    options.find((option) => option === values.get(name)?.toLowerCase());
  const maxLength = Number(values.get("maxlength"));
  const style = {
    form: oneOf("form", ["conventional", "plain"]),
    language: oneOf("language", ["en", "de", "fr", "es", "pt"]),
    mood: oneOf("mood", ["imperative", "past", "present", "gerund"]),
    types: list("types"),
    scopes: list("scopes"),
    maxLength: maxLength >= 20 && maxLength <= 200 ? maxLength : undefined,
    isCapitalized: flag("capital"),
    endsWithStop: flag("stop"),
    hasBackticks: flag("backticks"),
    hasBody: flag("body"),
  };
  const given = Object.entries(style).filter(([, value]) => value !== undefined);
  return { style: Object.fromEntries(given), text: file.slice(match[0].length).trim() };
}
