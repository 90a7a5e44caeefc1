import { shareOf, type Share } from "../../../server/src/evaluate/bootstrap";
import { withInterval } from "../report";
import { groupOf } from "./cutProse";
import type { ProseCase } from "./proseCase";
import type { TypedLine } from "./typeAlong";

/** An arm's results for every line of the set, in their order. */
export interface ProseResult {
  readonly arm: string;
  readonly lines: readonly TypedLine[];
}

/** Figures over lines. */
const shares = {
  savedKeys: (lines) => ({
    part: lines.map(({ charCount, keyCount }) => charCount - keyCount),
    whole: lines.map(({ charCount }) => charCount),
  }),
  rightWords: (lines) => ({ part: sums(lines, "rightWordCount"), whole: sums(lines, "wordCount") }),
  rightChars: (lines) => ({
    part: sums(lines, "rightCharCount"),
    whole: lines.map(({ offers }) => offers.filter(({ rightWordCount }) => rightWordCount > 0).length),
  }),
  offersPer100: (lines) => ({
    part: lines.map(({ offers }) => 100 * offers.length),
    whole: lines.map((one) => one.charCount),
  }),
} satisfies Record<string, (lines: readonly TypedLine[]) => Share>;

function sums(lines: readonly TypedLine[], name: "wordCount" | "rightWordCount" | "rightCharCount"): number[] {
  return lines.map(({ offers }) => offers.reduce((sum, offer) => sum + offer[name], 0));
}

/** Formats the table of the set, one of its groups below it, and the verdict. */
export function proseReport(cases: readonly ProseCase[], results: readonly ProseResult[]): string {
  const rows = results.flatMap(({ arm, lines }) => [`  ${arm.padEnd(10)} all`.padEnd(26) + figures(lines)]);
  const groups = [...new Set(cases.map(groupOf))];
  const byGroup = groups.flatMap((group) =>
    results.map(({ arm, lines }) => {
      const own = lines.filter((_, index) => groupOf(cases[index]) === group);
      return `  ${arm.padEnd(10)} ${group} (${own.length})`.padEnd(32) + brief(own);
    }),
  );
  return [...rows, ...byGroup].join("\n");
}

/** Figures of an arm by name, for `--json`. */
export function proseFigures(lines: readonly TypedLine[]): Readonly<Record<string, ReturnType<typeof shareOf>>> {
  return Object.fromEntries(Object.entries(shares).map(([name, share]) => [name, shareOf(share(lines))]));
}

function figures(lines: readonly TypedLine[]): string {
  const offers = lines.flatMap((line) => line.offers);
  const wrong = {
    part: offers.map(({ rightWordCount }) => (rightWordCount === 0 ? 1 : 0)),
    whole: offers.map(() => 1),
  };
  const ms = lines.flatMap(({ askedMs }) => askedMs).sort((a, b) => a - b);
  return (
    `keys saved ${withInterval(shareOf(shares.savedKeys(lines)), "percent")} %, ` +
    `words right ${withInterval(shareOf(shares.rightWords(lines)), "percent")} % of ${sums(lines, "wordCount").reduce((a, b) => a + b, 0)}, ` +
    `right text ${shareOf(shares.rightChars(lines)).value.toFixed(1)} characters, ` +
    `offers ${shareOf(shares.offersPer100(lines)).value.toFixed(1)} in 100 keys, of these without a right word ${withInterval(shareOf(wrong), "percent")} %, ` +
    `answer ${(ms.at(ms.length >> 1) ?? 0).toFixed(0)} ms`
  );
}

function brief(lines: readonly TypedLine[]): string {
  const percent = (share: Share): string => (100 * shareOf(share).value).toFixed(1);
  return `keys saved ${percent(shares.savedKeys(lines))} %, words right ${percent(shares.rightWords(lines))} %, right text ${shareOf(shares.rightChars(lines)).value.toFixed(1)}`;
}
