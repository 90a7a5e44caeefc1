import { setTimeout as sleep } from "node:timers/promises";
import type { FullableDisk } from "../../test/host/diskFull";
import type { SoakEndpoint } from "./soakEndpoint";
import type { SoakServer } from "./soakServer";

/** A temporary fault, and the sign of its end. */
export interface Fault {
  readonly name: string;
  readonly lastsMs: number;
  /** Longest time from its end until everything works again, in ms. */
  readonly boundMs: number;
  begin(): Promise<void> | void;
  end(): Promise<void> | void;
  /** Called when the fault has ended; the returned function reports, at each call, whether everything works again. */
  watch(): Promise<() => Promise<boolean>>;
}

/** One fault and the time to recover from it; `undefined`: not within the bound. */
export interface Recovery {
  readonly fault: string;
  readonly boundMs: number;
  readonly recoveredMs: number | undefined;
}

/** Returns the faults of one round. `share` shortens them. */
export function faultsOf(parts: {
  server: SoakServer;
  endpoint: SoakEndpoint;
  disk: FullableDisk;
  share: number;
}): readonly Fault[] {
  const { server, endpoint, disk, share } = parts;
  const lasts = (seconds: number, leastSeconds: number): number => Math.max(seconds * share, leastSeconds) * 1_000;
  let stopped = 0;
  const network = {
    boundMs: 45_000, // probes are up to a minute apart after long failures, half of that after these
    end: () => endpoint.set("answers"),
    watch: () => {
      const before = endpoint.answeredCount;
      return Promise.resolve(() => Promise.resolve(endpoint.answeredCount > before));
    },
  };
  return [
    {
      name: "model process stopped",
      lastsMs: lasts(20, 12), // it is replaced after 10 s
      boundMs: 25_000,
      begin() {
        [stopped = 0] = server.modelProcesses();
        if (stopped > 0) process.kill(stopped, "SIGSTOP");
      },
      end() {
        if (server.modelProcesses().includes(stopped)) process.kill(stopped, "SIGCONT");
      },
      async watch() {
        const before = (await server.client.stats()).model.generatedTokenCount;
        return async () => {
          const { generatedTokenCount } = (await server.client.stats()).model;
          return generatedTokenCount > 0 && generatedTokenCount !== before && server.modelProcesses().length === 1;
        };
      },
    },
    {
      name: "disk full",
      lastsMs: lasts(20, 6),
      boundMs: 20_000,
      begin: () => disk.fill(),
      end: () => disk.empty(),
      watch: () => {
        const before = server.sentBytes();
        return Promise.resolve(() => Promise.resolve(server.sentBytes() > before));
      },
    },
    { name: "network: connections refused", lastsMs: lasts(15, 5), begin: () => endpoint.set("refuses"), ...network },
    { name: "network: no answer", lastsMs: lasts(15, 5), begin: () => endpoint.set("silent"), ...network },
  ];
}

/** Starts and ends a fault, and measures how long the server takes to recover. */
export async function suffer(fault: Fault): Promise<Recovery> {
  const { name, boundMs } = fault;
  await fault.begin();
  try {
    await sleep(fault.lastsMs);
  } finally {
    await fault.end();
  }
  const startMs = performance.now();
  const hasRecovered = await fault.watch();
  for (;;) {
    const recoveredMs = performance.now() - startMs;
    if (await hasRecovered()) return { fault: name, boundMs, recoveredMs };
    if (recoveredMs > boundMs) return { fault: name, boundMs, recoveredMs: undefined };
    await sleep(200);
  }
}
