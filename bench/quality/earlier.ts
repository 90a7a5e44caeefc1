import { readFileSync } from "node:fs";
import type { ArmName } from "./arms";
import { differenceOf } from "../../server/src/evaluate/bootstrap";
import { shareTitles } from "./goals";
import { shares, type ArmResult, type Judged, type ShareName } from "./measure";
import { withInterval } from "./report";
import type { QualitySet } from "./sets";

/** Figures of an earlier run with `--json`. */
export interface Earlier {
  readonly commit: string;
  readonly sets: readonly {
    readonly name: string;
    readonly ids?: readonly string[];
    readonly arms?: readonly { readonly arm: ArmName; readonly judged: readonly Judged[] }[];
  }[];
}

/**
 * Reads the file that `--json` wrote.
 * @throws Error if the file can't be read
 */
export function readEarlier(file: string): Earlier {
  return JSON.parse(readFileSync(file, "utf8")) as Earlier;
}

/**
 * Compares with the earlier run, in points, paired by case; one line per figure and arm. Says why if the cases differ.
 */
export function differences(earlier: Earlier, set: QualitySet, results: readonly ArmResult[]): string {
  const then = earlier.sets.find(({ name }) => name === set.name);
  const ids = set.kind === "completion" ? set.cases.map(({ id }) => id) : [];
  if (then?.ids === undefined || then.ids.join("\n") !== ids.join("\n"))
    return "  The earlier run has other cases of this set; nothing is compared.";
  const lines = results.flatMap(({ arm, judged }) => {
    const before = then.arms?.find((one) => one.arm === arm)?.judged;
    if (before === undefined) return [];
    return (Object.keys(shareTitles) as ShareName[])
      .filter(
        (name) => name !== "similarity" && (name !== "pass" || judged.some(({ isPassing }) => isPassing !== undefined)),
      )
      .map((name) => {
        const difference = differenceOf(shares[name](judged), shares[name](before));
        return `    ${arm}, ${shareTitles[name]}: ${withInterval(difference, "points")}`;
      });
  });
  return [`  points against commit ${earlier.commit}, paired:`, ...lines].join("\n");
}
