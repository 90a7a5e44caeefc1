import { benchTokens } from "./atoms";
import type { CommitCase } from "./cases";

/** A change of the author's that is still to be made. */
interface Task {
  /** Line at which it begins in the text as it is now. */
  line: number;
  /** Lines that it replaces. */
  count: number;
  readonly target: readonly string[];
  readonly isExpected: boolean;
  readonly isExact: boolean;
  isDone: boolean;
}

/** A proposed change, in offsets of a file's text as it is now. */
export interface Proposal {
  readonly file: number;
  readonly start: number;
  readonly end: number;
  readonly newText: string;
}

/** The files of a commit while its author works on them: judges each proposal by the author's change at that place. */
export class Work {
  readonly texts: string[];
  readonly #tasks: Task[][];
  /** Lines of the text that was asked for last. */
  #lines: { readonly text: string; readonly lines: readonly string[] } | undefined;

  constructor({ files, first, expected }: CommitCase) {
    this.texts = files.map(({ before }) => before);
    this.#tasks = files.map(({ atoms }, file) =>
      atoms.map((atom, index) => {
        const wanted = expected.find((each) => each.file === file && each.atom === index);
        return {
          line: atom.line,
          count: atom.old.length,
          target: atom.now,
          isExpected: wanted !== undefined,
          isExact: wanted?.isExact === true,
          isDone: file === first.file && index === first.atom,
        };
      }),
    );
  }

  /** Returns the expected changes that are made, and all of them; of those only that plain search doesn't find, if asked. */
  reached(onlyHard: boolean): { readonly done: number; readonly all: number } {
    const wanted = this.#tasks.flat().filter(({ isExpected, isExact }) => isExpected && !(onlyHard && isExact));
    return { done: wanted.filter(({ isDone }) => isDone).length, all: wanted.length };
  }

  /** Describes the expected changes that aren't made, for people. */
  missed(): string[] {
    return this.#tasks.flatMap((tasks, file) =>
      tasks
        .filter(({ isExpected, isDone }) => isExpected && !isDone)
        .map(({ line, count, target }) => {
          const old = this.#linesOf(file).slice(line, line + count);
          const [from, to] = [old, target].map((lines) => JSON.stringify(lines.join("\n").trim().slice(0, 160)));
          return `  missed ${from} → ${to} in file ${file}, line ${line + 1}`;
        }),
    );
  }

  /** Makes a change, whoever makes it. */
  apply({ file, start, end, newText }: Proposal): void {
    const text = this.texts[file];
    const added = newText.split("\n").length - text.slice(start, end).split("\n").length;
    const line = lineAt(text, start);
    const lastLine = lineAt(text, end);
    const isAtStart = text.slice(lineStart(text, line), start).trim() === "";
    this.texts[file] = text.slice(0, start) + newText + text.slice(end);
    for (const task of this.#tasks[file]) {
      if (task.line > lastLine || (task.line === lastLine && task.line > line)) task.line += added;
      else if (task.count > 0 && task.line + task.count > line) task.count += added;
      else if (task.count === 0 && task.line === line && added > 0 && isAtStart) task.count += added;
      else if (task.count === 0 && task.line === line + 1 && added > 0) task.count += added;
    }
    for (const task of this.#tasks[file])
      task.isDone ||=
        this.#linesOf(file)
          .slice(task.line, task.line + task.count)
          .join("\n") === task.target.join("\n");
  }

  /** Reports whether a change is exactly what the author did at its place: every token of it, and at the end every blank too. */
  isRight(proposal: Proposal): boolean {
    const { file, start, end, newText } = proposal;
    const text = this.texts[file];
    const [from, to] = [lineAt(text, start), lineAt(text, end)];
    const touched = this.#tasks[file].filter(
      ({ line, count, isDone }) =>
        !isDone && line <= to + (count === 0 ? 1 : 0) && line + count > from - (count === 0 ? 1 : 0),
    );
    if (touched.length === 0) return false;
    const lines = this.#linesOf(file);
    const first = Math.max(0, Math.min(from, ...touched.map(({ line, count }) => (count === 0 ? line - 1 : line))));
    const last = Math.max(to, ...touched.map(({ line, count }) => (count === 0 ? line : line + count - 1)));
    const old = lines.slice(first, last + 1);
    const target = [...old];
    for (const { line, count, target: wanted } of touched.toSorted((a, b) => b.line - a.line))
      target.splice(line - first, count, ...wanted);
    const offset = lineStart(text, first);
    const oldText = old.join("\n");
    const made = oldText.slice(0, start - offset) + newText + oldText.slice(end - offset);
    const goal = target.join("\n");
    if (made === goal) return true;
    const [a, b, c] = [oldText, made, goal].map(benchTokens);
    if (b.join(" ") === c.join(" ")) return false; // its blanks differ
    const step = distance(a, b);
    return step > 0 && distance(b, c) === distance(a, c) - step;
  }

  #linesOf(file: number): readonly string[] {
    const text = this.texts[file];
    if (this.#lines?.text !== text) this.#lines = { text, lines: text.split("\n") };
    return this.#lines.lines;
  }
}

function lineAt(text: string, offset: number): number {
  let line = 0;
  for (let at = text.indexOf("\n"); at >= 0 && at < offset; at = text.indexOf("\n", at + 1)) line++;
  return line;
}

function lineStart(text: string, line: number): number {
  let at = 0;
  for (let count = 0; count < line; count++) at = text.indexOf("\n", at) + 1;
  return at;
}

/** Number of tokens that are added and removed between two texts. */
function distance(a: readonly string[], b: readonly string[]): number {
  let row = new Uint32Array(b.length + 1);
  for (const token of a) {
    const next = new Uint32Array(b.length + 1);
    for (let j = 0; j < b.length; j++) next[j + 1] = token === b[j] ? row[j] + 1 : Math.max(next[j], row[j + 1]);
    row = next;
  }
  return a.length + b.length - 2 * row[b.length];
}
