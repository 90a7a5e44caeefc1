// NANOTYPE_BENCH_REPOSITORIES=CLONES node scripts/run.mjs bench/interruptions.ts --base DIST [--dist DIST]: the demo's typist types
// parts of real files in six languages, in real time, at two builds side by side. It counts interruptions: new suggestions
// whose first character is wrong, for 100 keys. Takes twenty minutes. Ends with 1 if they aren't a quarter fewer than the
// base's, or fewer keys are saved.
import { join } from "node:path";
import { parseArgs } from "node:util";
import { languageOfPath } from "../server/src/code/languages";
import { excerptOf } from "../scripts/demo/excerpt";
import { typeExcerpt, type Tally } from "../scripts/demo/session";
import { stdioClient } from "../test/support/lspServers";
import files from "./interruptions.json";
import { shareOf, ratioOf } from "../server/src/evaluate/bootstrap";
import { percentile } from "./latency/figures";
import { findClone, readFiles, repositoriesVariable, type SourceFile } from "./quality/repositories";

/** Longest time for one file, in ms. */
const typingMs = 60_000;
/** Other files of the same folder that are open. */
const openFileCount = 3;
/** Time within which a suggestion counts as there at once, in ms. */
const atOnceMs = 5;
/** Most interruptions, as a share of the base's. */
const mostInterruptions = 0.75;

interface Typed {
  readonly path: string;
  readonly tally: Tally;
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { base: { type: "string" }, dist: { type: "string", default: "dist" } } });
  const clonesFolder = process.env[repositoriesVariable];
  if (values.base === undefined || clonesFolder === undefined)
    throw new Error(`Name the other build's folder with --base, and the folder of clones in ${repositoriesVariable}.`);
  const results: { before: Typed; now: Typed }[] = [];
  for (const { repository, commit, path } of files) {
    const pin = { repository, commit, licence: "", unseen: "" };
    const gitDir = findClone(clonesFolder, pin);
    if (gitDir === undefined) throw new Error(`${repository} at ${commit} is not among the clones.`);
    const folder = path.slice(0, path.lastIndexOf("/") + 1);
    const isBeside = (other: string): boolean =>
      other.startsWith(folder) &&
      !other.slice(folder.length).includes("/") &&
      other.endsWith(path.slice(path.lastIndexOf(".")));
    const around = readFiles(gitDir, pin, (other, size) => isBeside(other) && size < 200_000);
    const file = around.find((other) => other.path === path);
    if (file === undefined) throw new Error(`${repository} has no ${path}.`);
    const others = around.filter((other) => other !== file).slice(0, openFileCount);
    const [before, now] = await Promise.all([
      typeAt(values.base, repository, file, others),
      typeAt(values.dist, repository, file, others),
    ]);
    results.push({ before, now });
    console.log(`${path.padEnd(60)} ${lineOf(before)}   ${lineOf(now)}`);
  }
  process.exitCode = report(results) ? 0 : 1;
}

/** Types the middle of a file at the server of a build, as VS Code's user with default settings. */
async function typeAt(
  dist: string,
  repository: string,
  file: SourceFile,
  others: readonly SourceFile[],
): Promise<Typed> {
  const uriOf = (path: string): string => `file:///typed/${repository}/${path}`;
  const client = stdioClient([join(dist, "nanotype.js"), "serve", "--stdio"]);
  try {
    await client.start({
      folders: [uriOf("").slice(0, -1)],
      initializationOptions: { hostDelayMs: 50, settings: { eagerness: "quiet", "memory.workspace": false } },
    });
    await client.ready();
    const languageId = languageOfPath(file.path)?.id ?? "plaintext";
    for (const { path, text } of others) client.open(uriOf(path), text, languageId);
    const tally = await typeExcerpt({
      ...{ client, uri: uriOf(file.path), languageId, excerpt: excerptOf(file.text) },
      show: () => undefined,
      untilMs: performance.now() + typingMs,
    });
    return { path: file.path, tally };
  } finally {
    await client.stop();
  }
}

const charsOf = ({ tally }: Typed): number => tally.keyCount + tally.acceptedCharCount;
const savedOf = ({ tally }: Typed): number => tally.acceptedCharCount - tally.acceptKeyCount;

function lineOf(typed: Typed): string {
  const { interruptionCount, keyCount } = typed.tally;
  const per100 = (100 * interruptionCount) / keyCount;
  return `${per100.toFixed(1).padStart(5)} of 100 keys, ${((100 * savedOf(typed)) / charsOf(typed)).toFixed(0).padStart(3)} % saved`;
}

function report(results: readonly { before: Typed; now: Typed }[]): boolean {
  const share = (side: "before" | "now", part: (typed: Typed) => number, whole: (typed: Typed) => number) => ({
    part: results.map((result) => part(result[side])),
    whole: results.map((result) => whole(result[side])),
  });
  const interruptions = (side: "before" | "now") =>
    share(
      side,
      ({ tally }) => tally.interruptionCount,
      ({ tally }) => tally.keyCount,
    );
  const saved = (side: "before" | "now") => share(side, savedOf, charsOf);
  const ratio = ratioOf(interruptions("now"), interruptions("before"));
  const percent = (value: number): string => `${(100 * value).toFixed(1)} %`;
  const [was, is] = [shareOf(saved("before")).value, shareOf(saved("now")).value];
  console.log(
    `interruptions of 100 keys: ${percent(shareOf(interruptions("before")).value)} → ${percent(shareOf(interruptions("now")).value)}, ` +
      `ratio ${ratio.value.toFixed(2)} [${ratio.low.toFixed(2)}, ${ratio.high.toFixed(2)}] (goal ${mostInterruptions})`,
  );
  const nextOffers = (side: "before" | "now"): string => {
    const timesMs = results.flatMap((result) => result[side].tally.nextOfferTimesMs);
    const share = timesMs.filter((ms) => ms <= atOnceMs).length / timesMs.length;
    return `${percent(share)} of ${timesMs.length}`;
  };
  console.log(
    `next suggestion within ${atOnceMs} ms after an acceptance: ${nextOffers("before")} → ${nextOffers("now")}`,
  );
  const waits = (side: "before" | "now"): string => {
    const timesMs = results.flatMap((result) => result[side].tally.answerTimesMs);
    const keyCount = results.reduce((sum, result) => sum + result[side].tally.keyCount, 0);
    const overtakenCount = results.reduce((sum, result) => sum + result[side].tally.overtakenCount, 0);
    const [middle, slow] = [0.5, 0.95].map((part) => percentile(timesMs, part).toFixed(0));
    return `${middle} / ${slow} ms, ${percent(overtakenCount / keyCount)} overtaken by the next key`;
  };
  console.log(`answers p50 / p95: ${waits("before")} → ${waits("now")}`);
  console.log(`keys saved: ${percent(was)} → ${percent(is)} (goal: not fewer)`);
  return ratio.value <= mostInterruptions && is >= was;
}

void main();
