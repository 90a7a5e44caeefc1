import type { Clock } from "../../base/clock";
import { parseEndpoint } from "../../settings/endpoint";
import { BackendError } from "../errors";
import { describeError, type Logger } from "../../base/log";
import type { TestEndpointParams, TestEndpointResult } from "../../protocol";
import type { Settings } from "../../settings/settings";
import { restrictByPolicy, type Policy } from "../../settings/policy";
import { tryAgain } from "./askAgain";
import { certificateWarning } from "./certificateWarning";
import type { AskSecret } from "./credentials";
import { modeOf, usesEndpoints } from "../../settings/modes";

/** Longest test of an endpoint, in ms: a user waits. // guess */
const patienceMs = 20_000;

/** A model that no server has, for asking which there are. */
const noModel = "not chosen yet";

/**
 * Requests one token from an endpoint, on the user's wish: one of the settings, or one that is about to be added. Since none of
 * the user's text is sent, it needs no consent of a workspace; the administrator's policy, `offline` and Restricted Mode still apply.
 */
export async function testEndpoint(
  params: TestEndpointParams,
  parts: {
    settings: Settings;
    policy: Policy;
    clock: Clock;
    log: Logger;
    askSecret: AskSecret;
    hasKeychain: () => boolean;
    isTrusted: boolean;
  },
): Promise<TestEndpointResult> {
  const { name, key, token, endpoint: added } = params;
  const { settings, policy, isTrusted } = parts;
  const failed = (message: string): TestEndpointResult => ({ outcome: "failed", message });
  const wantsModels = added !== undefined && added["model"] === undefined;
  const parsed = added && parseEndpoint({ ...(wantsModels ? { model: noModel } : {}), ...added });
  if (typeof parsed === "string") return failed(parsed);
  if (parsed !== undefined) {
    const { settings: allowed, notices } = restrictByPolicy(
      { ...settings, mode: "hybrid", endpoints: [parsed] },
      policy,
    );
    if (!allowed.endpoints.includes(parsed) || !usesEndpoints(modeOf(allowed))) return failed(notices.join(" "));
  }
  const endpoint = parsed ?? settings.endpoints.find((configured) => configured.name === name);
  if (endpoint === undefined) return failed(`No endpoint named ${name} may be used.`);
  if (!isTrusted) return failed("Restricted Mode: nothing is sent from here. Trust the workspace first.");
  if (settings.mode === "offline") return failed("nanotype.mode is offline, so no connection is opened.");
  try {
    const { createEndpoint } = await import("./createEndpoints");
    const { explicitExtras } = await import("../cloud/cloudBackend");
    const live = createEndpoint({
      ...parts,
      endpoint,
      ...(key === undefined ? {} : { credential: { kind: "key", value: key } }),
      ...(token === undefined ? {} : { credential: { kind: "token", value: token } }),
      accounts: { add: () => undefined, reserve: () => () => undefined, mayBeUsed: () => true },
      mayConnectTo: () => true,
      onChange: () => undefined,
    });
    try {
      const startMs = performance.now();
      const signal = AbortSignal.timeout(patienceMs);
      if (wantsModels) {
        const models = await live.backend.describeModels(signal);
        return { outcome: "works", message: "", models };
      }
      await tryAgain(() => live.backend.probe(signal, explicitExtras), signal);
      if (signal.aborted) return failed(`${name} took too long to answer.`);
      const elapsedMs = Math.round(performance.now() - startMs);
      const { model, adaptations } = live.backend;
      const adapted =
        adaptations.length === 0 ? "" : ` It refused the usual request, so requests use: ${adaptations.join("; ")}.`;
      const warning = certificateWarning(process.env);
      const message = `${name} works; ${model} answered after ${elapsedMs} ms.${adapted}${warning === undefined ? "" : ` ${warning}`}`;
      return { outcome: "works", message };
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
