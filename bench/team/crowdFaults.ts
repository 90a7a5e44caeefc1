import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createFullableDisk, slowWriteMs } from "../../test/host/diskFull";
import { percentile } from "../latency/figures";
import { openEditors, type CrowdPlace } from "./crowd";
import type { ModelServer } from "./modelServer";
import { slowDisk } from "./slowDisk";
import type { EditorDisk, TeamEditor } from "./teamEditor";

/** Recovery of editors from a fault. */
export interface FaultFigures {
  readonly name: string;
  /** From the fault's end to the median editor's next whole answer, in ms. */
  readonly recoveryMs: number;
  /** Requests without an answer, of the editor with most. */
  readonly mostMissed: number;
  /** True if another server could have answered. */
  readonly isOneServer: boolean;
  /** Editors that had an answer during the fault. */
  readonly answeredCount: number;
}

/** A fault's name, and what lets it happen and end. */
type Fault = readonly [name: string, fault: () => Promise<void>];

const modelServerDies = "a model server is killed, and back after 6 s";

/** Time between two looks at the editors, in ms. */
const lookMs = 250;

/** Pause after a fault, in ms: editors ask an overloaded server less for some seconds, which must not count for the next fault. */
const calmDownMs = 15_000;

/** Longest time that is waited for an editor's next answer, in ms. */
const patienceMs = 15_000;

/** Lets typists type while one part after the other fails. `calmMs` is the time to the next answer without a fault. */
export async function measureFaults(
  crowd: CrowdPlace,
  servers: readonly ModelServer[],
  typistCount: number,
): Promise<{
  readonly calmMs: number;
  readonly faults: readonly FaultFigures[];
  /** Requests of all editors that their audit logs lack. */
  readonly unrecordedCount: number;
}> {
  const { stack } = crowd;
  const [server] = servers;
  const faults: readonly Fault[] = [
    [
      modelServerDies,
      async () => {
        await server.kill();
        await sleep(6_000);
        await server.start();
      },
    ],
    [
      "every model server refuses (429) for 6 s",
      async () => {
        for (const each of servers) each.isOverloaded = true;
        await sleep(6_000);
        for (const each of servers) each.isOverloaded = false;
      },
    ],
    [
      "Redis is killed",
      async () => {
        process.kill(stack.pid("redis"), "SIGKILL");
        await sleep(2_000);
      },
    ],
    [
      "the disk of the proxy's log needs 300 ms a write for 6 s",
      () =>
        slowDisk({
          ...{ pid: stack.pid("litellm"), file: join(stack.places.state, "logs/litellm.log") },
          ...{ delayMs: 300, durationMs: 6_000 },
        }),
    ],
    [
      "the proxy is killed",
      async () => {
        process.kill(stack.pid("litellm"), "SIGKILL");
        await untilAnswers(`${stack.places.url}/health/liveliness`);
      },
    ],
  ];
  const editors = await openEditors(crowd, typistCount);
  const suffered = await suffer(editors, faults);
  await Promise.all(editors.map((editor) => editor.close()));
  const onDisk = await sufferSlowDisk(crowd, typistCount);
  const { unrecordedCount } = onDisk;
  return { calmMs: suffered.calmMs, faults: [...suffered.faults, ...onDisk.faults], unrecordedCount };
}

/** Lets the disks under the editors be slow. These are processes with their own files: audit log, accounts, kept answers. */
async function sufferSlowDisk(
  crowd: CrowdPlace,
  typistCount: number,
): Promise<{ readonly faults: readonly FaultFigures[]; readonly unrecordedCount: number }> {
  const disk = createFullableDisk();
  const { environment } = disk;
  const folder = mkdtempSync(join(tmpdir(), "nanotype-editors-"));
  const diskOf = (): EditorDisk => ({ environment, folder: mkdtempSync(join(folder, "editor-")) });
  const editors = await openEditors(crowd, typistCount, 0, diskOf);
  const slow = async (): Promise<void> => {
    disk.slow();
    await sleep(6_000);
    disk.quicken();
  };
  const { faults } = await suffer(editors, [[`the editors' own disks need ${slowWriteMs} ms a write for 6 s`, slow]]);
  const unrecorded = await Promise.all(
    editors.map(async (editor) => {
      const { requestCount } = await editor.figures();
      await editor.close();
      return editor.unrecordedCount(requestCount);
    }),
  );
  disk.remove();
  rmSync(folder, { recursive: true });
  return { faults, unrecordedCount: unrecorded.reduce((sum, count) => sum + count, 0) };
}

/** Lets one fault after the other happen while the editors' users type. */
async function suffer(
  editors: readonly TeamEditor[],
  faults: readonly Fault[],
): Promise<{ readonly calmMs: number; readonly faults: readonly FaultFigures[] }> {
  const countEach = (count: (editor: TeamEditor) => Promise<number>): Promise<number[]> =>
    Promise.all(editors.map(count));
  const end = new AbortController();
  const typed = Promise.all(editors.map((editor) => editor.type({ maxKeys: Infinity, end: end.signal })));
  await sleep(8_000);
  const calmMs = median(await Promise.all([...editors, ...editors].map(timeToAnswer)));
  const figures: FaultFigures[] = [];
  for (const [name, fault] of faults) {
    const missedBefore = await countEach((editor) => editor.missedCount());
    const answeredBefore = await countEach((editor) => editor.answeredCount());
    await fault();
    const answered = await countEach((editor) => editor.answeredCount());
    const recoveryMs = median(await Promise.all(editors.map(timeToAnswer)));
    const missed = await countEach((editor) => editor.missedCount());
    figures.push({
      ...{ name, recoveryMs, isOneServer: name === modelServerDies },
      mostMissed: Math.max(...missed.map((count, editor) => count - missedBefore[editor])),
      answeredCount: answered.filter((count, editor) => count > answeredBefore[editor]).length,
    });
    await sleep(calmDownMs);
  }
  end.abort();
  await typed;
  return { calmMs, faults: figures };
}

function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

/** Resolves with the time until an editor has another whole answer, in ms. */
async function timeToAnswer(editor: TeamEditor): Promise<number> {
  const startMs = performance.now();
  const before = await editor.answeredCount();
  while ((await editor.answeredCount()) === before && performance.now() - startMs < patienceMs) await sleep(lookMs);
  return performance.now() - startMs;
}

async function untilAnswers(url: string): Promise<void> {
  const answers = (): Promise<boolean> =>
    fetch(url).then(
      ({ ok }) => ok,
      () => false, // not yet
    );
  while (!(await answers())) await sleep(lookMs);
}
