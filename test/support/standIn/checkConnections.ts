import { expect } from "vitest";
import type { CloudBackend } from "../../../server/src/model/cloud/cloudBackend";
import { patiently } from "../patiently";
import { completionRequest, textOf } from "./cloudFixture";
import type { StandIn } from "./standIn";

/** Checks that requests in a row reuse their connections, and that one that comes with a hang-up finds one open. */
export async function checkConnections(backend: CloudBackend, standIn: StandIn): Promise<void> {
  const ask = () => textOf(backend.stream(completionRequest("█"), new AbortController().signal));
  for (let count = 0; count < 5; count++) {
    standIn.next({ kind: "hang" });
    const abort = new AbortController();
    const before = standIn.requests.length;
    const cancelled = textOf(backend.stream(completionRequest("█"), abort.signal));
    await standIn.request(before);
    await patiently(() => expect(standIn.openConnectionCount).toBeGreaterThan(2)); // the spare ones
    const warm = standIn.connectionCount;
    abort.abort();
    await Promise.all([ask(), cancelled]); // it goes out in the moment of the hang-up
    expect(standIn.requests.at(-1)?.connection).toBeLessThanOrEqual(warm);
  }
  const before = standIn.connectionCount;
  for (let count = 0; count < 60; count++) await ask();
  // One may still be finishing its last answer when the next request comes; and spare ones are replaced.
  expect(standIn.connectionCount - before).toBeLessThanOrEqual(3);
}
