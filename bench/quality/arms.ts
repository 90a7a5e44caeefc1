import type { Offer, QualityCase } from "./cases";
import { copyFromFile } from "./copying";

/**
 * Source of answers: the baseline, the model without the memory, the memory alone (which abstains if unsure), both
 * together, both with the rest of the repository as the workspace, or both with another model for prose.
 */
export type ArmName = "copying" | "model" | "memory" | "both" | "workspace" | "text";
export const armNames: readonly ArmName[] = ["copying", "model", "memory", "both", "workspace", "text"];

/** Answers cases one at a time: the next case is asked when the last has been answered. */
export interface Arm {
  complete(testCase: QualityCase): Promise<Offer>;
  /** Ends everything that it has started. */
  dispose(): Promise<void>;
}

/** Settings that run the model; unset ones are left to the embedded model. */
export interface ModelSettings {
  readonly modelFolder?: string;
  readonly quantization?: string;
  /** The model for prose, which the arm `text` has. */
  readonly textModelFolder?: string;
}

/** The baseline; see `copyFromFile`. */
export function createCopyingArm(): Arm {
  return {
    complete(testCase) {
      const startMs = performance.now();
      const copied = copyFromFile(testCase);
      return Promise.resolve({ ...copied, latencyMs: performance.now() - startMs });
    },
    dispose: () => Promise.resolve(),
  };
}
