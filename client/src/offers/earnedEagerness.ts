/** Number of offers that are remembered; older ones no longer count. */
const rememberedCount = 60; // guess
/** Fewest offers before anything is concluded from them. */
const fewestCount = 20; // guess
/** Share of taken offers from which the user is asked whether they want more. */
const earnedShare = 0.15; // guess: about half of the acceptance usually published for good systems (25–34 %)

/** Experience kept between sessions. */
export interface EagernessMemory {
  /** Outcomes of offers, oldest first: `1` taken, `0` left. */
  readonly outcomes: string;
  /** True once the user was asked if they want more suggestions. */
  readonly wasAsked: boolean;
}

/** Experience that everyone starts with. */
export const noExperience: EagernessMemory = { outcomes: "", wasAsked: false };

/** Adds one offer's outcome. */
export function learn(memory: EagernessMemory, wasTaken: boolean): EagernessMemory {
  return { ...memory, outcomes: (memory.outcomes + (wasTaken ? "1" : "0")).slice(-rememberedCount) };
}

/** Reports that the user takes enough suggestions to be asked whether they want more. */
export function hasEarnedMore({ outcomes }: EagernessMemory): boolean {
  return outcomes.length >= fewestCount && takenCount(outcomes) / outcomes.length >= earnedShare;
}

/** Counts the offers that were taken. */
export function takenCount(outcomes: string): number {
  return outcomes.replaceAll("0", "").length;
}

/** Reads stored experience; anything unexpected counts as none. */
export function readEagernessMemory(stored: unknown): EagernessMemory {
  if (typeof stored !== "object" || stored === null) return noExperience;
  const outcomes = "outcomes" in stored ? stored.outcomes : undefined;
  if (typeof outcomes !== "string" || !/^[01]*$/.test(outcomes)) return noExperience;
  const wasAsked = "wasAsked" in stored && stored.wasAsked === true;
  return { outcomes: outcomes.slice(-rememberedCount), wasAsked };
}
