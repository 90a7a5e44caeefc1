import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { silentLog } from "../base/log";
import { createEngine, pathsBeside } from "../engine";
import { RecordedFacts } from "../replay/recordedFacts";
import { RecordedBackend, type ReplayedDocument } from "../replay/recordedBackend";
import { replaySession, type Replay } from "../replay/replaySession";
import { parseRecording, type Recording } from "../replay/sessionEvent";
import { VirtualClock } from "../replay/virtualClock";
import { defaultSettings, type Settings } from "../settings/settings";
import { CliError } from "./cliError";
import { printable } from "./printable";

/** Time at which the clock of a replay begins, in ms: any, since no answer may depend on it. */
const shiftedMs = 86_400_000;

/**
 * Plays a recording again and prints what came of it.
 * @throws CliError if an answer differs
 */
export async function replay(file: string, options: { speed?: number; json: boolean }): Promise<void> {
  const played = await play(readRecording(file), options.speed);
  const { keyCount, requestCount, offerCount, withheldCount, differences, answers } = played;
  const digest = createHash("sha256").update(JSON.stringify(answers)).digest("hex");
  if (options.json) {
    const counts = { keys: keyCount, requests: requestCount, offers: offerCount, withheld: withheldCount };
    process.stdout.write(`${JSON.stringify({ ...counts, differences, digest })}\n`);
    if (differences.length > 0) process.exitCode = 1;
    return;
  }
  const same = differences.length === 0 ? "all as recorded, byte for byte" : `${differences.length} differ`;
  process.stdout.write(`${keyCount} keys, ${requestCount} requests, ${offerCount} suggestions: ${same}.\n${digest}\n`);
  for (const { request, atMs, recorded, replayed } of differences.slice(0, 10))
    process.stderr.write(
      `Request ${request} at ${(atMs / 1_000).toFixed(1)} s: recorded ${printable(JSON.stringify(recorded.map(({ text }) => text)))}, now ${printable(JSON.stringify(replayed.map(({ text }) => text)))}\n`,
    );
  if (differences.length > 0) process.exitCode = 1;
}

async function play(recording: Recording, speed: number | undefined): Promise<Replay> {
  const clock = new VirtualClock(shiftedMs);
  const known = new Map<string, ReplayedDocument>();
  const documentOf = (uri: string): ReplayedDocument | undefined => known.get(uri);
  const backend = new RecordedBackend({ recording, clock, documentOf });
  const facts = new RecordedFacts(recording.events, documentOf);
  let settings: Settings = defaultSettings;
  const engine = createEngine({
    ...{ paths: pathsBeside(__dirname), clock, log: silentLog, settings: () => settings },
    recorded: { backend, facts },
    ...{ keepsAnswers: false, hasKeychain: false },
    askConsent: () => Promise.resolve(undefined),
    askSecret: () => Promise.resolve(undefined),
  });
  await readGrammars(recording, engine.syntax, clock);
  backend.begins();
  let lastMs = 0;
  try {
    return await replaySession(recording, {
      ...{ documents: engine.documents, provider: engine.provider, backend, clock, known },
      use(inForce) {
        settings = inForce;
        engine.documents.resettle();
      },
      async pace({ atMs }) {
        if (speed !== undefined) await sleep(Math.max(0, atMs - lastMs) / speed);
        lastMs = atMs;
      },
    });
  } finally {
    await engine.close();
  }
}

/** Loads the grammars of the session's languages, which takes real time and so none of the session's. */
async function readGrammars(
  { events }: Recording,
  syntax: ReturnType<typeof createEngine>["syntax"],
  clock: VirtualClock,
): Promise<void> {
  const languages = new Set(events.flatMap((event) => (event.kind === "open" ? event.languageId : [])));
  for (const languageId of languages) {
    let isRead = false;
    const reading = syntax.faultCount({ languageId, text: "\n" }).finally(() => {
      isRead = true;
    });
    const isOver = (): boolean => isRead;
    while (!isOver()) {
      await clock.advanceTo(clock.nowMs() + 20);
      await sleep(1);
    }
    await reading;
  }
}

function readRecording(file: string): Recording {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    throw new CliError(1, `${file} cannot be read.`);
  }
  try {
    return parseRecording(text);
  } catch {
    throw new CliError(1, `${file} isn't a recording of this version.`);
  }
}
