import { mkdtempSync, rmSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { draftCommitMethod, type DraftCommitResult } from "../../server/src/protocol";
import { createFullableDisk } from "../../test/host/diskFull";
import { createRealWorkspace, type RealWorkspace } from "../../test/support/realWorkspace/createRealWorkspace";
import { faultsOf, suffer, type Recovery } from "./faults";
import { SoakEndpoint } from "./soakEndpoint";
import { SoakServer } from "./soakServer";
import { SoakTypist, type TypingCounts } from "./soakTypist";

/** Longest time of the faults in a round of full length, with the pauses between them, in ms. */
const roundMs = 180_000;

/** Pause between two faults, and interval between commit drafts, in a round of full length, in ms. */
const restMs = 15_000;
const draftEveryMs = 30_000;

/** Everything that was observed. */
export interface Soak {
  readonly minutes: number;
  readonly counts: TypingCounts;
  readonly recoveries: readonly Recovery[];
  /** Time of each draft in ms, and the number of empty ones. */
  readonly draftMs: readonly number[];
  readonly emptyDraftCount: number;
  /** Average number of processes competing for each core; at least 1. */
  readonly overload: number;
  /** Once a second. */
  readonly memoryMb: readonly { readonly server: number; readonly model: number }[];
  readonly stderr: string;
  readonly leftOvers: readonly string[];
  readonly modelProcessCount: number;
  readonly wasRunning: boolean;
}

/** Types at the real server for some minutes while faults come and go. Linux only; needs a C compiler. */
export async function soak(params: { minutes: number; speed: number; seed: number }): Promise<Soak> {
  const workspace = createRealWorkspace();
  const folder = mkdtempSync(join(tmpdir(), "nanotype-soak-"));
  const disk = createFullableDisk();
  const endpoint = new SoakEndpoint();
  await endpoint.start();
  const server = new SoakServer(folder, { ...disk.environment, NANOTYPE_KEY_LOOPBACK: "soak" });
  try {
    return await run({ ...params, workspace, server, endpoint, disk });
  } finally {
    disk.empty();
    await server.client.stop();
    await endpoint.close();
    disk.remove();
    workspace.dispose();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function run(parts: {
  minutes: number;
  speed: number;
  seed: number;
  workspace: RealWorkspace;
  server: SoakServer;
  endpoint: SoakEndpoint;
  disk: ReturnType<typeof createFullableDisk>;
}): Promise<Soak> {
  const { minutes, speed, seed, workspace, server, endpoint } = parts;
  const { client } = server;
  const endpoints = [{ name: "loopback", kind: "openai", url: endpoint.url, model: "soak" }];
  await client.start({ folders: [workspace.folderUri], configuration: { mode: "hybrid", endpoints } });
  await client.ready();

  const share = Math.min(1, (minutes * 60_000) / roundMs);
  const endMs = performance.now() + minutes * 60_000;
  const end = new AbortController();
  const typist = new SoakTypist(client, { speed, seed });
  const files = workspace.files
    .filter(({ hidden, lineEnd, text }) => hidden === undefined && lineEnd !== "mixed" && text.length > 200)
    .map((file) => ({ ...file, uri: workspace.uri(file.path) }));
  const memoryMb: Soak["memoryMb"][number][] = [];
  const loads: number[] = [];
  const sampling = setInterval(() => {
    memoryMb.push(server.memoryMb());
    loads.push(loadavg()[0] / cpus().length);
  }, 1_000);
  const drafts = draftNowAndThen({ server, workspace, everyMs: draftEveryMs * share, end: end.signal });
  const typing = typist.type(files, end.signal);
  const recoveries: Recovery[] = [];
  try {
    do
      for (const fault of faultsOf({ ...parts, share })) {
        await sleep(restMs * share);
        typist.phase = fault.name;
        recoveries.push(await suffer(fault));
        typist.phase = `after “${fault.name}”`;
      }
    while (performance.now() + roundMs * share < endMs);
    await sleep(Math.max(0, endMs - performance.now()));
  } finally {
    end.abort();
    clearInterval(sampling);
  }
  await typing;
  const { draftMs, emptyCount } = await drafts;
  await sleep(1_000); // still to be written
  return {
    ...{ minutes, counts: typist.counts, recoveries, draftMs, emptyDraftCount: emptyCount, memoryMb },
    ...{ stderr: server.stderr, leftOvers: server.leftOvers(), wasRunning: server.isRunning },
    overload: Math.max(1, loads.reduce((sum, load) => sum + load, 0) / loads.length),
    modelProcessCount: server.modelProcesses().length,
  };
}

/** Repeatedly changes a file of the repository and drafts a message for it. */
async function draftNowAndThen(parts: {
  server: SoakServer;
  workspace: RealWorkspace;
  everyMs: number;
  end: AbortSignal;
}): Promise<{ draftMs: number[]; emptyCount: number }> {
  const { server, workspace, everyMs, end } = parts;
  const draftMs: number[] = [];
  let emptyCount = 0;
  for (let turn = 1; !end.aborted; turn++) {
    workspace.repository.write("packages/core/src/soak.ts", `export const turn = ${turn};\n`);
    workspace.repository.git("add", "packages/core/src/soak.ts");
    const startMs = performance.now();
    const { message } = await server.client.connection.sendRequest<DraftCommitResult>(draftCommitMethod, {
      repositoryUri: workspace.folderUri,
    });
    draftMs.push(performance.now() - startMs);
    if (message === "") emptyCount++;
    await sleep(everyMs, undefined, { signal: end }).catch(() => undefined);
  }
  return { draftMs, emptyCount };
}
