import type { Estimate } from "./bootstrap";
import type { ArmDifference, ArmFigures } from "./figures";
import { shownMs, shownPoints } from "./shownFigure";

/** Factor between two median times above which the slower arm's is mentioned. // guess: what a user notices */
const slowFactor = 2;

/** Compares an arm with another in plain words: the characters saved decide, since they are what a user notices. */
export function verdictOn(difference: ArmDifference, arm: ArmFigures, from: ArmFigures): string {
  const { lineCount, shares } = difference;
  const { saved, exact, wrongAtOnce } = shares;
  if (lineCount === 0) return `${arm.name} and ${from.name} have no line in common.`;
  const isMore = saved.value > 0;
  const [better, worse] = isMore ? [arm.name, from.name] : [from.name, arm.name];
  const first = isSure(saved)
    ? `${better} saves more than ${worse}: ${shownPoints(Math.abs(saved.value))} points of the characters (95 %: ${range(saved, isMore)}).`
    : `No difference between ${arm.name} and ${from.name} that ${lineCount} lines can show: ${signed(saved.value)} points of the characters saved (95 %: ${range(saved, true)}).`;
  const others = [
    clause(exact, [`${arm.name} has more lines exact`, `${arm.name} has fewer lines exact`]),
    clause(wrongAtOnce, [`${arm.name} is wrong at once more often`, `${arm.name} is wrong at once less often`]),
  ];
  return [first, ...others, compareTimes(arm, from)].filter((said) => said !== undefined).join(" ");
}

/** Compares the times of two arms; says nothing of alike ones, nor of a batch, which has none. */
function compareTimes(arm: ArmFigures, from: ArmFigures): string | undefined {
  if (arm.p50Ms === undefined || from.p50Ms === undefined) return undefined;
  const [slowMs, fastMs] = [Math.max(arm.p50Ms, from.p50Ms), Math.min(arm.p50Ms, from.p50Ms)];
  const factor = slowMs / Math.max(1, fastMs);
  if (factor < slowFactor) return undefined;
  const { name } = arm.p50Ms > from.p50Ms ? arm : from;
  return `${name} takes ${factor < 10 ? factor.toFixed(1) : Math.round(factor)} times as long (median ${shownMs(slowMs)} instead of ${shownMs(fastMs)}).`;
}

/** Reports whether an interval leaves out zero. */
function isSure({ low, high }: Estimate): boolean {
  return low > 0 || high < 0;
}

function clause(estimate: Estimate, [more, less]: readonly [string, string]): string | undefined {
  if (!isSure(estimate)) return undefined;
  const isMore = estimate.value > 0;
  return `${isMore ? more : less}: ${shownPoints(Math.abs(estimate.value))} points (95 %: ${range(estimate, isMore)}).`;
}

/** Writes an interval, of the opposite difference if it `isTurned`. */
function range({ low, high }: Estimate, isKept: boolean): string {
  return isKept ? `${signed(low)} to ${signed(high)}` : `${signed(-high)} to ${signed(-low)}`;
}

function signed(share: number): string {
  const text = shownPoints(Math.abs(share));
  return share < 0 && text !== "0.0" ? `−${text}` : text;
}
