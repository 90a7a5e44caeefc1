import { inBackground, reportFailure } from "../../base/inBackground";
import type { CompletionChunk, Priority } from "../backend";
import type { GenerationSteps } from "./generationSteps";
import type { GenerationUsage } from "./ipc";

/** Work for the model, cut into steps between which it can be pre-empted or stopped. */
export interface Job {
  readonly id: number;
  priority: Priority;
  readonly steps: GenerationSteps<GenerationUsage>;
  /** True once a step was begun. */
  hasBegun?: boolean;
  /** Called when it is the job's turn for the first time. */
  onTurn?(): void;
  /** Called for each result, and with `undefined` for each step without one. */
  onStep(chunk: CompletionChunk | undefined): void;
  /** Called once at the end; without usage if it was cancelled. */
  onDone(usage: GenerationUsage | undefined): void;
  onError(error: unknown): void;
}

const rank: Readonly<Record<Priority, number>> = { keystroke: 2, command: 1, background: 0 };

/**
 * Runs jobs one step at a time, always of the most urgent one; among equals the newest.
 * A pre-empted job continues later from the same step.
 */
export class Scheduler {
  /** In order of arrival. */
  #jobs: Job[] = [];
  #isRunning = false;
  /** The job whose step is being computed. */
  #stepping: Job | undefined;

  /** True while work is waiting or being done. */
  get isBusy(): boolean {
    return this.#isRunning;
  }

  add(job: Job): void {
    this.#jobs.push(job);
    if (!this.#isRunning) inBackground("the model's queue", this.#run());
  }

  /** Stops a job before its next step. Its end is reported once the model no longer works on it. */
  cancel(id: number): void {
    const job = this.#jobs.find((candidate) => candidate.id === id);
    if (!job) return;
    this.#remove(job);
    if (job !== this.#stepping) job.onDone(undefined);
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    for (let job = this.#next(); job; job = this.#next()) {
      try {
        await this.#step(job);
      } catch (error) {
        this.#remove(job); // the waiting caller could not be answered; the others can
        reportFailure("answering a request to the model", error);
      }
      // Lets messages in, above all cancellations.
      await new Promise((resolve) => setImmediate(resolve));
    }
    this.#isRunning = false;
  }

  async #step(job: Job): Promise<void> {
    this.#stepping = job;
    if (job.hasBegun !== true) job.onTurn?.();
    job.hasBegun = true;
    const isCancelled = (): boolean => !this.#jobs.includes(job);
    try {
      const step = await job.steps.next();
      if (isCancelled()) {
        job.onDone(undefined);
      } else if (step.done) {
        this.#remove(job);
        job.onDone(step.value);
      } else {
        job.onStep(step.value);
      }
    } catch (error) {
      const wasCancelled = isCancelled();
      this.#remove(job);
      if (wasCancelled) job.onDone(undefined);
      else job.onError(error);
    } finally {
      this.#stepping = undefined;
    }
  }

  #next(): Job | undefined {
    return this.#jobs.reduce<Job | undefined>(
      (best, job) => (best && rank[best.priority] > rank[job.priority] ? best : job),
      undefined,
    );
  }

  #remove(job: Job): void {
    this.#jobs = this.#jobs.filter((other) => other !== job);
  }
}
