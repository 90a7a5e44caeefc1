/** Number of offers that are remembered; older ones no longer count. */
const rememberedCount = 60; // guess
/** Fewest offers before anything is concluded from them. */
const fewestCount = 20; // guess
/** Share of taken offers from which automatic offers become `balanced`, and below which they become `quiet` again. */
const earnedShare = 0.15; // guess: about half of the acceptance usually published for good systems (25–34 %)
const lostShare = 0.07; // guess

/** Experience kept between sessions. `outcomes`: oldest first, `1` taken, `0` left. */
export interface EagernessMemory {
  readonly outcomes: string;
  readonly earned: "quiet" | "balanced";
}

/** Experience that everyone starts with. */
export const noExperience: EagernessMemory = { outcomes: "", earned: "quiet" };

/**
 * Adds one offer's outcome. Automatic offers become `balanced` when the user's own acceptance has earned it, else
 * `quiet` again.
 */
export function learn(memory: EagernessMemory, wasTaken: boolean): EagernessMemory {
  const outcomes = (memory.outcomes + (wasTaken ? "1" : "0")).slice(-rememberedCount);
  if (outcomes.length < fewestCount) return { outcomes, earned: memory.earned };
  const share = outcomes.replaceAll("0", "").length / outcomes.length;
  const earned = share >= earnedShare ? "balanced" : share < lostShare ? "quiet" : memory.earned;
  return { outcomes, earned };
}

/** Reads stored experience; anything unexpected counts as none. */
export function readEagernessMemory(stored: unknown): EagernessMemory {
  if (typeof stored !== "object" || stored === null) return noExperience;
  const outcomes = "outcomes" in stored ? stored.outcomes : undefined;
  if (typeof outcomes !== "string" || !/^[01]*$/.test(outcomes)) return noExperience;
  const isEarned = "earned" in stored && stored.earned === "balanced";
  return { outcomes: outcomes.slice(-rememberedCount), earned: isEarned ? "balanced" : "quiet" };
}
