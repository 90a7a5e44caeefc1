import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import type { QualityCase, Run } from "./cases";
import { cutCases } from "./cutCases";
import { kindOf, languageOf } from "./lineKind";
import { cutProse, prosePins } from "./prose/cutProse";
import type { ProseCase } from "./prose/proseCase";
import { parsePostprocessCases, type PostprocessCase } from "./postprocessSet";
import { howToGet, pinnedRepositories, repositoriesVariable, type Pin } from "./repositories";
import { sample } from "../../server/src/base/random";

/** Cases of one set, or the reason why there are none here. */
export type QualitySet =
  | {
      readonly kind: "completion";
      readonly name: string;
      readonly cases: readonly QualityCase[];
      readonly source: string;
    }
  | {
      readonly kind: "postprocess";
      readonly name: string;
      readonly cases: readonly PostprocessCase[];
      readonly source: string;
    }
  | { readonly kind: "prose"; readonly name: string; readonly cases: readonly ProseCase[]; readonly source: string }
  | { readonly kind: "missing"; readonly name: string; readonly reason: string };

/** Sets that run if none is named; their files are in the folder of public sets. */
export const knownSets = {
  "lines-test": { about: "real lines of pinned repositories, looked at only with frozen settings", file: undefined },
  "lines-foreign": {
    about: "real lines of languages that the model never saw, looked at only with frozen settings",
    file: undefined,
  },
  "lines-foreign-dev": { about: "the same languages in other repositories, for tuning", file: undefined },
  "lines-dev": { about: "real lines of other pinned repositories, for tuning", file: undefined },
  "prose-test": { about: "lines of documents and commit messages, typed key by key; frozen settings", file: undefined },
  "prose-dev": { about: "such lines of other repositories, for tuning", file: undefined },
  "humaneval-python": {
    about: "HumanEval single-line infilling, executed",
    file: "HumanEval-SingleLineInfilling.jsonl.gz",
  },
  "humaneval-js": { about: "single lines of HumanEval-X JavaScript, executed", file: "humaneval_js_lines.jsonl.gz" },
  "humaneval-span": {
    about: "HumanEval random span infilling (light), executed",
    file: "HumanEval-RandomSpanInfillingLight.jsonl.gz",
  },
  postprocess: { about: "filter cases; the document after accepting is compared", file: "postprocess-cases.json" },
} as const;

/** Name of a set that the benchmark includes. */
type KnownSet = keyof typeof knownSets;

function isKnownSet(name: string): name is KnownSet {
  return name in knownSets;
}

/** Default number of cases of a set of lines, without `--count`. */
const defaultLineCount = 660;
/** Default number of lines of prose, each of which is asked at every key. */
const defaultProseCount = 120;
/** Default number of cases of any other set, without `--count`. */
const defaultCount = 400;

/** Loads a set by its name, or any file of the same forms under the given name. */
export function loadSet(params: {
  name: string;
  casesFile?: string;
  dataFolder: string;
  count?: number;
  seed: string;
}): QualitySet {
  const { name, casesFile, dataFolder, count, seed } = params;
  if (casesFile === undefined && name in cutSets)
    return cutSet(name, cutSets[name], count ?? (cutSets[name].isProse ? defaultProseCount : defaultLineCount), seed);
  const known = isKnownSet(name) ? knownSets[name].file : undefined;
  const file = casesFile ?? (known && join(dataFolder, known));
  if (file === undefined)
    return { kind: "missing", name, reason: `No set has this name; there are ${Object.keys(knownSets).join(", ")}.` };
  if (!existsSync(file)) return { kind: "missing", name, reason: `${file} is not there.` };
  return readSet(name, file, { count, seed });
}

/** Sets that are cut out of pinned repositories. */
const cutSets: Readonly<Record<string, { readonly pins: readonly Pin[]; readonly isProse: boolean }>> = {
  "lines-test": { pins: pinnedRepositories.test, isProse: false },
  "lines-dev": { pins: pinnedRepositories.dev, isProse: false },
  "lines-foreign": { pins: pinnedRepositories.foreignTest, isProse: false },
  "lines-foreign-dev": { pins: pinnedRepositories.foreignDev, isProse: false },
  "prose-test": { pins: prosePins.test, isProse: true },
  "prose-dev": { pins: prosePins.dev, isProse: true },
};

function cutSet(name: string, { pins, isProse }: (typeof cutSets)[string], count: number, seed: string): QualitySet {
  const clonesFolder = process.env[repositoriesVariable];
  if (clonesFolder === undefined) return { kind: "missing", name, reason: howToGet(pins) };
  const from = { pins, clonesFolder, count, seed };
  const source = `${pins.length} repositories, seed ${seed}`;
  try {
    return isProse
      ? { kind: "prose", name, cases: cutProse(from), source }
      : { kind: "completion", name, cases: cutCases(from), source };
  } catch (error) {
    return { kind: "missing", name, reason: `${String(error)} ${howToGet(pins)}` };
  }
}

/** Reads a file of any of the forms, recognized by its content. `.gz` or plain, JSON lines or one JSON list. */
export function readSet(name: string, file: string, sampling: { count?: number; seed: string }): QualitySet {
  const bytes = readFileSync(file);
  const text = (file.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
  const rows = parseRows(text);
  const isPostprocess = rows.some((row) => "completion" in row && "expected" in row);
  if (isPostprocess) return { kind: "postprocess", name, source: file, cases: parsePostprocessCases(rows) };
  const cases = rows.map((row, index) =>
    "canonical_solution" in row ? infillingCase(row) : lineCase(row, name, index),
  );
  return {
    kind: "completion",
    name,
    source: file,
    cases: sample(cases, sampling.count ?? defaultCount, sampling.seed),
  };
}

type Row = Readonly<Record<string, unknown>>;

function parseRows(text: string): Row[] {
  const isList = text.trimStart().startsWith("[");
  const values: unknown[] = isList
    ? (JSON.parse(text) as unknown[])
    : text
        .split("\n")
        .filter((line) => line.trim() !== "")
        .map((line) => JSON.parse(line) as unknown);
  return values.map((value, index) => {
    if (typeof value !== "object" || value === null) throw new Error(`Case ${index + 1} is not an object.`);
    return value as Row;
  });
}

/**
 * Returns the text under one of several names.
 * @throws Error that names the missing text
 */
function textOf(row: Row, ...names: string[]): string {
  const value = names.map((name) => row[name]).find((one) => typeof one === "string");
  if (typeof value !== "string") throw new Error(`A case has no text under "${names.join('" or "')}".`);
  return value;
}

/** A case in the form of openai/human-eval-infilling, or of the JavaScript set, which has no entry point. */
function infillingCase(row: Row): QualityCase {
  const solution = textOf(row, "canonical_solution");
  const id = textOf(row, "task_id");
  const isPython = "entry_point" in row;
  // A hole that is one whole line: the document keeps the line's end, as in an editor.
  const isLine = solution.endsWith("\n") && !solution.slice(0, -1).includes("\n");
  const call = isPython ? `\ncheck(${textOf(row, "entry_point")})\n` : "\n";
  const run: Run = { language: isPython ? "python" : "javascript", test: textOf(row, "test") + call };
  return {
    id,
    repository: id.replace(/\/.*/, ""),
    path: isPython ? "src/solution.py" : "src/solution.js",
    languageId: run.language,
    prefix: textOf(row, "prompt"),
    suffix: (isLine ? "\n" : "") + textOf(row, "suffix"),
    truth: isLine ? solution.slice(0, -1) : solution,
    kind: "code",
    hole: isLine ? "line" : "span",
    run,
  };
}

/** A real line: `{prefix, suffix, truth, path}`, where `suffix` begins behind the hole. */
function lineCase(row: Row, name: string, index: number): QualityCase {
  const path = textOf(row, "path");
  const prefix = textOf(row, "prefix");
  const truth = textOf(row, "truth_line", "truth").split("\n", 1)[0] ?? "";
  const languageId = languageFor(row, path);
  const { id, repository } = row;
  return {
    id: typeof id === "string" ? id : `${name}-${index + 1}`,
    repository: typeof repository === "string" ? repository : name,
    path,
    languageId,
    prefix,
    suffix: textOf(row, "suffix"),
    truth,
    kind: row["kind"] === "comment" || row["kind"] === "code" ? row["kind"] : kindOf(languageId, prefix, truth),
    hole: "line",
  };
}

function languageFor(row: Row, path: string): string {
  const given = row["languageId"] ?? row["language"];
  return typeof given === "string" ? given : (languageOf(path) ?? "plaintext");
}
