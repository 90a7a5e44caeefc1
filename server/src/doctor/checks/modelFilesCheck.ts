import { readdir, realpath, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { catalogue, type PinnedFile } from "../../model/catalogue/catalogue";
import { readLock } from "../../model/catalogue/modelLock";
import { verifyFiles, type ModelFault } from "../../model/catalogue/verifyModel";
import { rows } from "../../settings/settings";
import type { Check, Fault } from "../check";
import { shellWord } from "../shellWord";
import { reinstall } from "./modelCheck";

/** Reports files of the models in use that aren't as they were published: cut short, or changed in any byte. */
export const modelFilesCheck: Check = {
  name: "the files of the models",
  why: "A model of damaged files fails to load, or writes nonsense.",
  async run({ settings, allowedModel, modelsFolder }, signal) {
    const { code, text } = allowedModel.choose(settings);
    // The same folder for both is reported once, as that of the model for code.
    const settingOf = new Map<string, string>();
    if (text !== undefined) settingOf.set(text.modelFolder, rows.localTextModel.key);
    settingOf.set(code.modelFolder, rows.localModel.key);
    const faults = await Promise.all(
      [...settingOf].map(([folder, key]) => damaged({ folder, key, modelsFolder }, signal)),
    );
    return faults.flat();
  },
};

/** Reports the damaged files of a model; `key` is the setting that names its folder. */
async function damaged(
  { folder, key, modelsFolder }: { readonly folder: string; readonly key: string; readonly modelsFolder: string },
  signal: AbortSignal,
): Promise<Fault[]> {
  const id = basename(folder);
  const lock = await readLock(folder);
  const isEmbedded = dirname(folder) === modelsFolder;
  const embedded = isEmbedded ? catalogue().find((entry) => entry.id === id)?.files : undefined;
  const pinned = lock?.files ?? embedded;
  const faults =
    pinned === undefined ? await hubCacheFaults(folder, signal) : await verifyFiles(folder, pinned, signal);
  const mend: Fault["mend"] = isEmbedded
    ? reinstall
    : lock === undefined
      ? { title: "Remove the setting", kind: "set", key }
      : { title: "Pull the damaged files", kind: "shell", shell: `nanotype models pull ${shellWord(id)}` };
  return faults.map(({ path, fault }) => ({
    id: `file:${id}/${path}`,
    what: `The model file ${join(folder, path)} ${words[fault]}.`,
    mend,
  }));
}

const words = {
  missing: "is missing",
  size: "hasn't the size that was published: it is cut short, or another one",
  checksum: "is not the one that was published",
  unreadable: "can't be read",
} as const satisfies Record<ModelFault["fault"], string>;

/** Compares weights in the cache of the Hugging Face hub, which are links to files named after their SHA-256. */
async function hubCacheFaults(folder: string, signal: AbortSignal): Promise<ModelFault[]> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  const faults = await Promise.all(
    names.map(async (path) => {
      const real = await realpath(join(folder, path)).catch(() => "");
      const sha256 = basename(real);
      if (!/^[0-9a-f]{64}$/.test(sha256)) return [];
      const file: PinnedFile = { path: sha256, sizeBytes: (await stat(real)).size, sha256 };
      const found = await verifyFiles(dirname(real), [file], signal);
      return found.map(({ fault }) => ({ path, fault }));
    }),
  );
  return faults.flat();
}
