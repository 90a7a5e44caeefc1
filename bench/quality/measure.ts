import { fileURLToPath } from "node:url";
import type { Arm, ArmName } from "./arms";
import { documentAfter, type Offer, type QualityCase } from "./cases";
import { shareOf, type Estimate, type Share } from "../../server/src/evaluate/bootstrap";
import { execute } from "./execute";
import { score, type Score } from "./metrics";
import { NameJudge, type NameCounts } from "./memberNames";
import { endsOpen } from "../../server/src/evaluate/score";
import { countParseErrors, type Parsed } from "./parseErrors";
import type { WorkspaceFolders } from "./workspaceFolders";

/** One answer and its quality. */
export interface Judged extends Score {
  readonly latencyMs: number;
  /** The arm's certainty; absent if it doesn't report one. */
  readonly certainty?: number;
  /** True if the completed program passes its test; absent if nothing is run. */
  readonly isPassing?: boolean;
  /**
   * True if accepting the offer adds a syntax error. Absent if nothing is offered, the offer ends open, or the language
   * has no parser here.
   */
  readonly addsParseError?: boolean;
  /** Names that accepting the offer adds; absent if nothing is offered, or without TypeScript, JavaScript or a workspace. */
  readonly names?: NameCounts;
}

/** An arm's results for every case of a set, in the order of the cases. */
export interface ArmResult {
  readonly arm: ArmName;
  readonly judged: readonly Judged[];
}

/** Time limit of a completed program, in ms. HumanEval's own is 3 s; the machine may be busy. */
const runLimitMs = 6000;

/** Lets an arm answer every case, then scores the answers and runs the programs. `onProgress` gets the number of cases answered. */
export async function measureArm(
  name: ArmName,
  arm: Arm,
  cases: readonly QualityCase[],
  params: { folders?: WorkspaceFolders | undefined; onProgress: (doneCount: number) => void },
): Promise<ArmResult> {
  const offers: Offer[] = [];
  for (const testCase of cases) {
    offers.push(await arm.complete(testCase));
    params.onProgress(offers.length);
  }
  const passing = await runAll(cases, offers);
  const breaking = parseErrorsAdded(cases, offers);
  const named = namesAdded(cases, offers, params.folders);
  const judged = cases.map((testCase, index) => {
    const isPassing = passing.at(index);
    const addsParseError = breaking.at(index);
    const names = named.at(index);
    const { latencyMs, certainty } = offers[index];
    return {
      ...score(testCase, offers[index]),
      latencyMs,
      ...(certainty === undefined ? {} : { certainty }),
      ...(isPassing === undefined ? {} : { isPassing }),
      ...(addsParseError === undefined ? {} : { addsParseError }),
      ...(names === undefined ? {} : { names }),
    };
  });
  return { arm: name, judged };
}

/** Compares each document's syntax errors before and after its whole offer is accepted. */
function parseErrorsAdded(cases: readonly QualityCase[], offers: readonly Offer[]): (boolean | undefined)[] {
  const judged = cases.flatMap((testCase, index) =>
    offers[index].text.trim() === "" || endsOpen(offers[index].text) ? [] : [{ testCase, offer: offers[index], index }],
  );
  const documents = (after: boolean): Parsed[] =>
    judged.map(({ testCase: { languageId, path, prefix, suffix }, offer }) => ({
      languageId,
      path,
      text: after ? prefix + offer.text + suffix.slice(offer.replaceSuffixLength) : prefix + suffix,
    }));
  const before = countParseErrors(documents(false));
  const after = countParseErrors(documents(true));
  const added: (boolean | undefined)[] = cases.map(() => undefined);
  judged.forEach(({ index }, at) => {
    const [old, now] = [before[at], after[at]];
    if (old !== undefined && now !== undefined) added[index] = now > old;
  });
  return added;
}

/** Counts the names that each offer adds, among the files of its repository. */
function namesAdded(
  cases: readonly QualityCase[],
  offers: readonly Offer[],
  folders: WorkspaceFolders | undefined,
): (NameCounts | undefined)[] {
  if (folders === undefined) return [];
  const judge = new NameJudge();
  const counts = cases.map((testCase, index) => {
    const { text, replaceSuffixLength } = offers[index];
    const { languageId, prefix, suffix } = testCase;
    if (text.trim() === "" || !/^(type|java)script/.test(languageId)) return undefined;
    return judge.count({
      path: fileURLToPath(folders.uriOf(testCase)),
      text: prefix + text + suffix.slice(replaceSuffixLength),
      start: prefix.length,
      end: prefix.length + text.length,
    });
  });
  judge.dispose();
  return counts;
}

/** Runs the completed programs, two at a time, the same program of a case only once over all arms. */
async function runAll(cases: readonly QualityCase[], offers: readonly Offer[]): Promise<(boolean | undefined)[]> {
  const results: (boolean | undefined)[] = cases.map(() => undefined);
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < cases.length) {
      const index = next++;
      const testCase = cases[index];
      if (testCase.run) results[index] = await passes(testCase, documentAfter(testCase, offers[index]));
    }
  };
  await Promise.all([work(), work()]);
  return results;
}

const knownOutcomes = new Map<string, boolean>();

async function passes(testCase: QualityCase, program: string): Promise<boolean> {
  if (testCase.run === undefined) return false;
  const key = `${testCase.id}\0${program}`;
  const known = knownOutcomes.get(key);
  if (known !== undefined) return known;
  const outcome = (await execute(program, testCase.run, runLimitMs)) === "passed";
  knownOutcomes.set(key, outcome);
  return outcome;
}

/** Figures that the report compares, by name. */
export const shares = {
  exact: (judged) => countShare(judged, ({ isExact }) => isExact),
  similarity: (judged) => ({ part: judged.map(({ similarity }) => similarity), whole: judged.map(() => 1) }),
  savedChars: (judged) => ({
    part: judged.map(({ savedCharCount }) => savedCharCount),
    whole: judged.map(({ truthCharCount }) => truthCharCount),
  }),
  offered: (judged) => countShare(judged, ({ isOffered }) => isOffered),
  wrongAtOnce: (judged) => countShare(judged, ({ isWrongAtOnce }) => isWrongAtOnce),
  exactOfShown: (judged) => shownShare(judged, ({ isExact }) => isExact),
  wrongOfShown: (judged) => shownShare(judged, ({ isWrongAtOnce }) => isWrongAtOnce),
  parseError: (judged) => ({
    part: judged.map(({ addsParseError }) => (addsParseError === true ? 1 : 0)),
    whole: judged.map(({ addsParseError }) => (addsParseError === undefined ? 0 : 1)),
  }),
  resolvedNames: (judged) => nameShare(judged, ({ resolved }) => resolved),
  unresolvableNames: (judged) => nameShare(judged, ({ unresolvable }) => unresolvable),
  pass: (judged) => countShare(judged, ({ isPassing }) => isPassing === true),
} satisfies Record<string, (judged: readonly Judged[]) => Share>;

export type ShareName = keyof typeof shares;

/** Computes the share of offers for which `holds` is true. */
function shownShare(judged: readonly Judged[], holds: (one: Judged) => boolean): Share {
  return {
    part: judged.map((one) => (one.isOffered && holds(one) ? 1 : 0)),
    whole: judged.map(({ isOffered }) => (isOffered ? 1 : 0)),
  };
}

/** Counts names per case. */
function nameShare(judged: readonly Judged[], count: (names: NameCounts) => number): Share {
  return { part: judged.map(({ names }) => (names ? count(names) : 0)), whole: judged.map(() => 1) };
}

function countShare(judged: readonly Judged[], holds: (one: Judged) => boolean): Share {
  return { part: judged.map((one) => (holds(one) ? 1 : 0)), whole: judged.map(() => 1) };
}

/** Estimates every figure of an arm with its interval; `pass` only if programs were run, names only if they were judged. */
export function estimates(judged: readonly Judged[]): Partial<Record<ShareName, Estimate>> {
  const isRun = judged.some(({ isPassing }) => isPassing !== undefined);
  const isNamed = judged.some(({ names }) => names !== undefined);
  const names = (Object.keys(shares) as ShareName[]).filter(
    (name) => (name !== "pass" || isRun) && (!name.endsWith("Names") || isNamed),
  );
  return Object.fromEntries(names.map((name) => [name, shareOf(shares[name](judged))]));
}

/** Median time to an answer, in ms. */
export function medianLatencyMs(judged: readonly Judged[]): number {
  const sorted = judged.map(({ latencyMs }) => latencyMs).sort((a, b) => a - b);
  return sorted.at(Math.floor(sorted.length / 2)) ?? 0;
}
