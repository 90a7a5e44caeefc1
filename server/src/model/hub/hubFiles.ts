import * as z from "zod/mini";
import type { PulledKind } from "../catalogue/catalogue";
import { isSafePath } from "../catalogue/safePath";
import { graphFiles, textFiles } from "../local/modelFiles";
import { PullError } from "./pullError";

/** A file of a repository, as the hub's list gives it. Large files have a SHA-256, the others git's own hash. */
export interface HubFile {
  readonly path: string;
  readonly sizeBytes: number;
  readonly digest: { readonly kind: "sha256" | "gitBlob"; readonly hex: string };
}

const size = z.int().check(z.gte(0));
/** The hub's list of files: `GET /api/models/{repository}/tree/{commit}`. Some mirrors write `sha256:` before the hash. */
export const hubListing = z.array(
  z.object({
    type: z.string(),
    path: z.string(),
    size,
    oid: z.optional(z.string()),
    lfs: z.optional(z.object({ oid: z.string().check(z.regex(/^(sha256:)?[0-9a-f]{64}$/)), size })),
  }),
);
type Listed = z.infer<typeof hubListing>[number];

/** Read by transformers.js if it is there. */
const optional = ["generation_config.json"];

/** Programs, and formats that run code when they are read. Near miss: `model_q4.onnx_data`. */
const executable =
  /\.(?:py|pyc|pkl|pickle|pt|pth|bin|ckpt|joblib|npy|so|dll|dylib|exe|com|sh|bat|cmd|ps1|js|mjs|cjs|jar|node|wasm)$/i;

/**
 * Chooses the files that a model needs from a repository's list; nothing else is ever fetched.
 * @throws PullError `refused` if the list isn't believable, `notFound` if a file is missing.
 */
export function neededFiles(listing: readonly Listed[], kind: PulledKind): readonly HubFile[] {
  const outside = listing.find(({ path }) => !isSafePath(path));
  if (outside !== undefined) throw refused(`names a file outside its folder (${outside.path.slice(0, 80)})`);
  const program = listing.find(({ path }) => path.startsWith("onnx/") && executable.test(path));
  if (program !== undefined) throw refused(`has a program among its weights (${program.path.slice(0, 80)})`);
  const graph = graphFiles[kind];
  const isData = (path: string): boolean => path.startsWith(`${graph}_data`) && /_data(_\d{1,3})?$/.test(path);
  const wanted: readonly string[] = [...textFiles, graph];
  const chosen = listing.filter(({ path }) => wanted.includes(path) || optional.includes(path) || isData(path));
  for (const path of wanted)
    if (!chosen.some((file) => file.path === path))
      throw new PullError(
        "notFound",
        `The repository has no ${path}; nothing was downloaded. Choose another quantization.`,
      );
  const paths = new Set(chosen.map(({ path }) => path));
  if (paths.size < chosen.length) throw refused("names a file twice");
  return chosen.map(fileOf);
}

function fileOf({ type, path, size: sizeBytes, oid = "", lfs }: Listed): HubFile {
  if (type !== "file") throw refused(`says that ${path} isn't a file`);
  if (lfs !== undefined)
    return { path, sizeBytes: lfs.size, digest: { kind: "sha256", hex: lfs.oid.replace("sha256:", "") } };
  if (!/^[0-9a-f]{40}$/.test(oid)) throw refused(`gives no checksum of ${path}`);
  return { path, sizeBytes, digest: { kind: "gitBlob", hex: oid } };
}

function refused(why: string): PullError {
  return new PullError(
    "refused",
    `The hub's list of files ${why}, so nothing was downloaded. Don't use this repository.`,
  );
}
