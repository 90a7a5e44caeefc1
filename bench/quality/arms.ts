import type { Offer, QualityCase } from "./cases";
import { copyFromFile } from "./copying";

/** Who answers: the baseline, the model with the memory off, the memory alone (which abstains where it isn't sure), or both together. */
export type ArmName = "copying" | "model" | "memory" | "both";
export const armNames: readonly ArmName[] = ["copying", "model", "memory", "both"];

/** What answers cases. One at a time: the next is asked when the last has answered. */
export interface Arm {
  complete(testCase: QualityCase): Promise<Offer>;
  /** Ends whatever it has started. */
  dispose(): Promise<void>;
}

/** How the model is run; the embedded model's own choice where nothing is said. */
export interface ModelSettings {
  readonly modelFolder?: string;
  readonly quantization?: string;
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
