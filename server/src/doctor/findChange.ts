import { commonLength } from "../base/commonLength";
import { defaultApiVersion } from "../model/cloud/azureUrl";
import { presetFor } from "../model/cloud/presets";
import type { BackendError } from "../model/errors";
import { endpointKinds, type Endpoint } from "../settings/endpoint";
import type { Patient } from "./check";
import { servedModels, examineEndpoint } from "./examineEndpoint";

/** A change of an endpoint's settings with which it was seen to work. */
interface Change {
  readonly changes: Readonly<Record<string, string>>;
  /** A sentence for the user. */
  readonly says: string;
}

/** Most models that are tried in place of one that isn't there. */
const mostModels = 2;

/**
 * Looks for a change that makes a refused endpoint work, by trying it: another api-version, a model that the server lists, the protocol that
 * its address speaks for. `undefined` if none does, or if the failure has another reason. Only the endpoint's own host is asked.
 */
export async function findChange(
  patient: Patient,
  { endpoint, error }: { endpoint: Endpoint; error: BackendError },
  signal: AbortSignal,
): Promise<Change | undefined> {
  if (!["notFound", "badRequest", "badResponse"].includes(error.kind)) return undefined;
  for (const change of [
    ...versions(endpoint, error),
    ...(await models(patient, endpoint, signal)),
    ...kinds(endpoint),
  ]) {
    if (signal.aborted) return undefined;
    const trial = await examineEndpoint(patient, { ...endpoint, ...change.changes }, signal);
    if (trial.outcome === "works") return change;
  }
  return undefined;
}

function versions({ kind, apiVersion }: Endpoint, error: BackendError): Change[] {
  if (kind !== "azure" || apiVersion === defaultApiVersion) return [];
  const says =
    apiVersion === undefined ? "It answers requests of" : `It does not know the api-version ${apiVersion}, but`;
  const change: Change = { changes: { apiVersion: defaultApiVersion }, says: `${says} ${defaultApiVersion}.` };
  return error.fault === "apiVersion" || error.kind === "notFound" ? [change] : [];
}

/** The models that are most like the missing one come first: a deployment is often misspelt, or its model renewed. */
async function models(patient: Patient, endpoint: Endpoint, signal: AbortSignal): Promise<Change[]> {
  const listed = await servedModels(patient, endpoint, signal);
  const likeness = (id: string): number => commonLength(id.toLowerCase(), endpoint.model.toLowerCase());
  return listed
    .filter((id) => id !== endpoint.model)
    .sort((one, other) => likeness(other) - likeness(one))
    .slice(0, mostModels)
    .map((model) => ({ changes: { model }, says: `It serves ${model}.` }));
}

/** The protocol of a known address, else those that servers of this kind also have. */
function kinds({ kind, url }: Endpoint): Change[] {
  const known = presetFor(url)?.kind;
  const others = known === undefined ? endpointKinds.filter((other) => other !== "azure") : [known];
  return others
    .filter((other) => other !== kind)
    .map((other) => ({ changes: { kind: other }, says: `It answers requests of the kind "${other}".` }));
}
