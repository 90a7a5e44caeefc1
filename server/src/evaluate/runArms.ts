import type { EvaluationArm } from "./evaluationArm";
import type { KeptResults } from "./keptResults";
import { resultOf, type LineResult } from "./lineResult";
import type { EvaluationPlan } from "./plan";

/** An arm's results, by the line's id. */
export interface ArmResults {
  readonly name: string;
  readonly results: ReadonlyMap<string, LineResult>;
  /** Why the arm ended before its last line, or lacks answers that may still come, in a sentence. */
  readonly obstacle?: string;
}

/** An arm that is opened when its turn comes. */
export interface ClosedArm {
  readonly name: string;
  /** Names the arm in the file of results, without showing its name. */
  readonly key: string;
  readonly open: () => Promise<EvaluationArm>;
}

/**
 * Lets each arm write every line, one arm after the other. Results are kept as they come, and those that are kept already aren't asked again. Ends early, with what
 * there is, once `signal` aborts.
 */
export async function runArms(params: {
  arms: readonly ClosedArm[];
  plan: EvaluationPlan;
  kept: KeptResults;
  signal: AbortSignal;
  onLine: (arm: string, isNew: boolean) => void;
}): Promise<ArmResults[]> {
  const done: ArmResults[] = [];
  for (const arm of params.arms) {
    if (params.signal.aborted) break;
    done.push(await runArm(arm, params));
  }
  return done;
}

async function runArm(arm: ClosedArm, params: Parameters<typeof runArms>[0]): Promise<ArmResults> {
  const { plan, kept, signal, onLine } = params;
  const { name, key } = arm;
  const results = new Map<string, LineResult>();
  const ids = plan.steps.flatMap(({ cases }) => cases.map(({ id }) => id));
  if (ids.every((id) => kept.get(key, id) !== undefined)) {
    for (const id of ids) take(id, kept.get(key, id), false);
    return { name, results };
  }
  const open = await arm.open();
  try {
    for (const step of plan.steps) {
      // Also if every line is known: the memory must come to the same state in the same way.
      await open.begin(step, signal);
      for (const one of step.cases) {
        const known = kept.get(key, one.id);
        const obstacle = known === undefined ? open.obstacle() : undefined;
        if (obstacle !== undefined) return { name, results, obstacle };
        if (isOver(signal)) return { name, results };
        const answer = known === undefined ? await open.ask(step, one, signal) : undefined;
        // A request that was cut off says nothing.
        if (isOver(signal)) return { name, results };
        const result = answer === undefined ? known : resultOf(one.truth, answer);
        // A failure costs nothing, and another time there may be an answer.
        if (known === undefined && result !== undefined && result.failure === undefined) kept.add(key, one.id, result);
        take(one.id, result, known === undefined);
      }
    }
    const shortfall = open.shortfall?.();
    return { name, results, ...(shortfall !== undefined && { obstacle: shortfall }) };
  } finally {
    await open.close();
  }

  function take(id: string, result: LineResult | undefined, isNew: boolean): void {
    if (result === undefined) return;
    results.set(id, result);
    onLine(name, isNew);
  }
}

/** Reports whether the run was stopped. A function, since the compiler takes a property for unchanged after an `await`. */
function isOver(signal: AbortSignal): boolean {
  return signal.aborted;
}
