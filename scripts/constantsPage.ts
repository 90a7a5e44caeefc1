import { readFileSync } from "node:fs";
import ts from "typescript";

/** A figure that the code rests on, and where it comes from. */
interface Constant {
  readonly name: string;
  readonly value: string;
  /** Decision that rests on it, with its unit, in the words of its comment. */
  readonly about: string;
  readonly file: string;
  /** The measurement, or the reason for a guess; empty if the code gives none. */
  readonly origin: string;
  readonly isGuess: boolean;
}

/** Files whose constants a user can feel while typing: waits, thresholds, windows and what a suggestion may hold. */
const felt =
  /^(?:client\/src\/offers\/|server\/src\/(?:completion\/(?!stored|postprocess)|model\/certainty|model\/routing\/router|model\/prompt\/prefixSuffix|model\/memory\/memoryCompletion|documents\/(?:documents|memoryFeed)|code\/documentParser|lsp\/(?:status|staleNameHints)|comment\/(?:openDoc|descriptions)))/;

/** Makes docs/constants.md from the comments of `files`: every constant marked as a guess or with its source. */
export function constantsPage(files: readonly string[]): string {
  const all = files.flatMap((file) => constantsIn(file, readFileSync(file, "utf8")));
  const guessed = all.filter(({ isGuess }) => isGuess).length;
  return `<!-- Made by \`npm run generate\` from the comments of server/src and client/src; edit those. -->

# Constants

Every constant of the server and the client that its comment marks as a guess or gives a source for: ${all.length}, of which ${guessed} are guesses. A guess has no measurement behind it; the words after it are the reason, if there is one.

## A user can feel these

${table(all.filter(({ file }) => felt.test(file)))}

## The rest

Bounds that keep odd input from costing time or memory, limits of files, and details of the workings.

${table(all.filter(({ file }) => !felt.test(file)))}
`;
}

function table(constants: readonly Constant[]): string {
  const cell = (text: string): string => text.replace(/\|/g, "\\|").replace(/([<>])/g, "\\$1");
  const rows = constants.map(
    ({ name, value, about, file, origin, isGuess }) =>
      `| \`${name}\` | \`${cell(value)}\` | ${cell(about)} | ${isGuess ? `guess${origin && `: ${cell(origin)}`}` : cell(origin)} | \`${file.replace(/^server\/src\//, "")}\` |`,
  );
  return ["| constant | value | decides | origin | file |", "|---|---|---|---|---|", ...rows].join("\n");
}

function constantsIn(file: string, text: string): Constant[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found: Constant[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isVariableStatement(node)) found.push(...constantOf(node, file, text));
    ts.forEachChild(node, visit);
  };
  visit(source);
  // Of constants below one comment, only the first has it in front.
  return found.map((one, index) => (one.about === "" ? { ...one, about: found[index - 1]?.about ?? "" } : one));
}

/** Reads a statement with its comments; nothing unless it is a constant whose comment says where the figure comes from. */
function constantOf(statement: ts.VariableStatement, file: string, text: string): Constant[] {
  const declaration = statement.declarationList.declarations.at(0);
  const value = declaration?.initializer;
  if (declaration === undefined || value === undefined || /=>|\bfunction\b/.test(value.getText())) return [];
  const lineEnd = text.indexOf("\n", statement.getEnd());
  const lead = (ts.getLeadingCommentRanges(text, statement.getFullStart()) ?? [])
    .slice(-1)
    .map(({ pos, end }) => text.slice(pos, end));
  const inside = value.getText().match(/\/\/ .*/g) ?? [];
  const behind = /^\s*(\/\/ .*)/.exec(text.slice(statement.getEnd(), lineEnd))?.[1];
  const comment = [...lead, ...new Set(inside), behind ?? ""]
    .join(" ")
    .replace(/\*\/|\/\*\*/g, " ")
    .replace(/\n\s*\*/g, " ")
    .replace(/\s+/g, " ")
    .trim();
  // `Longest wait, in ms. // guess: users rarely wait for more`, `Least certainty. Source for the model: 660 lines`
  const parts = /^(.*?)(?:\/\/ (?:memory: )?(guess)\b|\bSource\b[^.:]*(?=:)):? ?(.*)$/.exec(comment);
  if (parts === null || !/\d/.test(value.getText()) || /["`]/.test(value.getText())) return []; // a text
  const [, about, , origin] = parts;
  return [
    {
      name: declaration.name.getText(),
      value: shortened(value.getText()),
      about: about.trim(),
      file,
      origin: origin.trim(),
      isGuess: parts.at(2) !== undefined,
    },
  ];
}

/** Writes a value in one line; a longer one is cut, since the file has it. */
function shortened(code: string): string {
  const line = code
    .replace(/\/\/ .*/g, "")
    .replace(/\s+/g, " ")
    .replace(/, (?=[}\]])/g, " ");
  return line.length <= 90 ? line : `${line.slice(0, 88)} …`;
}
