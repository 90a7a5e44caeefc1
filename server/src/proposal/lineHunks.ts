/** Lines of an old text that a new text replaces, end exclusive, and the new lines. */
export interface LineHunk {
  readonly start: number;
  readonly end: number;
  readonly lines: readonly string[];
}

/** Compares two texts of at most some dozens of lines: the changed stretches, in their order, by the longest common subsequence. */
export function lineHunks(old: readonly string[], now: readonly string[]): LineHunk[] {
  const width = now.length + 1;
  // Lengths of the longest common subsequences of the texts' ends.
  const common = new Uint16Array((old.length + 1) * width);
  for (let i = old.length - 1; i >= 0; i--)
    for (let j = now.length - 1; j >= 0; j--)
      common[i * width + j] =
        old[i] === now[j]
          ? common[(i + 1) * width + j + 1] + 1
          : Math.max(common[(i + 1) * width + j], common[i * width + j + 1]);
  const hunks: LineHunk[] = [];
  for (let [i, j] = [0, 0]; i < old.length || j < now.length;) {
    if (i < old.length && j < now.length && old[i] === now[j]) {
      i++;
      j++;
      continue;
    }
    const [start, from] = [i, j];
    while ((i < old.length || j < now.length) && !(i < old.length && j < now.length && old[i] === now[j])) {
      const isGone = j >= now.length || (i < old.length && common[(i + 1) * width + j] >= common[i * width + j + 1]);
      if (isGone) i++;
      else j++;
    }
    hunks.push({ start, end: i, lines: now.slice(from, j) });
  }
  return hunks;
}
