import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Behaviour } from "../../test/support/standIn/behaviour";
import { StandIn, type Received } from "../../test/support/standIn/standIn";
import { stdioClient } from "../../test/support/lspServers";
import type { Figure } from "../latency/figures";
import { hostDelayMs, type, type Passage } from "../typist/typist";

/** The source of which a part is typed: long enough that the prefix cache could help. */
const source = "server/src/completion/provideCompletion.ts";

/** Keys typed in each mode. */
const keyCount = 240;

/** Time to the first token of the stand-in's endpoint, in ms. Source: none of a vendor's is known; // guess */
const firstTokenMs = 250;

/** A connection that has been open for longer than this when a request comes was there before it, in ms. */
const warmMs = 10;

/**
 * A simulated typist at the built server, in real time, with an endpoint that knows what will be typed: which share of the
 * prompt's tokens the provider's cache held, what an hour of typing costs, and how connections were used.
 */
export async function measureSession(): Promise<Figure[]> {
  return [...(await session("hybrid")), ...(await session("cloud"))];
}

async function session(mode: "hybrid" | "cloud"): Promise<Figure[]> {
  const text = readFileSync(source, "utf8");
  const standIn = await StandIn.start();
  standIn.usual = (received) => truth(received, text);
  process.env.NANOTYPE_KEY_BENCH = "secret-key";
  process.env.NANOTYPE_SETTINGS = join(mkdtempSync(join(tmpdir(), "nanotype-bench-")), "settings.json");
  const client = stdioClient(["dist/server.js", "--stdio"]);
  const endpoints = [{ name: "bench", kind: "azure", url: standIn.url, model: "gpt-4.1-nano" }];
  await client.start({ initializationOptions: { hostDelayMs, settings: { mode, endpoints } } });
  await client.ready();
  const startMs = performance.now();
  const sights = await type(client, passageOf(text), { seed: 1, maxKeys: keyCount });
  const hours = (performance.now() - startMs) / 3_600_000;
  const stats = (await client.stats()).endpoints.at(0);
  await client.stop();
  await standIn.close();

  const { requests } = standIn;
  const sum = (of: (received: Received) => number): number => requests.reduce((total, one) => total + of(one), 0);
  const calm = requests.filter((_, index) => index > 0 && !requests[index - 1].isHungUp);
  const warm = calm.filter(({ connectionAgeMs }) => connectionAgeMs > warmMs);
  const up = sights.filter(({ suggestion }) => suggestion !== "none").length;
  const hungUp = requests.filter(({ isHungUp }) => isHungUp).length;
  const share = (part: number, whole: number): number => (whole === 0 ? 0 : (100 * part) / whole);
  const note = `${requests.length} requests for ${sights.length} keys, ${hungUp} hung up; a suggestion up at ${share(up, sights.length).toFixed(0)} % of the keys`;
  return [
    {
      name: `${mode}: prompt tokens not from the provider's cache`,
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
      name: `${mode}: money an hour of typing, in cents`,
      value: (100 * (stats?.spentUsd.today ?? 0)) / hours,
      unit: "count",
    },
    {
      name: `${mode}: new connections where none was hung up`,
      value: 100 - share(warm.length, calm.length),
      unit: "%",
      goal: 5,
      note: `of ${calm.length}`,
    },
  ];
}

/** What comes next in the source after the prompt's text before the caret, three lines of it. */
function truth({ body }: Received, text: string): Behaviour {
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
          .join("\n");
  return { kind: "answer", text: next, firstTokenMs, gapMs: 8 };
}

/** The second half of the source, from one line start to another. */
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
