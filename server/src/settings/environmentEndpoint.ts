import { isDeepStrictEqual } from "node:util";
import { defaultAzureDeployment, type Endpoint } from "./endpoint";
import type { Settings } from "./settings";
import { modeOf, usesEndpoints } from "./modes";

/** A process's variables. */
export type Environment = Readonly<Partial<Record<string, string>>>;

/** Name of the endpoint that the environment describes. */
const name = "azure";

/**
 * Adds the endpoint that the environment describes if the settings ask for endpoints and name none. Other programs'
 * variables by themselves send nothing anywhere.
 */
export function withEnvironment(settings: Settings, environment: Environment): Settings {
  if (settings.endpoints.length > 0 || !usesEndpoints(modeOf(settings))) return settings;
  const endpoint = environmentEndpoint(environment);
  return endpoint === undefined ? settings : { ...settings, endpoints: [endpoint] };
}

/**
 * Returns the endpoint that the usual variables of Azure's tools describe: `AZURE_OPENAI_ENDPOINT`, `AZURE_OPENAI_DEPLOYMENT` (or
 * `…_DEPLOYMENT_NAME`) and `AZURE_OPENAI_API_VERSION`; its key is `AZURE_OPENAI_API_KEY`. `undefined` without the first.
 */
export function environmentEndpoint(environment: Environment): Endpoint | undefined {
  const read = (variable: string): string | undefined => {
    const value = environment[`AZURE_OPENAI_${variable}`]?.trim();
    return value === "" ? undefined : value;
  };
  const url = read("ENDPOINT");
  if (url === undefined) return undefined;
  const model = read("DEPLOYMENT") ?? read("DEPLOYMENT_NAME") ?? defaultAzureDeployment;
  const apiVersion = read("API_VERSION");
  return { name, kind: "azure", url, model, ...(apiVersion === undefined ? {} : { apiVersion }) };
}

/** Reports whether an endpoint is the one that the environment describes, so that no settings file holds it. */
export function isFromEnvironment(endpoint: Endpoint, environment: Environment): boolean {
  return isDeepStrictEqual(endpoint, environmentEndpoint(environment));
}

/** Returns the variables that would change fields of the environment's endpoint; `undefined` if one of the fields has none. */
export function variablesOf(changes: Readonly<Record<string, string>>): Readonly<Record<string, string>> | undefined {
  const named: Record<string, string> = {};
  for (const [field, value] of Object.entries(changes)) {
    const variable = variables[field];
    if (variable === undefined) return undefined;
    named[variable] = value;
  }
  return named;
}

const variables: Readonly<Partial<Record<string, string>>> = {
  model: "AZURE_OPENAI_DEPLOYMENT",
  apiVersion: "AZURE_OPENAI_API_VERSION",
};
