import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { version } from "../../../package.json";
import { userCacheFolder } from "../base/cacheFolder";
import { explainGit } from "../commit/change/explainGit";
import { createGit, GitError } from "../commit/change/git";
import { readRepository } from "../commit/repository";
import { compareArms, figuresOf } from "../evaluate/figures";
import { KeptResults } from "../evaluate/keptResults";
import { drawPicture } from "../evaluate/picture";
import { PendingBatches } from "../evaluate/pendingBatches";
import { planEvaluation, type EvaluationPlan } from "../evaluate/plan";
import { ProgressBar } from "../evaluate/progressBar";
import { failuresIn, tableOf } from "../evaluate/report";
import { runArms, type ArmResults, type ClosedArm } from "../evaluate/runArms";
import { verdictOn } from "../evaluate/verdict";
import { pathsBeside } from "../engine";
import { BackendError } from "../model/errors";
import { modelFingerprint } from "../model/local/modelFingerprint";
import { openModelFolder } from "../model/local/modelStore";
import { modelChoice } from "../model/modelChoice";
import { Exclusion } from "../safety/exclusion/exclusion";
import { isEnabled, type Settings } from "../settings/settings";
import { armSpecs, type ArmSpec } from "./armSpec";
import { BatchArm, heldLines } from "./batchArm";
import { CliError } from "./cliError";
import { EngineArm } from "./engineArm";
import { checkCosts } from "./evaluationCost";
import { printable } from "./printable";
import { readSettings } from "./readSettings";

/** Options of `nanotype evaluate`. */
export interface EvaluateOptions {
  readonly models: readonly string[];
  readonly endpoints: readonly string[];
  readonly route: readonly (readonly string[])[];
  readonly batch: boolean;
  readonly commits: number;
  readonly lines: number;
  readonly seed: string;
  readonly byKey: boolean;
  readonly json?: string;
  readonly picture?: string;
  readonly estimate: boolean;
  readonly fresh: boolean;
  readonly set: readonly string[];
}

/**
 * Evaluates models, endpoints and routes on lines of the repository in the working folder, and prints what came of it.
 * @throws CliError
 */
export async function evaluate(options: EvaluateOptions): Promise<void> {
  const settings = readSettings(options.set);
  const specs = armSpecs(options, settings);
  const stop = stopOnInterrupt();
  try {
    await checkModels(specs);
    const { plan, folder, head } = await readPlan(options, settings, stop);
    if (plan.lineCount === 0)
      throw new CliError(
        1,
        `The last ${options.commits} commits added no line that can be written again. --commits reads more of them.`,
      );
    say(`${plan.lineCount} lines of ${plan.commitCount} commits.`);
    const place = { folderUri: pathToFileURL(folder).href, trigger: options.byKey ? "invoked" : "automatic" } as const;
    const path = await keptPath({ options, settings, specs, folder, head });
    const [kept, pending] = [new KeptResults(path), new PendingBatches(`${path}.batches`)];
    await checkCosts(specs, place, plan, (spec) => {
      const [key, held] = [keyOf(spec), heldLines(pending, keyOf(spec))];
      return (line) => !options.fresh && (kept.get(key, line) !== undefined || held.has(line));
    });
    if (options.estimate) return;
    if (options.fresh) kept.clear();
    else if (kept.count > 0) say(`Continues a run that was stopped after ${kept.count} answers; --fresh begins anew.`);
    const arms = await run({ specs, place, plan, kept, pending, isFresh: options.fresh, stop });
    if (stop.aborted) throw stopped(kept, plan.lineCount * specs.length, pending);
    report({ options, arms, plan, head });
    if (arms.every(({ obstacle }) => obstacle === undefined)) kept.clear();
    else say("The answers are kept: the same command asks for the rest only.");
  } catch (error) {
    if (error instanceof CliError) throw error;
    if (stop.aborted) throw new CliError(1, "Stopped. The same command continues.");
    if (error instanceof BackendError) throw new CliError(1, error.message);
    throw error instanceof GitError ? new CliError(1, explain(error)) : error;
  }
}

/** Says how far a run came. */
function stopped(kept: KeptResults, lineCount: number, pending: PendingBatches): CliError {
  const batches = pending.isEmpty ? "" : " Batches that were sent are worked on meanwhile; --fresh cancels them.";
  return new CliError(1, `Stopped after ${kept.count} of ${lineCount} answers. The same command continues.${batches}`);
}

/** Checks every model's files before anything is asked, since the first model may answer for minutes. @throws CliError */
async function checkModels(specs: readonly ArmSpec[]): Promise<void> {
  for (const { name, settings, hasModel } of specs) {
    if (!hasModel) continue;
    const { modelFolder, quantization } = modelChoice(settings, pathsBeside(__dirname).models);
    try {
      await openModelFolder(modelFolder, quantization);
    } catch (error) {
      throw error instanceof BackendError ? new CliError(1, `${name} can't be evaluated. ${error.message}`) : error;
    }
  }
}

/** Makes a signal that Ctrl+C aborts; a second one ends the process at once. */
function stopOnInterrupt(): AbortSignal {
  const stop = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"] as const)
    process.on(name, () => {
      if (stop.signal.aborted) process.exit(1);
      stop.abort();
    });
  return stop.signal;
}

async function readPlan(
  options: EvaluateOptions,
  settings: Settings,
  signal: AbortSignal,
): Promise<{ plan: EvaluationPlan; folder: string; head: string }> {
  const git = createGit({ folder: process.cwd(), environment: process.env, keepsPlace: false, signal });
  const { folder } = await readRepository(git);
  const exclusion = new Exclusion();
  exclusion.setFolders([pathToFileURL(folder).href]);
  exclusion.setPatterns(settings.exclude, settings.excludeHere);
  const head = (await git(["rev-parse", "--verify", "HEAD^{commit}"])).toString("latin1").trim();
  const bar = new ProgressBar({ screen: process.stderr, total: options.commits });
  const plan = await planEvaluation({
    git: createGit({ folder, environment: process.env, keepsPlace: false, signal }),
    ...{ folder, exclusion, isEnabled: (languageId) => isEnabled(settings, languageId) },
    ...{ commitCount: options.commits, lineCount: options.lines, seed: options.seed },
    onCommit: () => bar.step("reading commits", true),
    signal,
  });
  bar.end();
  return { plan, folder, head };
}

async function run(params: {
  specs: readonly ArmSpec[];
  place: ConstructorParameters<typeof EngineArm>[1];
  plan: EvaluationPlan;
  kept: KeptResults;
  pending: PendingBatches;
  isFresh: boolean;
  stop: AbortSignal;
}): Promise<ArmResults[]> {
  const { specs, place, plan, kept, pending, isFresh, stop } = params;
  const bar = new ProgressBar({ screen: process.stderr, total: plan.lineCount * specs.length });
  const batches = new Map<ArmSpec, BatchArm>();
  const arms = specs.map((spec): ClosedArm => ({
    name: spec.name,
    key: keyOf(spec),
    async open() {
      const batch = batches.get(spec);
      if (batch !== undefined) {
        await batch.wait(stop);
        return batch;
      }
      const arm = new EngineArm(spec, place);
      try {
        await arm.start(stop);
      } catch (error) {
        await arm.close();
        throw error;
      }
      return arm;
    },
  }));
  try {
    // All batches first: they are worked on while the other arms answer.
    for (const spec of specs) {
      if (!spec.isBatch) continue;
      const [key, arm] = [keyOf(spec), new EngineArm(spec, place)];
      const isKept = (line: string): boolean => kept.get(key, line) !== undefined;
      const batch = new BatchArm({ arm, plan, pending, key, name: spec.name, isKept, say });
      batches.set(spec, batch);
      await batch.send(isFresh, stop);
    }
    return await runArms({ arms, plan, kept, signal: stop, onLine: (name, isNew) => bar.step(name, isNew) });
  } finally {
    bar.end();
    for (const batch of batches.values()) await batch.close();
  }
}

/** Names an arm in the file of results, without showing its name. */
function keyOf({ name }: ArmSpec): string {
  return createHash("sha256").update(name).digest("base64url").slice(0, 16);
}

/** Names the file of a run's results: another repository, commit, seed, setting or model has another one. */
async function keptPath(params: {
  options: EvaluateOptions;
  settings: Settings;
  specs: readonly ArmSpec[];
  folder: string;
  head: string;
}): Promise<string> {
  const { options, specs, folder, head } = params;
  const { commits, lines, seed, byKey } = options;
  const folders = specs.map(({ settings }) => modelChoice(settings, pathsBeside(__dirname).models).modelFolder);
  const models = await Promise.all(folders.map(modelFingerprint));
  const all = [version, folder, head, commits, lines, seed, byKey, models, specs.map(({ settings }) => settings)];
  const name = createHash("sha256").update(JSON.stringify(all)).digest("hex").slice(0, 24);
  return join(userCacheFolder(), "evaluate", `${name}.jsonl`);
}

/** Prints the table and the verdicts, and writes the files that were asked for. */
function report(params: {
  options: EvaluateOptions;
  arms: readonly ArmResults[];
  plan: EvaluationPlan;
  head: string;
}): void {
  const { options, arms, plan, head } = params;
  const figures = arms.map(figuresOf);
  const differences = arms.slice(1).map((arm) => compareArms(arm, arms[0]));
  const verdicts = differences.map((difference, index) => verdictOn(difference, figures[index + 1], figures[0]));
  process.stdout.write(`${printable(tableOf(figures))}\n`);
  for (const one of figures) {
    const failed = failuresIn(one);
    if (failed !== undefined) say(failed);
    const isWhole = one.lineCount === plan.lineCount;
    if (one.obstacle !== undefined)
      say(isWhole ? `${one.name}: ${one.obstacle}` : `${one.name} ended after ${one.lineCount} lines. ${one.obstacle}`);
  }
  for (const verdict of verdicts) process.stdout.write(`\n${printable(verdict)}\n`);
  if (options.picture !== undefined) {
    const caption = `${plan.lineCount} lines of ${plan.commitCount} commits, seed ${options.seed}; bars: 95 % intervals`;
    write(options.picture, drawPicture(figures, caption));
  }
  if (options.json === undefined) return;
  const lines = plan.steps
    .flatMap(({ cases }) => cases)
    .map(({ id, commit, path, line, column }) => ({
      ...{ commit, file: path, line, column },
      results: Object.fromEntries(arms.map(({ name, results }) => [name, results.get(id) ?? null])),
    }));
  const object = {
    ...{ version, head, seed: options.seed, commits: plan.commitCount, trigger: options.byKey ? "key" : "typing" },
    ...{ arms: figures, differences, verdicts, lines },
  };
  write(options.json, `${JSON.stringify(object, undefined, 2)}\n`);
}

function write(path: string, text: string): void {
  try {
    writeFileSync(path, text);
  } catch {
    throw new CliError(1, `${path} cannot be written.`);
  }
}

function explain(error: GitError): string {
  if (/Needed a single revision|bad revision|unknown revision/.test(error.message))
    return "This repository has no commits yet.";
  return explainGit(error, "Install it, or add its folder to the PATH.");
}

function say(sentence: string): void {
  process.stderr.write(`nanotype: ${printable(sentence)}\n`);
}
