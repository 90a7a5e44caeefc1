/** Offers that are remembered; older ones no longer count. */
const rememberedCount = 60; // guess
/** Fewest offers before anything is concluded from them. */
const fewestCount = 20; // guess
/** Share of offers taken from which automatic offers become `balanced`, and below which they are `quiet` again. */
const earnedShare = 0.15; // guess: about half of what is published as the usual acceptance of good systems (25–34 %)
const lostShare = 0.07; // guess

/** What is kept between sessions. `outcomes`: oldest first, `1` taken, `0` left. */
export interface EagernessMemory {
  readonly outcomes: string;
  readonly earned: "quiet" | "balanced";
}

/** Where everyone starts. */
export const noExperience: EagernessMemory = { outcomes: "", earned: "quiet" };

/** Adds one offer's fate: automatic offers become `balanced` when the user's own acceptance has earned it, and `quiet` again when not. */
export function learn(memory: EagernessMemory, wasTaken: boolean): EagernessMemory {
  const outcomes = (memory.outcomes + (wasTaken ? "1" : "0")).slice(-rememberedCount);
  if (outcomes.length < fewestCount) return { outcomes, earned: memory.earned };
  const share = outcomes.replaceAll("0", "").length / outcomes.length;
  const earned = share >= earnedShare ? "balanced" : share < lostShare ? "quiet" : memory.earned;
  return { outcomes, earned };
}

/** Reads what was stored; anything unexpected counts as no experience. */
export function readEagernessMemory(stored: unknown): EagernessMemory {
  if (typeof stored !== "object" || stored === null) return noExperience;
  const outcomes = "outcomes" in stored ? stored.outcomes : undefined;
  if (typeof outcomes !== "string" || !/^[01]*$/.test(outcomes)) return noExperience;
  const isEarned = "earned" in stored && stored.earned === "balanced";
  return { outcomes: outcomes.slice(-rememberedCount), earned: isEarned ? "balanced" : "quiet" };
}
