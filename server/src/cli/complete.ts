import { resolve } from "node:path";
import { offsetOfCaret, parseCaret } from "./caretArgument";
import { CliError } from "./cliError";
import { completeAt, type CliAnswer } from "./completeAt";
import { Draft } from "./draft";
import { printable } from "./printable";
import { readDocument } from "./readDocument";
import { readSettings } from "./readSettings";

/** Options of `nanotype complete`. */
export interface CompleteOptions {
  readonly caret: string;
  readonly candidateCount: number;
  readonly isJson: boolean;
  readonly isExplained: boolean;
  /** `KEY=VALUE` as on the command line. */
  readonly settings: readonly string[];
}

/**
 * Writes the text that the engine would insert at a caret to stdout, and nothing else.
 * @throws CliError
 */
export async function complete(options: CompleteOptions): Promise<void> {
  const { stdout, stderr } = process;
  const caret = parseCaret(options.caret);
  const settings = readSettings(options.settings);
  const file = await readDocument(caret.file, settings);
  const { text } = file;
  const offset = offsetOfCaret(text, caret);
  const draft = stdout.isTTY && !options.isJson ? new Draft(stdout) : undefined;

  const startMs = performance.now();
  const path = resolve(caret.file);
  const onDraft = draft && ((text: string): void => draft.show(text));
  const wantsAll = options.candidateCount > 1;
  const result = await completeAt({ path, text, offset, settings, wantsAll, ...(onDraft && { onDraft }) });
  draft?.close();

  const items = result.answer.items
    .slice(0, options.candidateCount)
    .map((item) => ({ ...item, insertText: file.outgoing(item.insertText, item.start) }));
  const explanation = result.answer.trace.explanation();
  if (options.isExplained)
    for (const { step, outcome, atMs } of explanation.steps)
      stderr.write(`${atMs.toFixed(1).padStart(8)} ms  ${step}: ${outcome}\n`);
  for (const notice of result.notices) stderr.write(`nanotype: ${printable(notice)}\n`);
  if (result.failure !== undefined) {
    if (items.length === 0) throw new CliError(1, result.failure);
    stderr.write(`nanotype: ${result.failure}\n`);
  }
  if (options.isJson) stdout.write(`${JSON.stringify(toJson({ ...result, items, offset, caret, startMs }))}\n`);
  else if (items.length === 0) stderr.write(`nanotype: nothing to offer. ${explanation.summary}\n`);
  else if (draft) stdout.write(`${printable(items.map(({ insertText }) => insertText).join("\n\n"))}\n`);
  else stdout.write(items.map(({ insertText }) => insertText).join("\0"));
}

/** Builds the object that `--json` prints; described in `nanotype complete --help`. */
function toJson(
  params: Omit<CliAnswer, "failure" | "notices"> & {
    items: CliAnswer["answer"]["items"];
    offset: number;
    caret: ReturnType<typeof parseCaret>;
    startMs: number;
  },
) {
  const { items, offset, caret, answer, languageId, model, startMs } = params;
  return {
    file: caret.file,
    line: caret.line,
    column: caret.column,
    languageId,
    model,
    completions: items.map(({ insertText, end }) => ({ text: insertText, replacesLength: end - offset })),
    reason: answer.trace.explanation().summary,
    elapsedMs: Math.round(performance.now() - startMs),
  };
}
