import { countText } from "../base/figureText";
import type { ComparedSuggestions, ComparisonReport } from "../protocol";
import type { Comparison } from "../settings/comparison";
import { offersEach } from "./comparedCounts";
import type { Figures } from "./figures";

/** Reports on a comparison since its beginning, from all figures ever kept. */
export function comparisonReport(all: Figures, { id, names }: Comparison): ComparisonReport {
  const armOf = (arm: "a" | "b"): ComparedSuggestions => {
    const value = (event: string): number => all.value("compared", id, arm, event);
    return {
      ...{ name: names[arm], offered: value("offered"), accepted: value("accepted") },
      ...{ partlyAccepted: value("partlyAccepted"), kept: value("kept") },
      ...{ dismissed: value("dismissed"), deleted: value("deleted") },
    };
  };
  const [a, b] = [armOf("a"), armOf("b")];
  // A look at an earlier difference would find one where there is none more often than 5 times in 100.
  if (Math.min(a.offered, b.offered) < offersEach) {
    const waits = `The verdict comes once each was shown ${countText(offersEach)} times; a look before that would mislead.`;
    return { a, b, offersEach, says: [waits] };
  }
  const verdict = verdictOn(a, b);
  return { a, b, offersEach, says: sentencesOf(verdict, names), verdict };
}

type Verdict = NonNullable<ComparisonReport["verdict"]>;

function verdictOn(a: ComparedSuggestions, b: ComparedSuggestions): Verdict {
  const [ours, theirs] = [a, b].map(({ accepted, partlyAccepted, offered }) => ({
    count: accepted + partlyAccepted,
    of: offered,
  }));
  const difference = shareDifference(ours, theirs);
  const { low, high } = difference;
  return { ...(low > 0 && { better: "a" as const }), ...(high < 0 && { better: "b" as const }), difference };
}

function sentencesOf({ better, difference }: Verdict, names: Comparison["names"]): string[] {
  const points = (share: number): string => `${share < 0 ? "−" : ""}${(Math.abs(share) * 100).toFixed(1)}`;
  const { value, low, high } =
    better === "b" ? { value: -difference.value, low: -difference.high, high: -difference.low } : difference;
  const interval = `${points(value)} points (95 %: ${points(low)} to ${points(high)})`;
  if (better === undefined)
    return [`No difference that ${countText(offersEach)} suggestions of each can show: ${names.a} ${interval}.`];
  return [
    `You take more of what ${names[better]} suggests, by ${interval}.`,
    "The comparison is over: nanotype.compareWith can be emptied.",
  ];
}

/** A share of counted things. */
interface CountedShare {
  readonly count: number;
  readonly of: number;
}

/**
 * Subtracts `theirs` from `ours`, with the 95 % interval of Newcombe's hybrid score method: "Interval estimation for the difference between independent proportions", Statistics
 * in Medicine 17 (1998), method 10.
 */
export function shareDifference(ours: CountedShare, theirs: CountedShare): ComparisonDifference {
  const [one, other] = [wilson(ours), wilson(theirs)];
  const value = one.share - other.share;
  return {
    value,
    low: value - Math.hypot(one.share - one.low, other.high - other.share),
    high: value + Math.hypot(one.high - one.share, other.share - other.low),
  };
}

/** A difference of two shares, with its 95 % interval. */
type ComparisonDifference = Verdict["difference"];

/** Quantile of the normal distribution for a two-sided 95 % interval. */
const z95 = 1.959964;

/** Returns a share with its Wilson interval. */
function wilson({ count, of }: CountedShare): { share: number; low: number; high: number } {
  const share = count / of;
  const z2 = z95 * z95;
  const middle = (count + z2 / 2) / (of + z2);
  const half = (z95 / (of + z2)) * Math.sqrt(of * share * (1 - share) + z2 / 4);
  return { share, low: middle - half, high: middle + half };
}
