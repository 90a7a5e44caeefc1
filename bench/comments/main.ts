// Requests doc comments for real declarations and lets other parsers read them: npm run bench:comments -- --help
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { findClone, howToGet, pinnedRepositories, readFiles, repositoriesVariable } from "../quality/repositories";
import { sample } from "../../server/src/base/random";
import type { DocCase } from "./docCase";
import { isRight, measureComments, type DocstringForm, type Outcome } from "./measureComments";
import { hasPython, pythonCases } from "./pythonCases";
import { scriptCases } from "./scriptCases";

const help = `Requests doc comments for declarations of pinned public repositories, accepts them, and compares them with the
declarations, using TypeScript's and Python's own parsers.

npm run bench:comments -- [options]
  --count N      declarations of a language. Default: 100
  --seed TEXT    which ones. Default: 1
  --json FILE    writes the figures

The folder of bare clones is named in ${repositoriesVariable}.`;

const { values } = parseArgs({
  options: {
    help: { type: "boolean", default: false },
    count: { type: "string", default: "100" },
    seed: { type: "string", default: "1" },
    json: { type: "string" },
  },
});

/** Files larger than this are generated. */
const maxSizeBytes = 200_000;

interface Run {
  readonly name: string;
  readonly cases: readonly DocCase[];
  readonly form: DocstringForm;
}

async function main(): Promise<void> {
  const pins = [...pinnedRepositories.dev, ...pinnedRepositories.test];
  const folder = process.env[repositoriesVariable];
  const clones = pins.flatMap((pin) => {
    const gitDir = folder === undefined ? undefined : findClone(folder, pin);
    return gitDir === undefined ? [] : [{ pin, gitDir }];
  });
  if (clones.length === 0) throw new Error(howToGet(pins));
  const files = (pattern: RegExp) =>
    clones.flatMap(({ pin, gitDir }) =>
      readFiles(gitDir, pin, (path, sizeBytes) => pattern.test(path) && sizeBytes < maxSizeBytes).map(
        ({ path, text }) => ({
          path: `${pin.repository}/${path}`,
          text,
        }),
      ),
    );
  const draw = (cases: readonly DocCase[]) => sample(cases, Number(values.count), values.seed);
  const typescript = draw(files(/(?<!\.d)\.ts$/).flatMap(({ path, text }) => scriptCases(path, text, "typescript")));
  const javascript = draw(files(/\.[cm]?js$/).flatMap(({ path, text }) => scriptCases(path, text, "javascript")));
  const python = hasPython() ? draw(pythonCases(files(/\.py$/))) : [];
  const runs: Run[] = [
    { name: "TypeScript", cases: typescript, form: "google" },
    { name: "JavaScript", cases: javascript, form: "google" },
    { name: "Python, Google", cases: python, form: "google" },
    { name: "Python, NumPy", cases: python, form: "numpy" },
    { name: "Python, Sphinx", cases: python, form: "sphinx" },
  ];
  console.log(`${clones.length} repositories, seed ${values.seed}\n`);
  const figures: Record<string, ReturnType<typeof figuresOf>> = {};
  for (const { name, cases, form } of runs) {
    const outcomes = await measureComments(cases, form);
    figures[name] = figuresOf(outcomes);
    console.log(`${name}: ${JSON.stringify(figures[name])}`);
    for (const { doc, verdict } of outcomes.filter((outcome) => !isRight(outcome)).slice(0, 10)) {
      const { invented, missing, faults } = verdict;
      const line = doc.text.slice(0, doc.offset).split("\n").length;
      const what = [
        ...invented.map((each) => `invented ${each}`),
        ...missing.map((each) => `missing ${each}`),
        ...faults,
      ];
      console.log(`  ${doc.path}:${line} ${doc.name}: ${what.join("; ")}`);
    }
  }
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(figures, null, 2)}\n`);
  const isClean = Object.values(figures).every(
    ({ invented, missing, declarations, right }) => invented + missing === 0 && right === declarations,
  );
  if (!isClean) process.exitCode = 1;
}

function figuresOf(outcomes: readonly Outcome[]) {
  const count = (of: (outcome: Outcome) => number): number => outcomes.reduce((sum, outcome) => sum + of(outcome), 0);
  const times = outcomes.map(({ elapsedMs }) => elapsedMs).sort((a, b) => a - b);
  return {
    declarations: outcomes.length,
    repositories: new Set(outcomes.map(({ doc }) => doc.path.split("/").slice(0, 2).join("/"))).size,
    offered: outcomes.filter(({ isOffered }) => isOffered).length,
    parameters: count(({ verdict }) => verdict.declaredCount),
    invented: count(({ verdict }) => verdict.invented.length),
    missing: count(({ verdict }) => verdict.missing.length),
    otherFaults: count(({ verdict }) => verdict.faults.length),
    right: outcomes.filter(isRight).length,
    parseAndOfferMsP50: Math.round((times[times.length >> 1] ?? 0) * 10) / 10,
  };
}

if (values.help) console.log(help);
else
  main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 2;
  });
