import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { loadavg } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { LocalStack } from "../../test/deploy/localStack";
import { percentile } from "../latency/figures";
import { chanceFairness } from "./chance";
import {
  TeamEditor,
  ownPassage,
  teamPassages,
  type EditorDisk,
  type EditorFigures,
  type TeamPlace,
} from "./teamEditor";

/** Figures of typists who work at the same time. */
export interface CrowdFigures {
  readonly typistCount: number;
  /** Per 100 keys, of all typists and of the one with most. */
  readonly requestsPer100: number;
  readonly mostRequestsPer100: number;
  /** Time to the first whole line of the median user, in ms. */
  readonly firstLineMs: { readonly p50: number; readonly p95: number };
  /** The slowest user's p95 by the median user's, of the users who have one; NaN if most have none. */
  readonly fairness: number;
  /** Users with enough answers for a p95. */
  readonly judgedCount: number;
  /** The value that `fairness` has by chance alone if these users are served alike. */
  readonly chanceFairness: number;
  /** Share of the keys with a suggestion: of the first three users, who are the same in every crowd. */
  readonly upShare: number;
  readonly cachedShare: number;
  /** Requests without an answer, of the user with most. */
  readonly mostMissed: number;
  /** Processor time by part, as a share of one core. */
  readonly cores: Readonly<Record<string, number>>;
  /** LiteLLM's processor time for a request, in ms, its health checks included. */
  readonly proxyMs: number;
  /** Requests in all, and mean length of the machine's run queue in the last minute. */
  readonly requestCount: number;
  readonly load: number;
}

/** Number of keys that each types, and how fast. */
export interface Pace {
  readonly keyCount: number;
  /** Mean rest after every 20 keys, in ms; 0 for people who never rest. */
  readonly restMs: number;
}

/** A stack's endpoint, and a key for each typist. */
export interface CrowdPlace {
  readonly stack: LocalStack;
  readonly place: TeamPlace;
  readonly keys: readonly string[];
}

/** Starts a team's stack with users of the usual limits; `options` are those of deploy/local/start.sh. */
export async function startCrowdStack(userCount: number, ...options: readonly string[]): Promise<CrowdPlace> {
  return addTypists(await LocalStack.start(...options), userCount);
}

/** Adds users with the usual limits to a team's stack. */
export function addTypists(stack: LocalStack, userCount: number): CrowdPlace {
  const { state, url, model } = stack.places;
  const file = join(state, "litellm", "users.json");
  const users = JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>;
  const keys = Array.from({ length: userCount }, (_, user) => `sk-typist-${user}`);
  for (const [user, key] of keys.entries())
    users[createHash("sha256").update(key).digest("hex")] = {
      ...{ name: `typist-${user}`, requestsPerMinute: 240, requestsAtOnce: 8 },
    };
  writeFileSync(file, JSON.stringify(users));
  return { stack, keys, place: { kind: "fim", url, model, contextTokens: 2_048 } };
}

/** Users who are the same in every crowd, with their passages and rhythms; a lone user's figure is theirs. */
const sameUserCount = 3;

/** Editors opened so far in all crowds. */
let openedCount = 0;

/** Opens editors of different users, each with a rhythm of its own; the first of them is `first`. With `diskOf` each is a process with its own disk. */
export function openEditors(
  { place, keys }: CrowdPlace,
  count: number,
  first = 0,
  diskOf?: (user: number) => EditorDisk,
): Promise<TeamEditor[]> {
  const { passages } = teamPassages();
  return Promise.all(
    keys.slice(first, first + count).map((key, at) => {
      const user = first + at;
      const passage = ownPassage(passages[user % sameUserCount], `seat ${++openedCount}`);
      return TeamEditor.open({ place, key, seed: user + 1, passage, disk: diskOf?.(user) });
    }),
  );
}

/** Shortest rest after which a lone user's suggestions no longer depend on its length, in ms: every answer has come. // guess */
const loneRestMs = 3_000;

/** Lets the users who are the same in every crowd type without the others. Returns the share of their keys with a suggestion. */
export async function measureLone(crowd: CrowdPlace, { keyCount, restMs }: Pace): Promise<number> {
  const editors = await openEditors(crowd, sameUserCount);
  await Promise.all(editors.map((editor) => editor.type({ maxKeys: keyCount, restMs: Math.min(restMs, loneRestMs) })));
  const figures = await Promise.all(editors.map((editor) => editor.figures()));
  await Promise.all(editors.map((editor) => editor.close()));
  return mean(figures.map(({ upShare }) => upShare));
}

/** Shortest time within which the typists of a crowd begin, one after the other, in ms. */
const usualBeginMs = 10_000;

/** Lets typists type at the same time, and sums up what they saw. They begin one after the other, within one rest and at least `leastBeginMs`. */
export async function measureCrowd(
  crowd: CrowdPlace,
  count: number,
  { keyCount, restMs, leastBeginMs = usualBeginMs }: Pace & { readonly leastBeginMs?: number },
): Promise<CrowdFigures> {
  const editors = await openEditors(crowd, count);
  const before = processorMs(crowd.stack);
  const startMs = performance.now();
  const beginMs = Math.max(restMs, leastBeginMs) / count;
  await Promise.all(
    editors.map(async (editor, at) => {
      await sleep(at * beginMs);
      await editor.type({ maxKeys: keyCount, restMs });
    }),
  );
  const elapsedMs = performance.now() - startMs;
  const spent = Object.entries(processorMs(crowd.stack)).map(([part, ms]) => [part, ms - (before[part] ?? 0)] as const);
  const figures = await Promise.all(editors.map((editor) => editor.figures()));
  await Promise.all(editors.map((editor) => editor.close()));
  const summed = sumUp(figures);
  return {
    ...summed,
    cores: Object.fromEntries(spent.map(([part, ms]) => [part, ms / elapsedMs])),
    proxyMs: (new Map(spent).get("litellm") ?? Number.NaN) / summed.requestCount,
    load: loadavg()[0],
  };
}

/** Fewest answers of which the p95 isn't the slowest one: with fewer, a user with one late answer would seem to be treated badly. */
const leastAnswers = 20;

function sumUp(figures: readonly EditorFigures[]): Omit<CrowdFigures, "cores" | "proxyMs" | "load"> {
  const sum = (of: (one: EditorFigures) => number): number => figures.reduce((total, one) => total + of(one), 0);
  const p95s = figures.flatMap(({ firstLineMs: { p95 } }) => (Number.isNaN(p95) ? [] : [p95]));
  const judged = figures.filter(({ firstLineMs: { count } }) => count >= leastAnswers);
  const judgedP95s = judged.map(({ firstLineMs: { p95 } }) => p95);
  const p50s = figures.flatMap(({ firstLineMs: { p50 } }) => (Number.isNaN(p50) ? [] : [p50]));
  const usual = { p50: percentile(p50s, 0.5), p95: percentile(p95s, 0.5) };
  return {
    typistCount: figures.length,
    requestCount: sum(({ requestCount }) => requestCount),
    requestsPer100: (100 * sum(({ requestCount }) => requestCount)) / sum(({ keyCount }) => keyCount),
    mostRequestsPer100: Math.max(...figures.map(({ requestCount, keyCount }) => (100 * requestCount) / keyCount)),
    firstLineMs: usual,
    fairness: 2 * judged.length < figures.length ? Number.NaN : Math.max(...judgedP95s) / percentile(judgedP95s, 0.5),
    judgedCount: judged.length,
    chanceFairness: chanceFairness(
      judged.map(({ firstLineMs: { count } }) => count),
      usual,
    ),
    upShare: mean(figures.slice(0, sameUserCount).map(({ upShare }) => upShare)),
    cachedShare: sum(({ cachedTokenCount }) => cachedTokenCount) / sum(({ promptTokenCount }) => promptTokenCount),
    mostMissed: Math.max(...figures.map(({ missedCount }) => missedCount)),
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Length of a tick of the processor times in /proc, in ms. */
const tickMs = 10;

/** Reads the processor time of each part so far, in ms; `editors` is this process. Linux only. */
function processorMs(stack: LocalStack): Record<string, number> {
  const { user, system } = process.cpuUsage();
  const times: Record<string, number> = { editors: (user + system) / 1_000 };
  for (const part of ["litellm", "redis", "llama-cpp-1"]) {
    try {
      const stat = readFileSync(`/proc/${stack.pid(part)}/stat`, "utf8");
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      times[part] = (Number(fields[11]) + Number(fields[12])) * tickMs;
    } catch {
      // a part that this stack lacks
    }
  }
  return times;
}
