import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Behaviour } from "../../test/support/standIn/behaviour";
import { StandIn, type Received } from "../../test/support/standIn/standIn";
import { stdioClient } from "../../test/support/lspServers";
import type { Stats } from "../../server/src/protocol";
import type { Figure } from "../latency/figures";
import { hostDelayMs, type, type KeySight, type Passage } from "../typist/typist";

/** The source of which a part is typed: long enough for the prefix cache to help. */
const source = "server/src/completion/provideCompletion.ts";

/** Keys typed in each mode. */
const keyCount = 240;

/** Time to the first token of the test endpoint, in ms. Source: no vendor's figure is known; // guess */
const firstTokenMs = 250;

/** Length of short answers, in characters. */
const shortChars = 10;

/** Age from which a connection counts as already open when a request comes, in ms. */
const warmMs = 10;

/**
 * Runs a simulated typist at the built server, in real time, with an endpoint that knows the text to come. Reports the
 * share of the prompt's tokens held by the provider's cache, the cost of an hour of typing, and the use of connections.
 */
export async function measureSession(): Promise<Figure[]> {
  const sessions = [
    await session("hybrid", { mode: "hybrid" }),
    await session("cloud", { mode: "cloud" }),
    await session("race", { mode: "hybrid", hedge: true }),
  ];
  // Long answers are requested seldom; short ones show how connections are used.
  const busy = [
    await session("cloud, short answers", { mode: "cloud" }, shortChars),
    await session("race, short answers", { mode: "hybrid", hedge: true }, shortChars),
  ];
  const all = [...sessions, ...busy].map(({ requests }) => requests);
  return [...sessions.flatMap(({ figures }) => figures), ...connections(all)];
}

/**
 * Computes how often a request had to open its connection, over whole sessions. The figures separate requests after a
 * hang-up from all others.
 */
function connections(sessions: readonly (readonly Received[])[]): Figure[] {
  const all = sessions.flatMap((requests) =>
    requests.slice(1).map(({ connectionAgeMs }, index) => ({
      isWarm: connectionAgeMs > warmMs,
      isAfterHangUp: requests[index].isHungUp,
    })),
  );
  const opened = (name: string, some: typeof all): Figure => ({
    name,
    value: share(some.filter(({ isWarm }) => !isWarm).length, some.length),
    unit: "%",
    goal: 5,
    note: `of ${some.length} in ${sessions.length} sessions; the others found one open`,
  });
  const [after, calm] = [true, false].map((wanted) => all.filter(({ isAfterHangUp }) => isAfterHangUp === wanted));
  return [
    opened("connections opened for a request, none hung up before it", calm),
    opened("connections opened for a request after a hang-up", after),
  ];
}

/**
 * Types the same passage twice, with a restart between, and reports the share of requests that kept answers save. Both
 * runs type alike, so a request finds the answer that was made at the same place.
 */
export async function measureRestart(): Promise<Figure[]> {
  process.env.NANOTYPE_CACHE = mkdtempSync(join(tmpdir(), "nanotype-bench-"));
  const standIn = await StandIn.start(); // one for both: another address would be another endpoint
  // Short answers, so that there are many: an endpoint that predicts everything is hardly asked.
  const manner = { settings: { mode: "cloud" }, maxKeys: 120, standIn, maxChars: shortChars } as const;
  const before = await typeOnce(manner);
  const sentBefore = standIn.requests.length;
  const after = await typeOnce(manner);
  const sentAfter = standIn.requests.length - sentBefore;
  await standIn.close();
  rmSync(process.env.NANOTYPE_CACHE, { recursive: true });
  delete process.env.NANOTYPE_CACHE;
  const { stored, model, joined } = after.stats.answeredBy;
  return [
    {
      name: "cloud: requests after a restart, of those before it",
      value: share(sentAfter, sentBefore),
      unit: "%",
      note: `${sentBefore} before, ${sentAfter} after; then ${stored} answers were kept ones, ${model + joined} an endpoint's or the local model's; a suggestion up at ${upShare(before.sights)} % of the keys before, ${upShare(after.sights)} % after`,
    },
  ];
}

/** The endpoint's part in a run. */
interface Modes {
  readonly mode: "hybrid" | "cloud";
  readonly hedge?: boolean;
}

/** Observations of a typist at the built server. */
interface Typed {
  readonly sights: readonly KeySight[];
  readonly stats: Stats;
  readonly hours: number;
}

async function typeOnce(params: {
  settings: Modes;
  maxKeys: number;
  standIn: StandIn;
  maxChars?: number;
}): Promise<Typed> {
  const { settings, maxKeys, standIn } = params;
  const text = readFileSync(source, "utf8");
  standIn.usual = (received) => truth(received, text, params.maxChars);
  process.env.NANOTYPE_KEY_BENCH = "secret-key";
  process.env.NANOTYPE_SETTINGS = join(mkdtempSync(join(tmpdir(), "nanotype-bench-")), "settings.json");
  const client = stdioClient(["dist/server.js", "--stdio"]);
  const endpoints = [{ name: "bench", kind: "azure", url: standIn.url, model: "gpt-4.1-nano" }];
  await client.start({ initializationOptions: { hostDelayMs, settings: { ...settings, endpoints } } });
  await client.ready();
  const startMs = performance.now();
  const sights = await type(client, passageOf(text), { seed: 1, maxKeys });
  const hours = (performance.now() - startMs) / 3_600_000;
  const stats = await client.stats();
  await client.stop();
  return { sights, stats, hours };
}

async function session(
  title: string,
  settings: Modes,
  maxChars?: number,
): Promise<{ readonly figures: readonly Figure[]; readonly requests: readonly Received[] }> {
  const standIn = await StandIn.start();
  const { sights, hours, ...typed } = await typeOnce({
    settings,
    maxKeys: keyCount,
    standIn,
    ...(maxChars !== undefined && { maxChars }),
  });
  await standIn.close();
  const stats = typed.stats.endpoints.at(0);
  const { requests } = standIn;
  const sum = (of: (received: Received) => number): number => requests.reduce((total, one) => total + of(one), 0);
  const hungUp = requests.filter(({ isHungUp }) => isHungUp).length;
  const note = `${requests.length} requests for ${sights.length} keys, ${hungUp} hung up; a suggestion up at ${upShare(sights)} % of the keys`;
  const figures: Figure[] = [
    {
      name: `${title}: prompt tokens not from the provider's cache`,
      value:
        100 -
        share(
          sum(({ counts }) => counts.cached),
          sum(({ counts }) => counts.prompt),
        ),
      unit: "%",
      note,
    },
    {
      name: `${title}: money an hour of typing, in cents`,
      value: (100 * (stats?.used.today.usd ?? 0)) / hours,
      unit: "count",
    },
  ];
  return { figures, requests };
}

/** Computes a share in per cent. */
function share(part: number, whole: number): number {
  return whole === 0 ? 0 : (100 * part) / whole;
}

/** Computes the share of keys with a visible suggestion, in per cent. */
function upShare(sights: readonly KeySight[]): string {
  return share(sights.filter(({ suggestion }) => suggestion !== "none").length, sights.length).toFixed(0);
}

/**
 * Returns the source's continuation of the prompt's text before the caret, three lines of it, but no more than
 * `maxChars`.
 */
function truth({ body }: Received, text: string, maxChars = Infinity): Behaviour {
  const messages = body["messages"] as { content: string }[];
  const content = messages.map((message) => message.content).at(-1) ?? "";
  const before = content.slice(content.lastIndexOf("<before>") + 8, content.lastIndexOf("</before>"));
  const tail = before.slice(-60);
  const at = text.indexOf(tail);
  const next =
    at < 0
      ? "\n"
      : text
          .slice(at + tail.length)
          .split("\n")
          .slice(0, 3)
          .join("\n")
          .slice(0, maxChars);
  return { kind: "answer", text: next, firstTokenMs, gapMs: 8 };
}

/** Returns the second half of the source, from one line start to another. */
function passageOf(text: string): Passage {
  const lineAt = (share: number): number => text.indexOf("\n", Math.floor(text.length * share)) + 1;
  const [start, end] = [lineAt(0.5), lineAt(0.9) - 1];
  return {
    uri: `file:///work/${source}`,
    before: text.slice(0, start),
    toType: text.slice(start, end),
    after: text.slice(end),
  };
}
