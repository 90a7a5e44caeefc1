import type { BackendError } from "../../model/errors";
import { retirementWarning } from "../../model/routing/retirements";
import type { Endpoint } from "../../settings/endpoint";
import { isFromEnvironment, variablesOf } from "../../settings/environmentEndpoint";
import { modeOf, usesEndpoints } from "../../settings/modes";
import type { Check, Fault, Patient } from "../check";
import { changeOfModel, endpointMend } from "../endpointMend";
import { findChange } from "../findChange";
import { shellWord } from "../shellWord";
import { examineEndpoint, type EndpointTrial } from "../examineEndpoint";

/** Difference of two clocks that sign-ins and certificates tolerate, in ms. Source: RFC 7519 and Entra's tokens, "a few minutes". */
const toleratedSkewMs = 5 * 60_000;

/**
 * Requests one token from each endpoint, as "nanotype endpoints test" does: nothing of the user's is sent. The policy, the mode, trust
 * and the allowed hosts apply.
 */
export const endpointsCheck: Check = {
  name: "the endpoints",
  why: "Until it works, this machine answers alone.",
  async run(patient, signal) {
    const { settings, isTrusted, consentWanted } = patient;
    const { endpoints } = settings;
    if (endpoints.length === 0) return [];
    const mode = modeOf(settings);
    if (!usesEndpoints(mode)) return [`The endpoints weren't tried: nanotype.mode is ${mode}.`];
    if (!isTrusted) return ["The endpoints weren't tried: the workspace is in Restricted Mode."];
    const trials = await Promise.all(
      endpoints.map(async (endpoint) => ({ endpoint, trial: await examineEndpoint(patient, endpoint, signal) })),
    );
    const faults = await Promise.all(trials.map((tried) => faultsOf(patient, tried, signal)));
    const found: (Fault | string)[] = [...clockFaults(trials), ...faults.flat()];
    if (consentWanted !== undefined)
      found.push({
        id: "consent",
        what: consentWanted,
        mend: { title: "Decide", kind: "command", command: "nanotype.consent", shell: "nanotype consent allow" },
      });
    return found;
  },
};

interface Tried {
  readonly endpoint: Endpoint;
  readonly trial: EndpointTrial;
}

/** Reports a clock that differs from an endpoint's; once, since there is one clock here. */
function clockFaults(trials: readonly Tried[]): Fault[] {
  const skewed = trials.find(({ trial }) => Math.abs(trial.skewMs ?? 0) > toleratedSkewMs);
  const skewMs = skewed?.trial.skewMs;
  if (skewed === undefined || skewMs === undefined) return [];
  const direction = skewMs > 0 ? "ahead of" : "behind";
  return [
    {
      id: "clock",
      what: `This machine's clock is ${inWords(Math.abs(skewMs))} ${direction} that of ${skewed.endpoint.name}.`,
      why: "Certificates and sign-ins depend on the time, so that a machine with a wrong clock is refused.",
      mend: {
        title: "Set the clock",
        kind: "shell",
        shell: setClock[process.platform] ?? "sudo timedatectl set-ntp true",
      },
    },
  ];
}

const setClock: Readonly<Partial<Record<NodeJS.Platform, string>>> = {
  darwin: "sudo sntp -sS time.apple.com",
  win32: "w32tm /resync",
};

function inWords(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  if (minutes < 120) return `${minutes} minutes`;
  return minutes < 2 * 24 * 60 ? `${Math.round(minutes / 60)} hours` : `${Math.round(minutes / 60 / 24)} days`;
}

async function faultsOf(patient: Patient, { endpoint, trial }: Tried, signal: AbortSignal): Promise<Fault[]> {
  if (trial.outcome === "works") return retirement(endpoint, trial);
  const { error } = trial;
  const id = `endpoint:${endpoint.name}`;
  const change = await findChange(patient, { endpoint, error }, signal);
  const what = change === undefined ? error.message : `${withoutAdvice(error)} ${change.says}`;
  return [
    {
      id,
      what,
      mend:
        change === undefined ? endpointMend(patient, endpoint, error) : changeMend(patient, endpoint, change.changes),
    },
  ];
}

function retirement(endpoint: Endpoint, { retires, model }: EndpointTrial & { outcome: "works" }): Fault[] {
  const today = new Date().toISOString().slice(0, 10);
  const what = retires && retirementWarning({ name: endpoint.name, model }, retires, today);
  if (what === undefined || what === "") return [];
  return [
    {
      id: `endpoint:${endpoint.name}:retires`,
      what,
      why: "From that day on it answers nothing.",
      mend: changeOfModel(endpoint),
    },
  ];
}

function changeMend(
  { environment }: Patient,
  endpoint: Endpoint,
  changes: Readonly<Record<string, string>>,
): Fault["mend"] {
  const title = Object.entries(changes)
    .map(
      ([field, value]) =>
        `Use ${field === "kind" ? "the kind " : field === "apiVersion" ? "api-version " : ""}${value}`,
    )
    .join(", ");
  const variables = isFromEnvironment(endpoint, environment) ? variablesOf(changes) : undefined;
  if (variables === undefined) return { title, kind: "endpoint", endpoint: endpoint.name, changes };
  const words = Object.entries(variables).map(([variable, value]) => `${variable}=${shellWord(value)}`);
  return { title, kind: "shell", shell: `export ${words.join(" ")}` };
}

/** The first sentence of a failure: the advice in the rest is replaced by the change that works. */
function withoutAdvice({ message }: BackendError): string {
  return /^.*?[.!](?= [A-Z“]|$)/s.exec(message)?.[0] ?? message;
}
