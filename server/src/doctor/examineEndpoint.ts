import { explicitExtras, type CloudBackend } from "../model/cloud/cloudBackend";
import type { ServedModel } from "../model/cloud/servedModels";
import { BackendError } from "../model/errors";
import { tryAgain } from "../model/routing/askAgain";
import { createEndpoint, type LiveEndpoint } from "../model/routing/createEndpoints";
import type { Endpoint } from "../settings/endpoint";
import { policyAllowsHost } from "../settings/policy";
import type { Patient } from "./check";

/** Shortest limit of an endpoint's trial, in ms. // guess: above the longest wait for a first token by default */
const patienceMs = 20_000;

/** Result of asking an endpoint for one token. */
export type EndpointTrial = { readonly skewMs?: number } & (
  | { readonly outcome: "works"; readonly model: string; readonly retires: string | undefined }
  | { readonly outcome: "fails"; readonly error: BackendError }
);

/** Asks an endpoint for one token, and compares its clock with ours. */
export async function examineEndpoint(
  patient: Patient,
  endpoint: Endpoint,
  signal: AbortSignal,
): Promise<EndpointTrial> {
  const limitMs = Math.max(patienceMs, 2 * patient.settings.networkFirstTokenMs);
  let skewMs: number | undefined;
  const noteHeaders = (headers: Headers): void => {
    const theirsMs = Date.parse(headers.get("date") ?? "");
    if (Number.isFinite(theirsMs)) skewMs = Date.now() - theirsMs;
  };
  try {
    const works = await withLive(patient, { endpoint, noteHeaders }, async ({ backend, retires }) => {
      const limited = AbortSignal.any([signal, AbortSignal.timeout(limitMs)]);
      await tryAgain(() => backend.probe(limited, explicitExtras), limited);
      if (limited.aborted) throw new BackendError("timeout", `${endpoint.name} took too long to answer.`);
      const names = [backend.servedModel ?? backend.model, backend.model];
      return {
        outcome: "works",
        model: names[0],
        retires: retires() ?? (await lastDay(backend, names, limited)),
      } as const;
    });
    return { ...works, ...(skewMs === undefined ? {} : { skewMs }) };
  } catch (error) {
    if (!(error instanceof BackendError)) throw error;
    return { outcome: "fails", error, ...(skewMs === undefined ? {} : { skewMs }) };
  }
}

/** Asks an endpoint for the last day of a model, by its names; `undefined` if it doesn't say. */
async function lastDay(
  backend: CloudBackend,
  names: readonly string[],
  signal: AbortSignal,
): Promise<string | undefined> {
  const listed = await backend.listModels(signal).catch((): ServedModel[] => []);
  return names.flatMap((name) => listed.find(({ id }) => id === name)?.retires ?? []).at(0);
}

/** Lists the models that an endpoint serves; none if it doesn't say. */
export async function servedModels(patient: Patient, endpoint: Endpoint, signal: AbortSignal): Promise<string[]> {
  try {
    const listed = await withLive(patient, { endpoint }, ({ backend }) => backend.listModels(signal));
    return listed.map(({ id }) => id);
  } catch (error) {
    if (!(error instanceof BackendError)) throw error;
    return [];
  }
}

async function withLive<T>(
  patient: Patient,
  { endpoint, noteHeaders }: { endpoint: Endpoint; noteHeaders?: (headers: Headers) => void },
  use: (live: LiveEndpoint) => Promise<T>,
): Promise<T> {
  const { settings, clock, log, askSecret, hasKeychain } = patient;
  const live = createEndpoint({
    ...{ settings, clock, log, askSecret, hasKeychain, endpoint },
    ...(noteHeaders === undefined ? {} : { noteHeaders }),
    accounts: { add: () => undefined, reserve: () => () => undefined, mayBeUsed: () => true },
    // The user who runs the doctor wants it, and it sends no text of theirs; the administrator's policy still applies.
    mayConnectTo: (host) => policyAllowsHost(patient.policy, new URL(`https://${host}`).hostname),
    onChange: () => undefined,
  });
  try {
    return await use(live);
  } finally {
    live.dispose();
  }
}
