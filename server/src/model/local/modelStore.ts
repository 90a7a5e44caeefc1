import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { BackendError } from "../errors";
import type { Quantization } from "./ipc";
import { graphFiles, textFiles } from "./modelFiles";
import { weightFiles, type WeightFile } from "./weightFiles";

/** Contents of a model folder, read before any of it is loaded. */
export interface ModelFolder {
  readonly folder: string;
  readonly id: string;
  /** The graph to load, by transformers.js's name for its kind. */
  readonly dtype: Exclude<Quantization, "auto">;
  readonly graphPath: string;
  /** The graph, and the weights beside it. */
  readonly weightFiles: readonly WeightFile[];
  /** Size of all these files. */
  readonly graphBytes: number;
  readonly manifest: Manifest | undefined;
  /** Most positions the network was built for, from `config.json`. */
  readonly maxPositions: number | undefined;
}

/** `nanotype.json`: facts about a model that its other files do not contain. All fields are optional. */
const manifestSchema = z.object({
  // Shown to people, in places too small for longer names.
  id: z
    .string()
    .regex(/^[\w .:+-]{1,80}$/)
    .optional(),
  family: z.string().optional(),
  contextTokens: z.number().int().positive().optional(),
  suffixTokens: z.number().int().nonnegative().optional(),
  fim: z.object({ template: z.string(), causalTemplate: z.string().optional() }).optional(),
  specialTokens: z.record(z.string(), z.number()).optional(),
});
type Manifest = z.infer<typeof manifestSchema>;

/** Largest text file of a model, in bytes; tokenizers of 250,000 tokens have 35 MB. // guess */
const maxTextBytes = 100_000_000;

const configSchema = z.object({ max_position_embeddings: z.number().int().positive().optional() });

/**
 * Reads a model folder and chooses the files to load.
 * @throws BackendError modelMissing, modelCorrupt
 */
export async function openModelFolder(folder: string, quantization: Quantization): Promise<ModelFolder> {
  if (!(await isPresent(folder)))
    throw missing(`There is no model folder at ${folder}. Suggestions from the workspace memory continue.`);
  for (const file of textFiles) {
    if (!(await isPresent(join(folder, file)))) throw missing(`The model folder ${folder} has no ${file}.`);
    await checkFile(join(folder, file));
  }
  const config = await readJson(join(folder, "config.json"), configSchema);
  const manifestPath = join(folder, "nanotype.json");
  const hasManifest = await isPresent(manifestPath);
  if (hasManifest) await checkFile(manifestPath);
  const manifest = hasManifest ? await readJson(manifestPath, manifestSchema) : undefined;
  const graph = await findGraph(folder, quantization);
  return {
    folder,
    id: manifest?.id ?? folder.split(/[\\/]/).filter(Boolean).at(-1) ?? folder,
    ...graph,
    manifest,
    maxPositions: config.max_position_embeddings,
  };
}

async function findGraph(
  folder: string,
  quantization: Quantization,
): Promise<Pick<ModelFolder, "dtype" | "graphPath" | "weightFiles" | "graphBytes">> {
  // The order in which `auto` prefers them.
  const kinds = ["q8", "q4", "q4f16", "fp32", "fp16"] as const;
  for (const dtype of kinds) {
    if (quantization !== "auto" && quantization !== dtype) continue;
    const graphPath = join(folder, graphFiles[dtype]);
    const found = await stat(graphPath).catch(() => undefined);
    if (!found) continue;
    if (!found.isFile()) throw odd(graphPath);
    // Weights above 2 GB are in files beside the graph.
    const files = [{ path: graphPath, sizeBytes: found.size }, ...(await weightFiles(folder, graphPath))];
    const graphBytes = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    return { dtype, graphPath, weightFiles: files, graphBytes };
  }
  const wanted = quantization === "auto" ? "an .onnx file" : `${graphFiles[quantization]} (${quantization})`;
  throw missing(
    `The model folder ${folder} has no ${wanted}. Choose another quantization or download the model again.`,
  );
}

async function readJson<T>(path: string, schema: z.ZodType<T>): Promise<T> {
  try {
    return schema.parse(JSON.parse(await readFile(path, "utf8")));
  } catch (cause) {
    throw new BackendError("modelCorrupt", `${path} cannot be read. Download the model again.`, { cause });
  }
}

/** Refuses pipes and devices, which would be read for ever, and overlong text files. */
async function checkFile(path: string): Promise<void> {
  const { size, isFile } = await stat(path).then((stats) => ({ size: stats.size, isFile: stats.isFile() }));
  if (!isFile || size > maxTextBytes) throw odd(path);
}

function odd(path: string): BackendError {
  return new BackendError("modelCorrupt", `${path} is not a model file. Download the model again.`);
}

async function isPresent(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}

function missing(message: string): BackendError {
  return new BackendError("modelMissing", message);
}
