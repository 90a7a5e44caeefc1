import { parseListing } from "../../../server/src/commit/change/changes";
import { changedLineNumbers, linesOf, parsePatches } from "../../../server/src/commit/change/patch";
import { Random } from "./random";

const dictionary = [
  ...["diff --git a/x b/x\n", "@@ -1 +1 @@\n", "@@ -99999999999999999999,5 +0,0 @@ x\n", "@@ -1,2 +3,4 @@ f()\n", "\0"],
  ...["\\ No newline at end of file\n", "Binary files differ\n", "--- a/x\n", "+++ b/x\n", "+", "-", " ", "\r\n", ":"],
  ...[":100644 100644 ", " M\0", " R100\0", "-\t-\t", "1\t2\tx\0", "3\t4\t\0a\0b\0"],
];
const id = "0123456789abcdef0123456789abcdef01234567";

/**
 * Patches and listings of git that are damaged at random: whatever they say, the parsers come to an end, make no lines that
 * were not there, and throw nothing.
 * @throws Error where they do.
 */
export function fuzzDiff(seed: number, diffCount: number): void {
  const random = new Random(seed);
  for (let count = 0; count < diffCount; count++) {
    const where = `Seed ${seed}, diff ${count}`;
    const patch = random.damage(Buffer.from(goodPatch(random)), dictionary).toString("utf8");
    const lineCount = patch.split("\n").length;
    for (const hunks of parsePatches(patch)) {
      const changed = linesOf(hunks, "+").length + linesOf(hunks, "-").length;
      const numbers = changedLineNumbers(hunks, "new").length + changedLineNumbers(hunks, "old").length;
      if (changed > lineCount || numbers !== changed) throw new Error(`${where}: ${changed} of ${lineCount} lines`);
    }
    const listing = random.damage(Buffer.from(goodListing(random)), dictionary);
    for (const file of parseListing(listing)) {
      const isRight = Number.isFinite(file.addedCount) && Number.isFinite(file.deletedCount);
      if (!isRight || file.path.length > listing.length) throw new Error(`${where}: ${JSON.stringify(file)}`);
    }
  }
}

function goodPatch(random: Random): string {
  const line = (): string => random.pick(["+", "-", " "]) + random.text(6).replaceAll("\n", "");
  const hunk = (): string =>
    `@@ -${random.below(90)},3 +${random.below(90)},4 @@ ${random.text(2).replaceAll("\n", "")}\n${Array.from({ length: random.below(9) }, line).join("\n")}\n`;
  const file = (): string =>
    `diff --git a/x b/x\nindex ${id}..${id} 100644\n--- a/x\n+++ b/x\n${Array.from({ length: random.below(4) }, hunk).join("")}`;
  return Array.from({ length: random.below(4) }, file).join("");
}

function goodListing(random: Random): string {
  const names = Array.from({ length: random.below(5) }, (_, at) => `${random.text(3).replaceAll("\0", "")}${at}`);
  const records = names.map(
    (name) => `:100644 100644 ${id} ${id} ${random.pick(["M", "A", "D", "T", "U"])}\0${name}\0`,
  );
  return [...records, ...names.map((name) => `1\t2\t${name}\0`)].join("");
}
