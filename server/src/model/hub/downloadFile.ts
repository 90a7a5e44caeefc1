import { createHash, type Hash } from "node:crypto";
import { lstat, open, rm } from "node:fs/promises";
import { wait, type Clock } from "../../base/clock";
import { explainFileError } from "../../base/files/explainFileError";
import { readWhole } from "../catalogue/verifyModel";
import type { Hub, HubAnswer } from "./hub";
import type { HubFile } from "./hubFiles";
import { PullError } from "./pullError";

/** A file to fetch. */
export interface Download {
  readonly hub: Hub;
  /** Path below the hub's address. */
  readonly from: string;
  readonly file: HubFile;
  /** Path of the part that has arrived, which the next attempt continues. */
  readonly part: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Reports how much of the file is here. */
  readonly onBytes: (haveBytes: number) => void;
}

/** Attempts without a new byte after which the download ends. // guess */
const vainTries = 3;
/** Most attempts in all, for a connection that breaks after every few bytes. // guess */
const mostTries = 200;
/** Pause before another attempt, in ms; ten times as long after each vain one. // guess */
const pauseMs = 50;

/**
 * Fetches a file and returns its SHA-256. A broken connection is continued where it ended (HTTP's `Range`), and so is a part that an earlier
 * download left. A file of another length or checksum is removed.
 * @throws PullError
 */
export async function downloadFile(download: Download): Promise<string> {
  const { file, part, clock, signal } = download;
  let vainCount = 0;
  for (let tries = 1; ; tries++) {
    const before = await partBytes(part, file.sizeBytes);
    try {
      return await attempt(download, before);
    } catch (error) {
      signal.throwIfAborted();
      const isBroken = error instanceof PullError && error.kind === "unreachable";
      if (!isBroken || tries >= mostTries) throw error;
      vainCount = (await partBytes(part, file.sizeBytes)) > before ? 0 : vainCount + 1;
      if (vainCount >= vainTries) throw error;
      await wait(clock, pauseMs * 10 ** vainCount, signal);
      signal.throwIfAborted();
    }
  }
}

/** Returns how much of a file is here. Anything but a plain file of at most that size is removed. */
async function partBytes(part: string, sizeBytes: number): Promise<number> {
  const found = await lstat(part).catch(() => undefined);
  if (found === undefined) return 0;
  if (found.isFile() && found.size <= sizeBytes) return found.size;
  await rm(part, { recursive: true, force: true });
  return 0;
}

async function attempt(download: Download, haveBytes: number): Promise<string> {
  const { file, part, signal } = download;
  const digests = new Digests(file);
  if (haveBytes > 0) await readWhole(part, (bytes) => digests.update(bytes), signal);
  if (haveBytes < file.sizeBytes || haveBytes === 0) {
    const answer = await ask(download, haveBytes);
    const isResumed = answer.status === 206;
    if (!isResumed) digests.reset();
    await receive(download, { answer, digests, fromByte: isResumed ? haveBytes : 0 });
  }
  const { sha256, isRight } = digests.result();
  if (isRight) return sha256;
  await rm(part, { force: true });
  throw new PullError(
    "damaged",
    `${file.path} arrived with a wrong checksum, so it was removed. Pull again; if that repeats, the hub or the proxy changes files.`,
  );
}

async function ask({ hub, from, file, part, signal }: Download, haveBytes: number): Promise<HubAnswer> {
  const answer = await hub.get(from, haveBytes > 0 ? { range: `bytes=${haveBytes}-` } : {}, signal);
  const { status, headers, linked } = answer;
  if (status !== 200 && status !== 206 && status !== 416) throw hub.refusal(answer);
  const { etag, sizeBytes = file.sizeBytes } = linked;
  const isOther = file.digest.kind === "sha256" && etag !== undefined && etag !== file.digest.hex;
  const length = headers.get("content-length");
  const begins = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(headers.get("content-range") ?? "");
  const isWrongPart = status === 206 && (begins === null || Number(begins[1]) !== haveBytes);
  const wholeBytes = length === null ? file.sizeBytes : Number(length) + (status === 206 ? haveBytes : 0);
  if (status === 416 || isOther || isWrongPart || sizeBytes !== file.sizeBytes || wholeBytes !== file.sizeBytes) {
    await rm(part, { force: true });
    const what = isOther ? "another checksum" : "another length";
    const who = isOther || sizeBytes !== file.sizeBytes ? hub.host : answer.host;
    throw new PullError(
      "damaged",
      `${who} has ${what} for ${file.path} than the hub's list says, so nothing of it was kept. Pull again later.`,
    );
  }
  return answer;
}

/** Appends the answer's bytes to the part, which keeps whatever arrives. */
async function receive(
  { hub, file, part, signal, onBytes }: Download,
  { answer, digests, fromByte }: { answer: HubAnswer; digests: Digests; fromByte: number },
): Promise<void> {
  const output = await open(part, fromByte > 0 ? "a" : "w", 0o600).catch((error: unknown) => {
    throw notWritten(error);
  });
  let haveBytes = fromByte;
  try {
    for await (const bytes of answer.body ?? []) {
      signal.throwIfAborted();
      haveBytes += bytes.length;
      if (haveBytes > file.sizeBytes) {
        await rm(part, { force: true });
        throw new PullError(
          "damaged",
          `${answer.host} sends more of ${file.path} than the hub's list says, so nothing of it was kept.`,
        );
      }
      digests.update(bytes);
      await output.appendFile(bytes).catch((error: unknown) => {
        throw notWritten(error);
      });
      onBytes(haveBytes);
    }
  } catch (error) {
    throw hub.fault(error, answer.host, signal);
  } finally {
    await output.close();
  }
  if (haveBytes < file.sizeBytes)
    throw new PullError(
      "unreachable",
      `${answer.host} ended in the middle of ${file.path}. The part that is here is kept.`,
    );
}

function notWritten(error: unknown): PullError {
  const message = `The model could not be written: ${explainFileError(error)}. The part that is here is kept; make room and pull again.`;
  return new PullError("disk", message, { cause: error });
}

/** The SHA-256 that will be pinned, and the hash by which the hub knows the file. */
class Digests {
  readonly #file: HubFile;
  #sha256: Hash = createHash("sha256");
  #gitBlob: Hash;

  constructor(file: HubFile) {
    this.#file = file;
    this.#gitBlob = gitBlobHash(file.sizeBytes);
  }

  update(bytes: Uint8Array): void {
    this.#sha256.update(bytes);
    if (this.#file.digest.kind === "gitBlob") this.#gitBlob.update(bytes);
  }

  reset(): void {
    this.#sha256 = createHash("sha256");
    this.#gitBlob = gitBlobHash(this.#file.sizeBytes);
  }

  result(): { readonly sha256: string; readonly isRight: boolean } {
    const sha256 = this.#sha256.digest("hex");
    const { kind, hex } = this.#file.digest;
    return { sha256, isRight: (kind === "sha256" ? sha256 : this.#gitBlob.digest("hex")) === hex };
  }
}

/** Begins git's hash of a file: SHA-1 of a head with the length, and the contents. */
function gitBlobHash(sizeBytes: number): Hash {
  return createHash("sha1").update(`blob ${sizeBytes}\0`);
}
