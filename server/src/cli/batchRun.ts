import { systemClock, wait } from "../base/clock";
import type { BatchedBackend } from "../evaluate/batchedBackend";
import type { PendingBatch, PendingBatches } from "../evaluate/pendingBatches";
import type { BatchAnswer } from "../model/cloud/batchAnswer";
import type { BatchClient } from "../model/cloud/batchClient";
import { divideLines, type BatchLine } from "../model/cloud/batchLine";
import { BackendError, type BackendErrorKind } from "../model/errors";
import { CliError } from "./cliError";

/** First and longest time between two looks at a batch, in ms; between them it doubles. // guess: a batch takes minutes to hours */
const lookMs = { first: 500, longest: 60_000 };

/** Failures while waiting that say nothing about the batch. */
const passing: readonly BackendErrorKind[] = ["rateLimited", "timeout", "unreachable", "server"];

/** Sends lines in batches, waits for them, and takes their answers. */
export class BatchRun {
  readonly #client: BatchClient;
  readonly #batched: BatchedBackend;
  readonly #pending: PendingBatches;
  readonly #arm: string;
  readonly #name: string;
  readonly #say: (sentence: string) => void;
  /** Files at the endpoint that hold answers. */
  readonly #answerFiles: string[] = [];
  readonly #taken = new Set<string>();

  /** `arm` names the batches in the file of those that wait, `name` is for people. */
  constructor(params: {
    client: BatchClient;
    batched: BatchedBackend;
    pending: PendingBatches;
    arm: string;
    name: string;
    say: (sentence: string) => void;
  }) {
    this.#client = params.client;
    this.#batched = params.batched;
    this.#pending = params.pending;
    this.#arm = params.arm;
    this.#name = params.name;
    this.#say = params.say;
  }

  /** Cancels what an earlier run has left, and forgets it. */
  async cancelAll(signal: AbortSignal): Promise<void> {
    for (const batch of this.#pending.of(this.#arm)) {
      const batchId = batch.batchId ?? (await this.#client.find(batch.fileId, signal));
      if (batchId !== undefined) {
        await this.#client.cancel(batchId, signal).catch((error: unknown) => {
          if (!(error instanceof BackendError)) throw error; // it has ended already, or is gone
        });
        this.#say(`${this.#name}: batch ${batchId} is cancelled; what it has answered already still costs.`);
      }
      await this.#forget(batch, signal);
    }
  }

  /** Returns the lines that no batch holds yet. */
  unheld(lines: readonly BatchLine[]): BatchLine[] {
    const held = new Set(this.#pending.of(this.#arm).flatMap((batch) => batch.lines));
    return lines.filter(({ id }) => !held.has(id));
  }

  /** Sends the lines that no batch holds yet. @throws BackendError of any kind */
  async send(lines: readonly BatchLine[], signal: AbortSignal): Promise<void> {
    // A run that was stopped may have started it.
    for (const batch of this.#pending.of(this.#arm)) {
      if (batch.batchId === undefined) await this.#start(batch, await this.#client.find(batch.fileId, signal), signal);
    }
    for (const part of divideLines(this.unheld(lines))) {
      const batch = {
        arm: this.#arm,
        fileId: await this.#client.upload(part, signal),
        lines: part.map(({ id }) => id),
      };
      await this.#pending.set(batch);
      await this.#start(batch, undefined, signal);
    }
  }

  async #start(batch: PendingBatch, started: string | undefined, signal: AbortSignal): Promise<void> {
    const { fileId, lines } = batch;
    if (started === undefined) await this.#until(() => this.#client.isFileReady(fileId, signal), signal);
    signal.throwIfAborted();
    const batchId = started ?? (await this.#client.start(fileId, signal));
    await this.#pending.set({ ...batch, batchId });
    this.#say(
      `${this.#name}: ${lines.length} requests are sent as batch ${batchId}. It may take up to 24 hours; Ctrl+C stops the waiting only, and the same command continues it.`,
    );
  }

  /**
   * Waits for all batches, and takes their answers; lines that have none get the reason. Ends early once `signal` aborts.
   * @throws CliError if a whole batch was refused, BackendError if it can't be asked about.
   */
  async wait(signal: AbortSignal): Promise<void> {
    for (const batch of this.#pending.of(this.#arm)) {
      if (this.#taken.has(batch.fileId) || batch.batchId === undefined) continue;
      const { batchId } = batch;
      let saidCount = -1;
      await this.#until(async () => {
        const state = await this.#client.state(batchId, signal);
        if (state.kind === "running") {
          const { doneCount, lineCount } = state;
          if (doneCount > saidCount)
            this.#say(`${this.#name}: ${doneCount} of ${lineCount || batch.lines.length} answered.`);
          saidCount = Math.max(saidCount, doneCount);
          return false;
        }
        if (state.kind === "refused") {
          await this.#forget(batch, signal);
          throw new CliError(1, `${this.#name} refused the batch: ${state.reason}. Nothing was answered.`);
        }
        const answers = new Map<string, BatchAnswer>();
        for (const fileId of state.fileIds)
          for (const [id, answer] of await this.#client.answers(fileId, signal)) answers.set(id, answer);
        const reason = state.kind === "completed" ? "lost" : state.kind;
        for (const id of batch.lines) if (!answers.has(id)) answers.set(id, { kind: "missing", reason });
        this.#batched.take(answers);
        this.#answerFiles.push(...state.fileIds);
        this.#taken.add(batch.fileId);
        return true;
      }, signal);
      if (isOver(signal)) return;
    }
  }

  /** Deletes the files at the endpoint, and forgets the batches. Call it once the answers are kept. */
  async finish(signal: AbortSignal): Promise<void> {
    for (const fileId of this.#answerFiles) await this.#delete(fileId, signal);
    for (const batch of this.#pending.of(this.#arm))
      if (this.#taken.has(batch.fileId)) await this.#forget(batch, signal);
  }

  async #forget(batch: PendingBatch, signal: AbortSignal): Promise<void> {
    await this.#delete(batch.fileId, signal);
    await this.#pending.remove(batch);
  }

  async #delete(fileId: string, signal: AbortSignal): Promise<void> {
    try {
      await this.#client.delete(fileId, signal);
    } catch (error) {
      if (!(error instanceof BackendError)) throw error;
      this.#say(`${this.#name} still has the file ${fileId}: it could not be deleted there.`);
    }
  }

  /** Repeats a look until it is true, over failures that pass. */
  async #until(look: () => Promise<boolean>, signal: AbortSignal): Promise<void> {
    let hasFailed = false;
    for (let pauseMs = lookMs.first; ; pauseMs = Math.min(2 * pauseMs, lookMs.longest)) {
      try {
        if (signal.aborted || (await look())) return;
      } catch (error) {
        if (isOver(signal)) return;
        if (!(error instanceof BackendError && passing.includes(error.kind))) throw error;
        if (!hasFailed) this.#say(`${error.message} The waiting continues.`);
        hasFailed = true;
      }
      await wait(systemClock, pauseMs, signal);
    }
  }
}

/** Reports whether the run was stopped. A function, since the compiler takes a property for unchanged after an `await`. */
function isOver(signal: AbortSignal): boolean {
  return signal.aborted;
}
