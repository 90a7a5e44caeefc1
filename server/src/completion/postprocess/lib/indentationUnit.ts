/** Finds one level of indentation as these lines use it: a tab, or the commonest step between neighbours; undefined when none is indented. */
export function indentationUnit(lines: readonly string[]): string | undefined {
  let tabCount = 0;
  const steps = new Map<number, number>();
  let previous = 0;
  for (const line of lines) {
    if (line.trim() === "") continue;
    if (line.startsWith("\t")) tabCount++;
    const width = /^ */.exec(line)?.[0].length ?? 0;
    const step = Math.abs(width - previous);
    if (step >= 2 && step <= 8) steps.set(step, (steps.get(step) ?? 0) + 1);
    previous = width;
  }
  const commonest = [...steps].sort(([a, countA], [b, countB]) => countB - countA || a - b).at(0);
  if (tabCount > (commonest?.[1] ?? 0)) return "\t";
  return commonest && " ".repeat(commonest[0]);
}
