import * as z from "zod/mini";
import { modelRoles } from "../../settings/modelRoles";
import file from "./catalogue.json";

/** Graphs that the settings can choose, by transformers.js's name for their kind. */
export const pulledKinds = ["q8", "q4", "fp32"] as const;
export type PulledKind = (typeof pulledKinds)[number];

const pinnedFile = z.object({
  path: z.string(),
  sizeBytes: z.int(),
  sha256: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
});
/** A model's file with the size and checksum that it must have. */
export type PinnedFile = z.infer<typeof pinnedFile>;
export const pinnedFiles = z.array(pinnedFile);

/** Speed of a model on one machine, by `nanotype models bench`. */
const measurement = z.object({
  /** The weights that were measured, if they aren't the entry's own. */
  of: z.optional(z.string()),
  machine: z.string(),
  date: z.string(),
  quantization: z.enum(pulledKinds),
  loadMs: z.number(),
  prefillTokensPerS: z.number(),
  tokensPerS: z.number(),
  answerMs: z.number(),
  memoryMb: z.number(),
});
const entryType = z.object({
  /** Value of the setting, and the folder's name. */
  id: z.string().check(z.regex(/^[a-z0-9][a-z0-9.-]*$/)),
  name: z.string(),
  family: z.string(),
  /** The first is what it does best. */
  roles: z.array(z.enum(modelRoles)).check(z.minLength(1)),
  /** Parameters in millions. */
  parametersM: z.number(),
  about: z.string(),
  /** `id` is SPDX's if it has one, else the licensor's name; `hubId` is the hub's word for it, which is `other` for any that it has no word for. */
  licence: z.object({ id: z.string(), hubId: z.optional(z.string()), url: z.string() }),
  contextTokens: z.optional(z.int()),
  fim: z.object({ template: z.string(), causalTemplate: z.optional(z.string()) }),
  source: z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("embedded") }),
    z.object({ kind: z.literal("hub"), repository: z.string(), revision: z.string() }),
  ]),
  /** The first is the usual one; sizes in MB as the hub's pages showed them, which a download doesn't rely on. */
  quantizations: z.array(z.object({ kind: z.enum(pulledKinds), sizeMb: z.number() })).check(z.minLength(1)),
  files: z.optional(pinnedFiles),
  /** `otherExport`: other files of the same weights were loaded here. */
  tried: z.enum(["here", "otherExport", "no"]),
  measured: z.array(measurement),
  quality: z.optional(z.object({ text: z.string(), source: z.string() })),
  /** Source of each fact; `hub:` is the hub's address. */
  facts: z.record(z.string(), z.string()),
});
/** A model that Nanotype knows by its id. */
export type CatalogueEntry = z.infer<typeof entryType>;
/** An entry that has to be pulled. */
export type HubEntry = CatalogueEntry & { readonly source: { readonly kind: "hub" } };

let entries: readonly CatalogueEntry[] | undefined;

/** Lists the models that Nanotype knows; parsed at its first use. */
export function catalogue(): readonly CatalogueEntry[] {
  return (entries ??= z.array(entryType).parse(file.models));
}

/** Finds an entry by its id. */
export function catalogueEntry(id: string): CatalogueEntry | undefined {
  return catalogue().find((entry) => entry.id === id);
}

/** Finds a model that can be pulled by its id. */
export function hubEntry(id: string): HubEntry | undefined {
  const entry = catalogueEntry(id);
  return entry !== undefined && isFromHub(entry) ? entry : undefined;
}

/** Reports whether an entry has to be pulled. */
export function isFromHub(entry: CatalogueEntry): entry is HubEntry {
  return entry.source.kind === "hub";
}
