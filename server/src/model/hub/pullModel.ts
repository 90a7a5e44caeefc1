import { link, mkdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import * as z from "zod/mini";
import type { Clock } from "../../base/clock";
import type { HubEntry, PinnedFile, PulledKind } from "../catalogue/catalogue";
import { lockName, readLock, type ModelLock } from "../catalogue/modelLock";
import { stagingFolder } from "../catalogue/pulledModels";
import { verifyFiles } from "../catalogue/verifyModel";
import { downloadFile } from "./downloadFile";
import { exchangeFolder, settleExchange } from "./exchangeFolder";
import { holdModel, notWritten, type HeldModel, type HoldPatience } from "./holdModel";
import type { Hub } from "./hub";
import { hubListing, neededFiles, type HubFile } from "./hubFiles";
import { PullError } from "./pullError";
import { PullMeter, type PullProgress } from "./pullProgress";
import { checkDisk, checkMemory } from "./room";

/** A download of a model. */
export interface Pull {
  readonly entry: HubEntry;
  /** The weights; by default those of the model that is here, else the usual ones. */
  readonly quantization?: PulledKind | undefined;
  /** Licence that the user has accepted. */
  readonly acceptedLicence: string;
  /** Folder for all pulled models. */
  readonly modelsFolder: string;
  readonly hub: Hub;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: PullProgress) => void;
  /** Memory that a model may take, in MB; absent if the user wants it whatever it takes. */
  readonly memoryLimitMb?: number | undefined;
  /** Returns a disk's room; for tests. */
  readonly freeBytes?: (folder: string) => Promise<number | undefined>;
  /** Patience with another process that pulls the same model, in ms; for tests. */
  readonly patience?: HoldPatience;
}

/** Result of a download: the model is here now, or was before. */
export interface Pulled {
  readonly folder: string;
  readonly lock: ModelLock;
  readonly isNew: boolean;
}

const revisionType = z.object({
  sha: z.string().check(z.regex(/^[0-9a-f]{40,64}$/)),
  cardData: z.nullish(z.object({ license: z.nullish(z.unknown()) })),
});

/**
 * Downloads a model of the catalogue: sizes and checksums come from the hub's list at one commit, each file is checked against them, and the
 * folder appears whole or not at all. What has arrived when the download ends early is kept for the next one. Of a model that is here but
 * damaged, only the damaged files are fetched.
 * @throws PullError, and the signal's reason once it aborts
 */
export async function pullModel(pull: Pull): Promise<Pulled> {
  const { entry } = pull;
  if (pull.acceptedLicence !== entry.licence.id)
    throw new PullError(
      "licence",
      `${entry.name} has the licence ${entry.licence.id}, which was not accepted. Nothing was downloaded.`,
    );
  return holdModel(pull, (held) => pullHeld({ ...pull, signal: held.signal }, held));
}

async function pullHeld(pull: Pull, { prove }: HeldModel): Promise<Pulled> {
  const { entry, hub, modelsFolder, signal } = pull;
  const { repository } = entry.source;
  const folder = join(modelsFolder, entry.id);
  const staging = stagingFolder(modelsFolder, entry.id);
  await settleExchange(folder);
  const earlier = await readLock(folder);
  const quantization = pull.quantization ?? earlier?.quantization ?? entry.quantizations[0].kind;
  const revision = await commitOf(pull);
  const files = neededFiles(
    await listOf(hub, `api/models/${repository}/tree/${revision}?recursive=true`, signal),
    quantization,
  );
  const faults = earlier === undefined ? [] : await verifyFiles(folder, earlier.files, signal);
  if (earlier?.revision === revision && earlier.quantization === quantization && faults.length === 0) {
    await rm(staging, { recursive: true, force: true });
    return { folder, lock: earlier, isNew: false };
  }
  const totalBytes = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const weightBytes = files
    .filter(({ path }) => path.startsWith("onnx/"))
    .reduce((sum, file) => sum + file.sizeBytes, 0);
  if (pull.memoryLimitMb !== undefined) checkMemory(entry.name, { weightBytes, limitMb: pull.memoryLimitMb });
  await mkdir(staging, { recursive: true, mode: 0o700 });
  await Promise.all(files.map((file) => takeBack(staging, file)));
  if (earlier !== undefined) {
    const sound = earlier.files.filter(({ path }) => !faults.some((fault) => fault.path === path));
    for (const file of files)
      if (sound.some((pinned) => isSame(pinned, file, earlier.revision === revision)))
        await takeOver(join(folder, file.path), partPath(staging, file));
  }
  const here = await Promise.all(files.map((file) => sizeOf(partPath(staging, file))));
  await checkDisk(modelsFolder, totalBytes - here.reduce((sum, bytes) => sum + bytes, 0), pull.freeBytes);

  const meter = new PullMeter({ clock: pull.clock, totalBytes, report: pull.onProgress });
  const pinned: PinnedFile[] = [];
  let doneBytes = 0;
  for (const file of files) {
    const from = `${repository}/resolve/${revision}/${file.path.split("/").map(encodeURIComponent).join("/")}`;
    const before = doneBytes;
    meter.note(before + (await sizeOf(partPath(staging, file))));
    const onBytes = (haveBytes: number): void => meter.note(before + haveBytes);
    const sha256 = await downloadFile({ ...pull, from, file, part: partPath(staging, file), onBytes });
    pinned.push({ path: file.path, sizeBytes: file.sizeBytes, sha256 });
    doneBytes += file.sizeBytes;
  }
  meter.note(totalBytes);
  const lock = { id: entry.id, repository, revision, licence: entry.licence.id, quantization, files: pinned };
  await prove();
  await install({ staging, folder, files, lock, entry }).catch((error: unknown) => {
    throw notWritten(folder, error);
  });
  return { folder, lock, isNew: true };
}

/** Returns the repository's present commit, once its licence is known to be the accepted one. */
async function commitOf({ entry, hub, signal }: Pull): Promise<string> {
  const { repository, revision } = entry.source;
  const { value } = await hub.json(`api/models/${repository}/revision/${encodeURIComponent(revision)}`, signal);
  const { success, data } = revisionType.safeParse(value);
  if (!success) throw new PullError("refused", `${hub.host} doesn't answer as a hub does. Check the hub's address.`);
  const licence = data.cardData?.license;
  // A mirror may leave the word out.
  if (typeof licence === "string" && licence !== entry.licence.hubId)
    throw new PullError(
      "licence",
      `${repository} has the licence ${licence.slice(0, 40)} now, not ${entry.licence.id} as the catalogue says. Nothing was downloaded.`,
    );
  return data.sha;
}

/** Most pages of a list of files. // guess: a page has a thousand */
const mostPages = 20;

async function listOf(hub: Hub, path: string, signal: AbortSignal): Promise<z.infer<typeof hubListing>> {
  const all: z.infer<typeof hubListing> = [];
  let next: string | undefined = path;
  for (let page = 0; next !== undefined && page < mostPages; page++) {
    const { value, headers } = await hub.json(next, signal);
    const { success, data } = hubListing.safeParse(value);
    if (!success)
      throw new PullError(
        "refused",
        `${hub.host} sent a list of files that can't be understood. Nothing was downloaded.`,
      );
    all.push(...data);
    const cursor = /[?&]cursor=([^&>]+)[^>]*>;\s*rel="next"/.exec(headers.get("link") ?? "")?.[1];
    next = cursor === undefined ? undefined : `${path}&cursor=${cursor}`;
  }
  return all;
}

/** Returns the path of a file's part, which is named by its contents too: a changed file begins anew. */
function partPath(staging: string, { path, digest }: HubFile): string {
  return join(staging, `${path.replaceAll("/", "-")}-${digest.hex.slice(0, 16)}.part`);
}

/** Makes a part again of a file that an earlier download had put into the model's folder when it failed. */
async function takeBack(staging: string, file: HubFile): Promise<void> {
  await rename(join(staging, "whole", file.path), partPath(staging, file)).catch(() => undefined); // there is none, mostly
}

async function sizeOf(path: string): Promise<number> {
  return (await stat(path).catch(() => undefined))?.size ?? 0;
}

/** Reports whether a pinned file has the contents that the hub lists. Git's hash isn't pinned; the same commit has the same files. */
function isSame({ path, sizeBytes, sha256 }: PinnedFile, file: HubFile, isSameCommit: boolean): boolean {
  if (path !== file.path || sizeBytes !== file.sizeBytes) return false;
  return file.digest.kind === "sha256" ? sha256 === file.digest.hex : isSameCommit;
}

/** Makes a sound file of the model that is here the whole part, without copying it. Where the disk knows no links, it is fetched. */
async function takeOver(path: string, part: string): Promise<void> {
  await rm(part, { recursive: true, force: true });
  await link(path, part).catch(() => undefined);
}

/** Builds the model's folder from its parts and puts it in the place of an earlier one. */
async function install(params: {
  readonly staging: string;
  readonly folder: string;
  readonly files: readonly HubFile[];
  readonly lock: ModelLock;
  readonly entry: HubEntry;
}): Promise<void> {
  const { staging, folder, files, lock, entry } = params;
  const built = join(staging, "whole");
  await rm(built, { recursive: true, force: true });
  for (const file of files) {
    await mkdir(dirname(join(built, file.path)), { recursive: true });
    await rename(partPath(staging, file), join(built, file.path));
  }
  const { id, family, fim } = entry;
  await writeFile(join(built, "nanotype.json"), `${JSON.stringify({ id, family, fim }, undefined, 2)}\n`);
  await writeFile(join(built, lockName), `${JSON.stringify(lock, undefined, 2)}\n`);
  await exchangeFolder(built, folder);
  await rm(staging, { recursive: true, force: true });
}
