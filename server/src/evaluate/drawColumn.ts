import { drawInt, type Random } from "../base/random";

/**
 * Draws the caret's place in a line that is being written: at its start (after its indentation) in 30 % of the cases, behind a
 * character that belongs to no word in 50 %, anywhere in 20 %, as in the model's training.
 */
export function drawColumn(line: string, random: Random): number {
  const indent = line.length - line.trimStart().length;
  const place = random();
  if (place < 0.3) return indent;
  if (place >= 0.8) return indent + drawInt(random, line.length - indent + 1);
  const columns = Array.from({ length: line.length - indent }, (_, index) => indent + index).filter(
    (column) => column > 0 && !/[\p{L}\p{N}_]/u.test(line.charAt(column - 1)),
  );
  return columns[drawInt(random, columns.length)] ?? indent;
}
