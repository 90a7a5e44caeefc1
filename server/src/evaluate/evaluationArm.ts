import type { TokenUsage } from "../model/cloud/wire";
import type { BackendErrorKind } from "../model/errors";
import type { EvaluationStep } from "./plan";
import type { LineCase } from "./lineCase";

/** Why nothing can be said of an answer's quality. */
export type LineFailure = BackendErrorKind | "unexpected";

/** An answer to one line. */
export interface LineAnswer {
  /** First line of the offer; empty without one. */
  readonly text: string;
  /** Present if every backend failed. */
  readonly failure?: LineFailure;
  /** True if accepting it adds a syntax error that the author's line doesn't have; absent if that can't be decided. */
  readonly addsParseError?: boolean;
  /** Time from the request to the answer; absent for a batch's. */
  readonly latencyMs?: number;
  /** Tokens that endpoints have counted since the answer before. */
  readonly usage: TokenUsage;
  /** Cost of these, in US dollars. */
  readonly usd: number;
}

/** A model, an endpoint or a route that is evaluated. Lines are asked one at a time, in the order of the plan. */
export interface EvaluationArm {
  /** Brings the memory to the state before a commit. */
  begin(step: EvaluationStep, signal: AbortSignal): Promise<void>;
  /** Asks for a line; the answer says nothing once `signal` has aborted. */
  ask(step: EvaluationStep, one: LineCase, signal: AbortSignal): Promise<LineAnswer>;
  /** Why no more lines can be asked, in a sentence; `undefined` while they can. */
  obstacle(): string | undefined;
  /** Why some of the lines that were asked have no answer and are worth asking again, in a sentence. */
  shortfall?(): string | undefined;
  close(): Promise<void>;
}
