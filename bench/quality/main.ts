import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { armNames, createCopyingArm, type Arm, type ArmName } from "./arms";
import { shareOf } from "../../server/src/evaluate/bootstrap";
import { calibrate } from "./calibration";
import type { QualityCase } from "./cases";
import { createEngineArm } from "./engineArm";
import { isForeignLanguage } from "./lineKind";
import { goalLines, type GoalLine } from "./goals";
import { estimates, measureArm, shares, type ArmResult } from "./measure";
import { help, optionsOf, wholeNumber, type Options } from "./options";
import { judge } from "./postprocessSet";
import { differences, readEarlier, type Earlier } from "./earlier";
import {
  armTable,
  breakdown,
  calibrationTable,
  commit,
  goalText,
  languageTable,
  machine,
  postprocessText,
} from "./report";
import { runProse } from "./prose/runProse";
import { createServerArm } from "./serverArm";
import { knownSets, loadSet, type QualitySet } from "./sets";
import { writeWorkspaces, type WorkspaceFolders } from "./workspaceFolders";

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      set: { type: "string", multiple: true },
      cases: { type: "string" },
      data: { type: "string", default: "../shared/eval" },
      arms: { type: "string", default: armNames.join(",") },
      through: { type: "string", default: "server" },
      trigger: { type: "string", default: "invoked" },
      count: { type: "string" },
      seed: { type: "string", default: "1" },
      model: { type: "string" },
      quantization: { type: "string" },
      "text-model": { type: "string" },
      json: { type: "string" },
      dist: { type: "string", default: "dist" },
      eagerness: { type: "string" },
      against: { type: "string" },
      names: { type: "string", default: "none" },
      help: { type: "boolean", short: "h" },
    },
  });
  if (values.help === true) {
    console.log(help);
    return;
  }
  const options = optionsOf(values);
  const names = values.set ?? (values.cases === undefined ? defaultSets() : ["cases"]);
  const count = values.count === undefined ? undefined : wholeNumber("--count", values.count);

  console.log(`machine: ${machine()}`);
  console.log(
    `model: ${values.model ?? "nanotype-6m"}, weights ${values.quantization ?? "auto"}, commit ${commit()}, through the ${options.through}, ` +
      `${options.trigger} requests, seed ${values.seed}, ${new Date().toISOString()}`,
  );
  const written: unknown[] = [];
  const earlier = values.against === undefined ? undefined : readEarlier(values.against);
  let missingCount = 0;
  let missedCount = 0;
  for (const name of names) {
    const set = loadSet({
      name,
      dataFolder: values.data,
      seed: values.seed,
      ...(values.cases === undefined ? {} : { casesFile: values.cases }),
      ...(count === undefined ? {} : { count }),
    });
    if (set.kind === "missing") missingCount++;
    const { goals, ...result } = await runSet(set, options, earlier);
    missedCount += goals.filter(({ isMet }) => isMet === false).length;
    written.push({ ...result, goals });
  }
  if (values.json !== undefined) {
    const settings = { ...options, seed: values.seed };
    writeFileSync(
      values.json,
      JSON.stringify({ machine: machine(), commit: commit(), settings, sets: written }, null, 1),
    );
  }
  // A missing set is a failure if it was named, but not if it is one of the defaults.
  if ((missingCount > 0 && values.set !== undefined) || missedCount > 0) process.exitCode = 1;
}

function defaultSets(): string[] {
  return Object.keys(knownSets).filter((name) => !name.endsWith("-dev") && name !== "prose-test");
}

/** Runs one set and prints it; returns the part that `--json` keeps. */
async function runSet(
  set: QualitySet,
  options: Options,
  earlier?: Earlier,
): Promise<{ readonly name: string; readonly goals: readonly GoalLine[] } & Readonly<Record<string, unknown>>> {
  console.log(`\n${set.name}`);
  if (set.kind === "missing") {
    console.log(`  Not run. ${set.reason}`);
    return { name: set.name, missing: set.reason, goals: [] };
  }
  console.log(`  ${set.cases.length} cases, ${set.source}`);
  if (set.kind === "postprocess") {
    const judged = set.cases.map((testCase) => ({ testCase, ...judge(testCase) }));
    console.log(postprocessText(judged));
    return { name: set.name, cases: judged.map(({ testCase, verdict }) => ({ id: testCase.id, verdict })), goals: [] };
  }
  const arms =
    options.through === "server"
      ? options.arms
      : options.arms.filter((arm) => !["memory", "workspace", "text"].includes(arm));
  const results: ArmResult[] = [];
  // For all arms, so that each sees the same paths.
  const folders = options.through === "server" ? writeWorkspaces(set.cases) : undefined;
  try {
    // Sets without repositories have no workspace.
    const possible = arms.filter((name) => name !== "workspace" || folders !== undefined);
    if (set.kind === "prose")
      return {
        name: set.name,
        ...(await runProse(set.cases, possible, (name) => createArm(name, options, folders))),
        goals: [],
      };
    for (const name of possible) results.push(await runArm(name, set.cases, options, folders));
  } finally {
    folders?.dispose();
  }
  console.log(armTable(results));
  if (earlier !== undefined) console.log(differences(earlier, set, results));
  const groups = exactByGroup(set.cases, results);
  // A single language and kind adds no information.
  if (groups.length > 2) console.log(`  exact lines, %, by group:\n${breakdown(groups)}`);
  const languages = [...new Set(set.cases.map(({ languageId }) => languageId))].map((name) => ({
    name,
    results: results.map(({ arm, judged }) => ({
      arm,
      judged: judged.filter((_, index) => set.cases[index]?.languageId === name),
    })),
  }));
  if (set.cases.some(({ languageId }) => isForeignLanguage(languageId))) console.log(languageTable(languages));
  const both = results.find(({ arm }) => arm === "both");
  const calibration = both === undefined ? [] : calibrate(both.judged);
  if (calibration.length > 0) console.log(`  both, if it were silent when not sure:\n${calibrationTable(calibration)}`);
  const goals = goalLines(set.name, results, {
    hasRuns: set.cases.some(({ run }) => run !== undefined),
    trigger: options.through === "server" ? options.trigger : undefined,
  });
  for (const goal of goals) console.log(goalText(goal));
  const perArm = results.map(({ arm, judged }) => ({ arm, figures: estimates(judged), judged }));
  return { name: set.name, ids: set.cases.map(({ id }) => id), arms: perArm, goals };
}

async function runArm(
  name: ArmName,
  cases: readonly QualityCase[],
  options: Options,
  folders: WorkspaceFolders | undefined,
): Promise<ArmResult> {
  const arm = await createArm(name, options, folders);
  const startMs = performance.now();
  try {
    const onProgress = (doneCount: number): void => {
      if (doneCount % 100 !== 0) return;
      const seconds = Math.round((performance.now() - startMs) / 1000);
      console.error(`  ${name}: ${doneCount} of ${cases.length} after ${seconds} s`);
    };
    return await measureArm(name, arm, cases, { folders, onProgress });
  } finally {
    await arm.dispose();
  }
}

function createArm(
  name: ArmName,
  { through, trigger, model, dist, names, eagerness }: Options,
  folders: WorkspaceFolders | undefined,
): Arm | Promise<Arm> {
  if (name === "copying") return createCopyingArm();
  if (through === "server")
    return createServerArm(name, {
      model,
      trigger,
      dist,
      folders,
      names,
      ...(eagerness === undefined ? {} : { eagerness }),
    });
  if (name !== "model" && name !== "both") throw new Error(`The arm "${name}" answers only through the server.`);
  return createEngineArm(name, model);
}

function exactByGroup(cases: readonly QualityCase[], results: readonly ArmResult[]): Parameters<typeof breakdown>[0] {
  const groupsOf = ({ languageId, kind }: QualityCase): string[] => [languageId.replace("react", ""), kind];
  const names = [...new Set(cases.flatMap(groupsOf))];
  return names.map((name) => {
    const isIn = cases.map((testCase) => groupsOf(testCase).includes(name));
    const exact = results.map(({ arm, judged }) => {
      const share = shareOf(shares.exact(judged.filter((_, index) => isIn[index])));
      return { arm, value: share.value };
    });
    return { name, count: isIn.filter(Boolean).length, exact };
  });
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 2;
});
