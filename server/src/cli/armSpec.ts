import { basename } from "node:path";
import type { Endpoint } from "../settings/endpoint";
import { restrictByPolicy } from "../settings/policy";
import { readPolicy } from "../settings/policyFile";
import { defaultSettings, type Settings } from "../settings/settings";
import { CliError } from "./cliError";
import { unknownEndpoint } from "./unknownEndpoint";

/** A model, an endpoint or a route that was asked for, with the settings that make it. */
export interface ArmSpec {
  readonly name: string;
  readonly settings: Settings;
  /** False if only endpoints answer. */
  readonly hasModel: boolean;
  readonly endpoints: readonly Endpoint[];
  /** True if the endpoint is asked by its Batch API. */
  readonly isBatch: boolean;
}

/** Arms as the command line names them. */
interface NamedArms {
  readonly models: readonly string[];
  readonly endpoints: readonly string[];
  readonly route: readonly (readonly string[])[];
  /** True if endpoints by themselves are asked in batches. */
  readonly batch: boolean;
}

/**
 * Reads the arms that were asked for; if none was, the model of the settings, and the embedded one beside another.
 * @throws CliError
 */
export function armSpecs(named: NamedArms, settings: Settings): ArmSpec[] {
  const { models, endpoints, route, batch } = named;
  if (batch && endpoints.length === 0)
    throw new CliError(2, "--batch needs --endpoints: models of this machine and routes aren't asked in batches.");
  const isAnyNamed = models.length + endpoints.length + route.length > 0;
  const usual = [...new Set([defaultSettings.localModel, settings.localModel])];
  const all = [
    ...(isAnyNamed ? models : usual).map((model) => modelArm(model, settings)),
    ...endpoints.map((name) => {
      const arm = withEndpoints(undefined, [name], settings);
      return batch ? inBatch(arm) : arm;
    }),
    ...route.map(([model = "", ...names]) => {
      if (names.length === 0)
        throw new CliError(2, "A route is a model and at least one endpoint: --route MODEL,ENDPOINT.");
      return withEndpoints(model, names, settings);
    }),
  ];
  const names = all.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice !== undefined) throw new CliError(2, `${twice} was named twice.`);
  return all;
}

function modelArm(model: string, settings: Settings): ArmSpec {
  const mode = settings.mode === "offline" ? "offline" : "local";
  return {
    name: modelName(model),
    settings: { ...settings, mode, localModel: model, localTextModel: "" },
    ...{ hasModel: true, endpoints: [], isBatch: false },
  };
}

/** Makes an endpoint's arm one that is asked in batches, at their price. */
function inBatch(arm: ArmSpec): ArmSpec {
  const [{ kind, name }] = arm.endpoints;
  if (kind === "llamacpp")
    throw new CliError(2, `${name} has no Batch API, since its kind is llamacpp. Leave out --batch to ask it live.`);
  return { ...arm, isBatch: true, settings: { ...arm.settings, evaluationPrice: "batch" } };
}

/** Makes an arm of endpoints, alone or behind a model. */
function withEndpoints(model: string | undefined, names: readonly string[], settings: Settings): ArmSpec {
  if (settings.mode === "offline")
    throw new CliError(
      1,
      "nanotype.mode is offline, so no endpoint is asked. Leave out --endpoints and --route, or change the mode.",
    );
  const endpoints = names.map((name) => {
    const found = settings.endpoints.find((endpoint) => endpoint.name === name);
    if (found === undefined) throw unknownEndpoint(name, settings.endpoints);
    return found;
  });
  const mode = model === undefined ? ("cloud" as const) : ("hybrid" as const);
  const local = model === undefined ? { evaluationMemory: "off" as const } : { localModel: model };
  const wanted = { ...settings, ...local, mode, endpoints, localTextModel: "", hedge: false };
  const { settings: allowed, notices } = restrictByPolicy(wanted, readPolicy());
  if (allowed.mode !== mode || allowed.endpoints.length < endpoints.length) throw new CliError(1, notices.join(" "));
  const steps = model === undefined ? names : [modelName(model), ...names];
  const name = steps.join(" → ");
  return { name, settings: allowed, hasModel: model !== undefined, endpoints, isBatch: false };
}

/** Names a model by its folder's last part. */
function modelName(model: string): string {
  return basename(model) || model;
}
