import { readFileSync, rmSync } from "node:fs";
import * as z from "zod/mini";
import { replaceFile } from "../base/files/replaceFile";

const pendingBatch = z.object({
  /** Names the arm without showing its name. */
  arm: z.string(),
  fileId: z.string(),
  /** Absent until the endpoint has confirmed the batch. */
  batchId: z.optional(z.string()),
  /** Ids of the batch's lines. */
  lines: z.array(z.string()),
});

/** A batch that was sent, and whose answers aren't kept yet. */
export type PendingBatch = Readonly<z.infer<typeof pendingBatch>>;

/**
 * The batches of a run that isn't finished, in a file: ids and hashes only. A batch is written down before it is started, so that a run that was stopped at
 * any moment finds it again, and nothing is paid for twice.
 */
export class PendingBatches {
  readonly #path: string;
  #batches: readonly PendingBatch[];

  /** Reads what a run with the same path has left. */
  constructor(path: string) {
    this.#path = path;
    this.#batches = read(path);
  }

  get isEmpty(): boolean {
    return this.#batches.length === 0;
  }

  /** Returns the batches of an arm. */
  of(arm: string): readonly PendingBatch[] {
    return this.#batches.filter((batch) => batch.arm === arm);
  }

  /** Adds a batch, or replaces the one of the same file. */
  async set(batch: PendingBatch): Promise<void> {
    this.#batches = [...this.#batches.filter(({ fileId }) => fileId !== batch.fileId), batch];
    await this.#write();
  }

  /** Removes a batch. */
  async remove({ fileId }: PendingBatch): Promise<void> {
    this.#batches = this.#batches.filter((batch) => batch.fileId !== fileId);
    if (this.#batches.length > 0) await this.#write();
    else rmSync(this.#path, { force: true });
  }

  async #write(): Promise<void> {
    await replaceFile(this.#path, JSON.stringify(this.#batches));
  }
}

function read(path: string): PendingBatch[] {
  try {
    return z.array(pendingBatch).parse(JSON.parse(readFileSync(path, "utf8")));
  } catch {
    return []; // nothing was left
  }
}
