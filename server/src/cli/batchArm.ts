import type { EvaluationArm, LineAnswer } from "../evaluate/evaluationArm";
import type { BatchedBackend } from "../evaluate/batchedBackend";
import type { LineCase } from "../evaluate/lineCase";
import type { PendingBatches } from "../evaluate/pendingBatches";
import type { EvaluationPlan, EvaluationStep } from "../evaluate/plan";
import { ProgressBar } from "../evaluate/progressBar";
import { BatchRun } from "./batchRun";
import { CliError } from "./cliError";
import type { EngineArm } from "./engineArm";

/** Most batches in a row for one arm: each learns from the refusals of the one before in which form the endpoint takes a request. // guess: servers refuse one parameter at a time */
const mostRounds = 6;

/** Longest time that the endpoint is given to delete files, in ms. */
const deletingMs = 30_000;

/** Parts that an arm in batches is made of. */
interface BatchArmParts {
  readonly arm: EngineArm;
  readonly plan: EvaluationPlan;
  readonly pending: PendingBatches;
  /** Names the arm in the files, and for people. */
  readonly key: string;
  readonly name: string;
  /** Reports whether a line has its answer from an earlier run. */
  readonly isKept: (line: string) => boolean;
  readonly say: (sentence: string) => void;
}

/**
 * An endpoint that is asked in batches. The pipeline writes the requests of all lines first; once the batches are answered, it reads the answers as it reads live
 * ones. Closing it before its last line leaves the batches for the next run.
 */
export class BatchArm implements EvaluationArm {
  readonly #parts: BatchArmParts;
  readonly #left: Set<string>;
  #open: { readonly run: BatchRun; readonly batched: BatchedBackend } | undefined;
  #isClosed = false;

  constructor(parts: BatchArmParts) {
    this.#parts = parts;
    const ids = parts.plan.steps.flatMap(({ cases }) => cases.map(({ id }) => id));
    this.#left = new Set(ids.filter((id) => !parts.isKept(id)));
  }

  /**
   * Sends the lines that no batch holds, so that they are worked on while other arms answer; if it `isFresh`, after cancelling those of an earlier run.
   * @throws CliError, BackendError of any kind
   */
  async send(isFresh: boolean, signal: AbortSignal): Promise<void> {
    const { arm, key, pending } = this.#parts;
    if (this.#left.size === 0) return;
    const held = heldLines(pending, key);
    await arm.start(signal, isFresh || [...this.#left].some((id) => !held.has(id)));
    const { client, batched } = arm.openBatches();
    const run = new BatchRun({ ...this.#parts, arm: key, client, batched });
    this.#open = { run, batched };
    if (isFresh) await run.cancelAll(signal);
    await this.#sendUnanswered(signal);
  }

  /**
   * Waits until every line has its answer, also those that are sent once more in another form. Ends early once `signal` aborts.
   * @throws CliError, BackendError of any kind
   */
  async wait(signal: AbortSignal): Promise<void> {
    if (this.#open === undefined) return;
    for (let round = 1; round <= mostRounds; round++) {
      await this.#open.run.wait(signal);
      if (signal.aborted) return;
      if (!(await this.#sendUnanswered(signal))) break;
    }
    this.#parts.arm.countFromHere();
  }

  begin(step: EvaluationStep, signal: AbortSignal): Promise<void> {
    return this.#parts.arm.begin(step, signal);
  }

  async ask(step: EvaluationStep, one: LineCase, signal: AbortSignal): Promise<LineAnswer> {
    this.#open?.batched.about(one.id, true);
    const answer = await this.#parts.arm.ask(step, one, signal);
    if (!signal.aborted) this.#left.delete(one.id);
    return answer;
  }

  /** Answers are there already. */
  obstacle(): undefined {
    return undefined;
  }

  shortfall(): string | undefined {
    const { missing } = this.#open?.batched ?? {};
    const why = [
      ["expired", "before the batch expired"],
      ["cancelled", "before the batch was cancelled"],
      ["lost", "although the batch was completed"],
    ] as const;
    const said = why.flatMap(([reason, when]) => {
      const count = missing?.get(reason) ?? 0;
      return count === 0 ? [] : `${count} ${count === 1 ? "line" : "lines"} got no answer ${when}.`;
    });
    return said.length === 0 ? undefined : said.join(" ");
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    try {
      if (this.#left.size === 0) await this.#open?.run.finish(AbortSignal.timeout(deletingMs));
    } finally {
      await this.#parts.arm.close();
    }
  }

  /** Lets the pipeline write the requests of all lines, and sends those without an answer. Returns whether there were any. */
  async #sendUnanswered(signal: AbortSignal): Promise<boolean> {
    const { arm, plan, name } = this.#parts;
    if (this.#open === undefined) return false;
    const { run, batched } = this.#open;
    const bar = new ProgressBar({ screen: process.stderr, total: this.#left.size });
    for (const step of plan.steps) {
      await arm.begin(step, signal);
      for (const one of step.cases) {
        if (!this.#left.has(one.id)) continue;
        batched.about(one.id, false);
        await arm.ask(step, one, signal);
        signal.throwIfAborted();
        bar.step(`writing requests to ${name}`, true);
      }
    }
    bar.end();
    const lines = batched.unanswered();
    if (run.unheld(lines).length > 0) {
      const reason = arm.obstacle();
      if (reason !== undefined) throw new CliError(1, reason);
    }
    await run.send(lines, signal);
    return lines.length > 0;
  }
}

/** Returns the lines of an arm that a batch holds. */
export function heldLines(pending: PendingBatches, key: string): ReadonlySet<string> {
  return new Set(pending.of(key).flatMap(({ lines }) => lines.map((id) => id.split(".", 1)[0])));
}
