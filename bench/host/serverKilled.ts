import { next, type HostVersion } from "../../test/host/hostProcess";
import { calmEditor, openWorkbench, type Workbench } from "../../test/host/workbench";
import { functionsToCall, keyGapMs, linesThatCall, typistGapMs } from "./keyToGhost";

/** Times from the death of the language server, in ms. */
export interface Recovery {
  /** Until a new server runs. */
  readonly startedMs: number;
  /** Until the status says that it completes. */
  readonly readyMs: number;
  /** Until a suggestion is on the screen again. */
  readonly suggestedMs: number;
}

/** Moments at which the server is killed: idle, or just after a request for a suggestion. */
export const moments = ["idle", "asked"] as const;
export type Moment = (typeof moments)[number];

const isServer = /dist\/server\.js/;
/** Longer than VS Code's own delay before a request, in ms. */
const askedMs = 200;

/** Kills the language server `trialCount` times at each moment, and watches it return while a person keeps typing. */
export async function measureServerKilled(params: {
  version: HostVersion;
  extensionsFolder: string;
  trialCount: number;
}): Promise<Record<Moment, readonly Recovery[]>> {
  const { version, extensionsFolder, trialCount } = params;
  const settings = { ...calmEditor, "nanotype.eagerness": "eager" };
  const workbench = await openWorkbench({ version, extensionsFolder, settings });
  try {
    await workbench.window.openAt("killed.ts", `${functionsToCall}█`);
    await workbench.window.waitForStatus(/Ready/);
    const lines = linesThatCall.values();
    const recoveries: Record<Moment, Recovery[]> = { idle: [], asked: [] };
    for (let trial = 0; trial < trialCount; trial++) {
      for (const moment of moments) {
        await restartByHand(workbench);
        recoveries[moment].push(await recover(workbench, moment, `\n${lines.next().value ?? ""}`));
        await workbench.window.press("Tab");
      }
    }
    return recoveries;
  } finally {
    await workbench.stop();
  }
}

/** Restarts by hand: that resets the count of restarts, so their limit is never reached. */
async function restartByHand({ window, host }: Workbench): Promise<void> {
  await next(host, isServer, () => window.command("Nanotype: Restart the Language Server"));
  await window.waitForStatus(/Ready/);
  // The model has warmed up, and the memory has learned the open files.
  await window.page.waitForTimeout(2_000);
}

async function recover(workbench: Workbench, moment: Moment, text: string): Promise<Recovery> {
  const { window } = workbench;
  await window.press("Control+End");
  if (moment === "idle") {
    const recovery = watch(workbench, workbench.kill(isServer));
    await window.type(text, keyGapMs);
    return recovery;
  }
  // A held model does not answer before the server is killed.
  const release = workbench.hold(/dist\/modelProcess\.js/);
  await window.type(text.slice(0, -1), keyGapMs);
  await window.page.waitForTimeout(askedMs);
  const recovery = watch(workbench, workbench.kill(isServer));
  release();
  await window.page.waitForTimeout(typistGapMs);
  await window.type(text.slice(-1));
  return recovery;
}

/** Watches the processes, the status and the text on the screen until all are back. */
async function watch({ window, host }: Workbench, killedPid: number): Promise<Recovery> {
  const killedMs = performance.now();
  const sinceMs = (): number => performance.now() - killedMs;
  let startedMs: number | undefined;
  let readyMs: number | undefined;
  let suggestedMs: number | undefined;
  let isAway = false;
  while (readyMs === undefined || suggestedMs === undefined || startedMs === undefined) {
    if (sinceMs() > 30_000) throw new Error("The server was killed and did not come back within 30 s.");
    const isBack = (): boolean =>
      host.processes().some(({ pid, command }) => pid !== killedPid && isServer.test(command));
    if (startedMs === undefined && isBack()) startedMs = sinceMs();
    const isReady = /Ready|Thinking/.test((await window.status()).label);
    isAway ||= !isReady;
    if (readyMs === undefined && isAway && isReady) readyMs = sinceMs();
    if (suggestedMs === undefined && (await window.ghost()) !== "") suggestedMs = sinceMs();
    await window.page.waitForTimeout(10);
  }
  return { startedMs, readyMs, suggestedMs };
}
