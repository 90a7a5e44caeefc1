import { differenceOf, ratioOf, shareOf, type Estimate } from "../../server/src/evaluate/bootstrap";
import { shares, type ArmResult, type ShareName } from "./measure";
import type { ArmName } from "./arms";

/** One line of the verdict: a figure, its goal, and whether the goal is met. */
export interface GoalLine {
  readonly what: string;
  readonly estimate: Estimate;
  readonly unit: "ratio" | "percent" | "points";
  /** Lower bound of the goal; absent without a promise. */
  readonly atLeast?: number;
  readonly isMet?: boolean;
}

/** Factor by which both together should beat copying alone, on exact lines and characters saved. */
const bothOverCopying = 1.2;

/**
 * Lower ends of the 95 % intervals on the embedded model's card. The model alone, through the server, should not be
 * below them.
 */
const cardLowerEnds: Readonly<Record<string, { share: ShareName; value: number }>> = {
  "lines-test": { share: "exact", value: 0.044 },
  "lines-dev": { share: "exact", value: 0.044 },
  "humaneval-python": { share: "pass", value: 0.052 },
  "humaneval-js": { share: "pass", value: 0.043 },
};

/** Least share of the server's offers that add no syntax error, by how it is asked. */
const leastSound = { automatic: 0.99, invoked: 0.97 };

/** Compares the arms that were run with each other and with the set's promises. `trigger` is absent if the server wasn't asked. */
export function goalLines(
  set: string,
  results: readonly ArmResult[],
  { hasRuns, trigger }: { hasRuns: boolean; trigger?: keyof typeof leastSound | undefined },
): GoalLine[] {
  const of = (arm: ArmName, name: ShareName): ReturnType<(typeof shares)[ShareName]> | undefined => {
    const result = results.find((one) => one.arm === arm);
    return result && shares[name](result.judged);
  };
  const lines: GoalLine[] = [];
  // The promise is about languages that the embedded model was trained on.
  const isPromised = !hasRuns && !set.startsWith("lines-foreign");
  for (const name of ["exact", "savedChars", ...(hasRuns ? (["pass"] as const) : [])] as const) {
    const [both, copying] = [of("both", name), of("copying", name)];
    if (both === undefined || copying === undefined) continue;
    const ratio = ratioOf(both, copying);
    // If copying gets nothing right, the ratio doesn't exist, nor does a verdict.
    const promise =
      isPromised && !Number.isNaN(ratio.value)
        ? { atLeast: bothOverCopying, isMet: ratio.value >= bothOverCopying }
        : {};
    lines.push({ what: `both / copying, ${shareTitles[name]}`, estimate: ratio, unit: "ratio", ...promise });
    lines.push({ what: `both − copying, ${shareTitles[name]}`, estimate: differenceOf(both, copying), unit: "points" });
  }
  for (const name of ["exact", "savedChars", "wrongAtOnce"] as const) {
    const [workspace, both] = [of("workspace", name), of("both", name)];
    if (workspace === undefined || both === undefined) continue;
    const what = `workspace − both, ${shareTitles[name]}`;
    lines.push({ what, estimate: differenceOf(workspace, both), unit: "points" });
    if (name === "wrongAtOnce") continue;
    const ratio = `workspace / both, ${shareTitles[name]}`;
    lines.push({ what: ratio, estimate: ratioOf(workspace, both), unit: "ratio" });
  }
  for (const { arm, judged } of results) {
    if (trigger === undefined) break;
    if (arm === "copying" || !judged.some(({ addsParseError }) => addsParseError !== undefined)) continue;
    const { value, low, high } = shareOf(shares.parseError(judged));
    const estimate = { value: 1 - value, low: 1 - high, high: 1 - low };
    const atLeast = leastSound[trigger];
    const what = `${arm}, ${trigger} offers that add no parse error`;
    lines.push({ what, estimate, unit: "percent", atLeast, isMet: estimate.value >= atLeast });
  }
  const card = Object.hasOwn(cardLowerEnds, set) ? cardLowerEnds[set] : undefined;
  const model = card && of("model", card.share);
  if (card !== undefined && model !== undefined) {
    const estimate = shareOf(model);
    const what = `model alone, ${shareTitles[card.share]} (card's lower end)`;
    lines.push({ what, estimate, unit: "percent", atLeast: card.value, isMet: estimate.value >= card.value });
  }
  return lines;
}

/** Names of the figures as the report prints them. */
export const shareTitles = {
  exact: "exact lines",
  similarity: "edit similarity",
  savedChars: "characters saved",
  offered: "offered",
  wrongAtOnce: "wrong at 1st char",
  exactOfShown: "exact of shown",
  wrongOfShown: "wrong of shown",
  parseError: "adds parse error",
  resolvedNames: "names that exist, a case",
  unresolvableNames: "names that don't, a case",
  pass: "pass@1",
} satisfies Record<ShareName, string>;
