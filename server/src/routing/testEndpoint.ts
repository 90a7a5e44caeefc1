import type { Clock } from "../clock";
import { BackendError } from "../errors";
import { describeError, type Logger } from "../log";
import type { TestEndpointParams, TestEndpointResult } from "../protocol";
import type { Settings } from "../settings";
import type { AskSecret } from "./credentials";

/** Longest test of an endpoint, in ms: somebody waits. // guess */
const patienceMs = 20_000;

/**
 * Asks an endpoint of the settings for one token, on the user's wish. Since no text of theirs is sent, it needs no consent of a
 * workspace; the administrator's policy, `offline` and Restricted Mode stand.
 */
export async function testEndpoint(
  { name, key }: TestEndpointParams,
  parts: { settings: Settings; clock: Clock; log: Logger; askSecret: AskSecret; isTrusted: boolean },
): Promise<TestEndpointResult> {
  const { settings, isTrusted } = parts;
  const failed = (message: string): TestEndpointResult => ({ outcome: "failed", message });
  const endpoint = settings.endpoints.find((configured) => configured.name === name);
  if (endpoint === undefined) return failed(`There is no endpoint ${name} that may be used.`);
  if (!isTrusted) return failed("Restricted Mode: nothing is sent from here. Trust the workspace first.");
  if (settings.mode === "offline") return failed("nanotype.mode is offline, so no connection is opened.");
  try {
    const { createEndpoint } = await import("./createEndpoints");
    const live = createEndpoint({
      ...parts,
      endpoint,
      ...(key === undefined ? {} : { credential: { kind: "key", value: key } }),
      accounts: { add: () => undefined, mayBeUsed: () => true },
      mayConnectTo: () => true,
      onChange: () => undefined,
    });
    try {
      const startMs = performance.now();
      const signal = AbortSignal.timeout(patienceMs);
      await live.backend.probe(signal);
      if (signal.aborted) return failed(`${name} took too long to answer.`);
      const elapsedMs = Math.round(performance.now() - startMs);
      return { outcome: "works", message: `${name} works; ${live.backend.model} answered after ${elapsedMs} ms.` };
    } finally {
      live.dispose();
    }
  } catch (error) {
    if (error instanceof BackendError)
      return { outcome: error.kind === "unauthorized" ? "keyRefused" : "failed", message: error.message };
    parts.log.error("An endpoint could not be tested.", { error: describeError(error) });
    return failed(`${name} could not be tested; the log has more.`);
  }
}
