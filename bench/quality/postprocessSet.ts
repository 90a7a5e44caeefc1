import { createStopText } from "../../server/src/model/local/stopText";
import type { Candidate } from "../../server/src/completion/candidate";
import { postprocess } from "../../server/src/completion/postprocess";
import { rank } from "../../server/src/completion/rank";
import { decideTrigger } from "../../server/src/completion/trigger";
import { languageOf } from "../../server/src/code/languages";
import { placeByText } from "../../server/src/code/placeByText";

/** A model's completion, and the result of a good filter. */
export interface PostprocessCase {
  readonly id: string;
  readonly languageId: string;
  readonly prefix: string;
  readonly suffix: string;
  /** Candidates, each as it streams in. Empty if only the trigger is tested. */
  readonly candidates: readonly (readonly string[])[];
  readonly stop: readonly string[];
  readonly indentation?: string;
  /**
   * Text that should be inserted; `null`: nothing should be offered. A boolean: whether more than a line should be
   * requested.
   */
  readonly expected: string | boolean | null;
  /** Text after the caret that `expected` replaces. */
  readonly replaceSuffix: string;
  readonly kind: string;
  readonly tier: string;
}

/** Result of a case; `blanksAside`: right apart from blanks at line ends. */
export type Verdict = "passed" | "blanksAside" | "failed";

/**
 * Runs a case through the pipeline's pure steps and compares the documents after acceptance. The steps are stop
 * sequences, post-processing and rank; for kinds of trigger, the trigger. An empty offer passes only if nothing is the
 * right answer.
 */
export function judge(testCase: PostprocessCase): { verdict: Verdict; got: string | null } {
  const { prefix, suffix, expected, replaceSuffix } = testCase;
  const place = placeByText(languageOf(testCase.languageId), { text: prefix + suffix, offset: prefix.length });
  const trigger = decideTrigger({ prefix, suffix, place, isInvoked: false, region: testCase });
  if (typeof expected === "boolean") {
    const isBlock = trigger.kind === "ask" && trigger.lines === "block";
    return { verdict: isBlock === expected ? "passed" : "failed", got: null };
  }
  const isSilent = testCase.kind === "trigger" && trigger.kind !== "ask";
  const ranked = isSilent ? [] : rank(testCase.candidates.flatMap((chunks) => filtered(testCase, chunks)));
  const best = ranked.at(0);
  if (best === undefined || expected === null) {
    return { verdict: best === undefined && expected === null ? "passed" : "failed", got: best?.text ?? null };
  }
  const actual = prefix + best.text + suffix.slice(best.replaceSuffixLength);
  const wanted = prefix + expected + suffix.slice(suffix.startsWith(replaceSuffix) ? replaceSuffix.length : 0);
  const isRight = (normalize: (text: string) => string): boolean => normalize(actual) === normalize(wanted);
  // Of identical candidates, one should remain.
  if (ranked.length > 1 || !isRight(withoutLineEndBlanks)) return { verdict: "failed", got: best.text };
  return { verdict: isRight((text) => text) ? "passed" : "blanksAside", got: best.text };
}

/** Returns a cleaned candidate, or nothing if it was dropped. */
function filtered(testCase: PostprocessCase, chunks: readonly string[]): Candidate[] {
  const { prefix, suffix, languageId, indentation } = testCase;
  const place = placeByText(languageOf(languageId), { text: prefix + suffix, offset: prefix.length });
  const output = postprocess({
    text: generated(chunks, testCase.stop),
    prefix,
    suffix,
    languageId,
    place,
    lines: "block",
    ...(indentation === undefined ? {} : { indentation }),
  });
  if (output.kind === "drop") return [];
  const { text, replaceSuffixLength } = output;
  return [{ text, replaceSuffixLength, certainty: undefined, source: "model" }];
}

/** Returns the backend's output: the chunks up to the first stop sequence. */
function generated(chunks: readonly string[], stop: readonly string[]): string {
  const stopText = createStopText(stop);
  let text = "";
  for (const chunk of chunks) {
    const pushed = stopText.push(chunk);
    text += pushed.text;
    if (pushed.isStopped) return text;
  }
  return text + stopText.flush();
}

function withoutLineEndBlanks(text: string): string {
  return text.replace(/[^\S\n]+$/gm, "");
}

/**
 * Reads cases in the form of `postprocess-cases.json`.
 * @throws Error that names the first case that doesn't fit
 */
export function parsePostprocessCases(rows: readonly Readonly<Record<string, unknown>>[]): PostprocessCase[] {
  return rows.map((row, index) => {
    const id = typeof row["id"] === "string" ? row["id"] : `case ${index + 1}`;
    const text = (name: string, fallback?: string): string => {
      const value = row[name] ?? fallback;
      if (typeof value !== "string") throw new Error(`${id}: "${name}" is not text.`);
      return value;
    };
    const { expected, indentation } = row;
    return {
      id,
      languageId: text("language"),
      prefix: text("prefix"),
      suffix: text("suffix"),
      candidates: candidatesOf(row),
      stop: texts(row["stop"]),
      ...(typeof indentation === "string" ? { indentation } : {}),
      expected: expected === null || typeof expected === "boolean" ? expected : text("expected"),
      replaceSuffix: text("replaceSuffix", ""),
      kind: text("kind", "unnamed"),
      tier: text("tier", "consensus"),
    };
  });
}

function candidatesOf({ chunks, completion }: Readonly<Record<string, unknown>>): string[][] {
  if (Array.isArray(chunks)) return [texts(chunks)];
  if (typeof completion === "string") return [[completion]];
  return texts(completion).map((text) => [text]);
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
}
