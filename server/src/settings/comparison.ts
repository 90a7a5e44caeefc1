import { createHash } from "node:crypto";
import { basename } from "node:path";
import { modeOf, usesEndpoints } from "./modes";
import type { Settings } from "./settings";

/** Two models whose suggestions are compared while the user works: A answers as the settings say, B is the other one. */
export interface Comparison {
  /** Names the pair without showing it, and stays the same while the pair does. */
  readonly id: string;
  /** Names of A and B for people. */
  readonly names: { readonly a: string; readonly b: string };
  /** B: a model on this machine, or an endpoint. */
  readonly other: { readonly kind: "model" | "endpoint"; readonly name: string };
}

/** Returns the comparison that `nanotype.compareWith` asks for; `undefined` if it is empty. */
export function comparisonOf(settings: Settings): Comparison | undefined {
  const { compareWith, endpoints, localModel } = settings;
  if (compareWith === "") return undefined;
  const mode = modeOf(settings);
  const asked = usesEndpoints(mode) ? endpoints.map(({ name, model }) => `${name} (${model})`) : [];
  const usual = mode === "cloud" && asked.length > 0 ? asked : [localModel, ...asked];
  const endpoint = endpoints.find(({ name }) => name === compareWith);
  const b = endpoint === undefined ? compareWith : `${endpoint.name} (${endpoint.model})`;
  return {
    id: createHash("sha256")
      .update(JSON.stringify([usual, b]))
      .digest("hex")
      .slice(0, 12),
    names: { a: usual.map(shown).join(" → "), b: shown(b) },
    other: { kind: endpoint === undefined ? "model" : "endpoint", name: compareWith },
  };
}

/** Shows a model's folder by its last part. */
function shown(name: string): string {
  return basename(name) || name;
}
