/** A stretch of changed lines with its surroundings. */
export interface Hunk {
  /** First line of the stretch in the old and the new file, from 1. */
  readonly oldStart: number;
  readonly newStart: number;
  /** Text that git prints after the second `@@`: the line that opens the enclosing definition. */
  readonly heading: string;
  /** Lines with their sign: ` ` for context, `-` removed, `+` added. */
  readonly lines: readonly string[];
}

/**
 * Parses the patches of several files, in git's order: one list of hunks a file (two for a change of type). Our own, because
 * the parsers on npm read names, which are quoted and ambiguous in a patch. The names are known from the listing, where
 * they are bytes, so that a patch only needs its hunks read.
 */
export function parsePatches(patch: string): Hunk[][] {
  const files: Hunk[][] = [];
  let hunk: { oldStart: number; newStart: number; heading: string; lines: string[] } | undefined;
  for (const line of patch.split("\n")) {
    if (line.startsWith("diff --")) {
      files.push([]);
      hunk = undefined;
      continue;
    }
    const header = /^@@ -(\d{1,15})(?:,\d+)? \+(\d{1,15})(?:,\d+)? @@ ?(.*)$/.exec(line);
    if (header) {
      hunk = { oldStart: Number(header[1]), newStart: Number(header[2]), heading: header[3], lines: [] };
      files.at(-1)?.push(hunk);
    } else if (hunk && /^[ +-]/.test(line)) {
      hunk.lines.push(line.endsWith("\r") ? line.slice(0, -1) : line);
    }
  }
  return files;
}

/** Returns the added or removed lines of a file, without their sign. */
export function linesOf(hunks: readonly Hunk[], sign: "+" | "-"): string[] {
  return hunks.flatMap(({ lines }) => lines.filter((line) => line.startsWith(sign)).map((line) => line.slice(1)));
}

/** Returns the numbers of the changed lines, from 1: the added ones in the new file or the removed ones in the old. */
export function changedLineNumbers(hunks: readonly Hunk[], side: "old" | "new"): number[] {
  const [mine, other] = side === "new" ? ["+", "-"] : ["-", "+"];
  const numbers: number[] = [];
  for (const hunk of hunks) {
    let number = side === "new" ? hunk.newStart : hunk.oldStart;
    for (const line of hunk.lines) {
      if (line.startsWith(other)) continue;
      if (line.startsWith(mine)) numbers.push(number);
      number++;
    }
  }
  return numbers;
}

/** Returns the numbers of the lines on one side that a change replaces, or between which it inserts or removes others; ascending, from 1. */
export function touchedLineNumbers(hunks: readonly Hunk[], side: "old" | "new"): number[] {
  const other = side === "new" ? "-" : "+";
  const numbers = new Set<number>();
  for (const hunk of hunks) {
    let number = side === "new" ? hunk.newStart : hunk.oldStart;
    for (const line of hunk.lines) {
      if (line.startsWith(other)) {
        numbers.add(number - 1);
        numbers.add(number);
        continue;
      }
      if (!line.startsWith(" ")) numbers.add(number);
      number++;
    }
  }
  return [...numbers].sort((a, b) => a - b);
}
