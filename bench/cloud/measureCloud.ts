import { Agent, fetch } from "undici";
import type { Backend } from "../../server/src/model/backend";
import { systemClock } from "../../server/src/base/clock";
import { Pacing } from "../../server/src/model/routing/pacing";
import { RoutedEndpoint } from "../../server/src/model/routing/routedEndpoint";
import { Router } from "../../server/src/model/routing/router";
import { cloudBackend, completionRequest, textOf } from "../../test/support/standIn/cloudFixture";
import { StandIn } from "../../test/support/standIn/standIn";
import { mulberry32 } from "../../server/src/base/mulberry32";
import { percentile, type Figure } from "../latency/figures";
import { measureSession } from "./session";
import { TimedBackend } from "./timedBackend";

/** Requests of each comparison. */
const requestCount = 150;

const request = completionRequest(`${"const value = compute(1, 2, 3);\n".repeat(150)}return █;\n`);
const never = new AbortController().signal;

/** Measures the cost of routing to endpoints, against a test endpoint in this process. */
export async function measureCloud(): Promise<Figure[]> {
  const standIn = await StandIn.start();
  const figures = [
    ...(await measureOverhead(standIn)),
    ...(await measureHedge(standIn)),
    ...(await measureHangUp(standIn)),
  ];
  await standIn.close();
  return [...figures, ...(await measureDead()), ...(await measureSession())];
}

/** Times a short answer to its end, through the backend and by a bare `fetch` of the same body, in turn. */
async function measureOverhead(standIn: StandIn): Promise<Figure[]> {
  const { backend, connection } = cloudBackend(standIn);
  const agent = new Agent();
  const body = JSON.stringify(backend.resolved.wire.body(request));
  const headers = { "api-key": "secret-key", "content-type": "application/json" };
  const bareMs: number[] = [];
  const oursMs: number[] = [];
  for (let count = 0; count < requestCount; count++) {
    bareMs.push(
      await timed(async () => {
        const response = await fetch(backend.resolved.wire.requestUrl, {
          method: "POST",
          headers,
          body,
          dispatcher: agent,
        });
        await response.text();
      }),
    );
    oursMs.push(await timed(() => textOf(backend.stream(request, never))));
  }
  await Promise.all([connection.close(), agent.close()]);
  const [bare50, bare95] = [percentile(bareMs, 0.5), percentile(bareMs, 0.95)];
  const note = `bare p50 ${bare50.toFixed(1)}, p95 ${bare95.toFixed(1)}; added p50 ${(percentile(oursMs, 0.5) - bare50).toFixed(1)}`;
  return [
    {
      name: "endpoint, p95 over a bare fetch's p95",
      value: percentile(oursMs, 0.95) - bare95,
      unit: "ms",
      goal: 5,
      note,
    },
  ];
}

/** Times a race whose runners take 20–100 ms each, redrawn for each request, beside the same two alone. */
async function measureHedge(standIn: StandIn): Promise<Figure[]> {
  const random = mulberry32(1);
  const local = new TimedBackend();
  const { backend, connection } = cloudBackend(standIn);
  const router = routerOf(local, routed(backend), { mode: "hybrid", hedge: true });
  const fasterMs: number[] = [];
  const raceMs: number[] = [];
  for (let count = 0; count < requestCount; count++) {
    local.latencyMs = 20 + 80 * random();
    const answer = { kind: "answer", text: "cloud();\n", firstTokenMs: 20 + 80 * random() } as const;
    standIn.next(answer, answer);
    const localMs = await timed(() => textOf(local.stream(request, never)));
    const cloudMs = await timed(() => textOf(backend.stream(request, never)));
    fasterMs.push(Math.min(localMs, cloudMs));
    raceMs.push(await timed(() => textOf(router.stream(request, never))));
    await new Promise((resolve) => setTimeout(resolve, 100)); // the loser has ended
  }
  await connection.close();
  const [faster95, race95] = [percentile(fasterMs, 0.95), percentile(raceMs, 0.95)];
  const added50 = percentile(raceMs, 0.5) - percentile(fasterMs, 0.5);
  const note = `faster one's p95 ${faster95.toFixed(1)}; added p50 ${added50.toFixed(1)}`;
  return [{ name: "race, p95 over the faster one's p95", value: race95 - faster95, unit: "ms", goal: 10, note }];
}

/** Measures from a keystroke's cancellation until the endpoint notices it, before and after the first token. */
async function measureHangUp(standIn: StandIn): Promise<Figure[]> {
  const { backend, connection } = cloudBackend(standIn);
  const router = routerOf(new TimedBackend(), routed(backend), { mode: "cloud", hedge: false });
  const hangUpMs: number[] = [];
  for (let count = 0; count < requestCount; count++) {
    standIn.next(count % 2 === 0 ? { kind: "hang" } : { kind: "stall", text: "cloud();" });
    const abort = new AbortController();
    const answer = textOf(router.stream(request, abort.signal));
    const { hungUp } = await standIn.request(standIn.requests.length);
    await new Promise((resolve) => setTimeout(resolve, 5));
    const startMs = performance.now();
    abort.abort();
    hangUpMs.push((await hungUp) - startMs);
    await answer;
  }
  await connection.close();
  const note = `p50 ${percentile(hangUpMs, 0.5).toFixed(1)}`;
  return [
    { name: "hang-up on a cancelled keystroke, p95", value: percentile(hangUpMs, 0.95), unit: "ms", goal: 20, note },
  ];
}

/**
 * Measures mode `cloud` at a port without a listener: the delay against the local model, from the second request on.
 */
async function measureDead(): Promise<Figure[]> {
  const standIn = await StandIn.start();
  const { backend, connection } = cloudBackend(standIn);
  await standIn.close();
  const local = new TimedBackend();
  const router = routerOf(local, routed(backend), { mode: "cloud", hedge: false });
  const first = await timed(() => textOf(router.stream(request, never)));
  const alone: number[] = [];
  const beside: number[] = [];
  for (let count = 0; count < requestCount; count++) {
    alone.push(await timed(() => textOf(local.stream(request, never))));
    beside.push(await timed(() => textOf(router.stream(request, never))));
  }
  await connection.close();
  const value = percentile(beside, 0.95) - percentile(alone, 0.95);
  const note = `first request ${first.toFixed(0)}; local p95 ${percentile(alone, 0.95).toFixed(1)}`;
  return [{ name: "dead endpoint, p95 over the local model's p95", value, unit: "ms", goal: 5, note }];
}

function routed(backend: ReturnType<typeof cloudBackend>["backend"]): RoutedEndpoint {
  const onChange = () => undefined;
  return new RoutedEndpoint({
    backend,
    clock: systemClock,
    pacing: new Pacing(systemClock),
    onChange,
    mayBeUsed: () => true,
  });
}

function routerOf(
  local: Backend,
  endpoint: RoutedEndpoint,
  routes: { mode: "cloud" | "hybrid"; hedge: boolean },
): Router {
  const router = new Router({ mayLeave: () => true, local, clock: systemClock });
  router.use({ ...routes, endpoints: [endpoint] });
  return router;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startMs = performance.now();
  await work();
  return performance.now() - startMs;
}
