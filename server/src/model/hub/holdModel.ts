import { mkdir } from "node:fs/promises";
import { explainFileError } from "../../base/files/explainFileError";
import { LockLostError, withLock, type HeldLock } from "../../base/files/fileLock";
import { hasCode } from "../../base/files/hasCode";
import type { HubEntry } from "../catalogue/catalogue";
import { stagingFolder } from "../catalogue/pulledModels";
import { PullError } from "./pullError";

/** A model that no other process pulls or removes meanwhile. */
export interface HeldModel {
  /** Aborts with the user's signal, or once another process has taken over, since this one seemed to have ended. */
  readonly signal: AbortSignal;
  /** Proves that no other process has taken over. @throws LockLostError */
  readonly prove: () => Promise<void>;
}

/** Patience with another process that holds the model, in ms. */
export interface HoldPatience {
  readonly abandonedMs: number;
  readonly patienceMs: number;
}

/** Time between two signs of life to other processes, in ms; theirs is `abandonedMs`. */
const renewMs = 1_500;
const usualPatience: HoldPatience = { abandonedMs: 6_000, patienceMs: 8_000 };

/**
 * Runs `task` while no other process pulls or removes the same model.
 * @throws PullError `busy`, `disk`; the signal's reason once it aborts; the task's errors
 */
export async function holdModel<T>(
  params: {
    readonly entry: HubEntry;
    /** Folder for all pulled models; it is made if it isn't there. */
    readonly modelsFolder: string;
    readonly signal: AbortSignal;
    readonly patience?: HoldPatience | undefined;
  },
  task: (held: HeldModel) => Promise<T>,
): Promise<T> {
  const { entry, modelsFolder, signal, patience = usualPatience } = params;
  try {
    await mkdir(modelsFolder, { recursive: true, mode: 0o700 });
    return await withLock(stagingFolder(modelsFolder, entry.id), (lock) => whileRenewed(lock, signal, task), patience);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof LockLostError || hasCode(error, "ETIMEDOUT"))
      throw new PullError(
        "busy",
        `Another program is downloading or removing ${entry.name} at this moment. Wait until it has ended, then try again.`,
        { cause: error },
      );
    if (error instanceof Error && "syscall" in error) throw notWritten(modelsFolder, error);
    throw error;
  }
}

/** Makes the error for a file or folder that can't be written. */
export function notWritten(path: string, error: unknown): PullError {
  return new PullError("disk", `${path} can't be written: ${explainFileError(error)}. What has arrived is kept.`, {
    cause: error,
  });
}

/** Renews a lock while `task` runs. Renewals follow each other, and the last one has ended when the lock is returned. */
async function whileRenewed<T>(
  { renew }: HeldLock,
  signal: AbortSignal,
  task: (held: HeldModel) => Promise<T>,
): Promise<T> {
  const lost = new AbortController();
  let last = Promise.resolve();
  const prove = (): Promise<void> => {
    const next = last.then(renew);
    last = next.catch((error: unknown) => lost.abort(error));
    return next;
  };
  const timer = setInterval(() => void prove().catch(() => undefined), renewMs); // a failure aborts the task
  try {
    return await task({ signal: AbortSignal.any([signal, lost.signal]), prove });
  } finally {
    clearInterval(timer);
    await last;
  }
}
