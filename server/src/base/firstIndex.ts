/**
 * Returns the first index of `from` to `to` for which `holds` is true, or `to`. Looks at few of them: once it holds, it must hold for all that
 * follow.
 */
export function firstIndex(from: number, to: number, holds: (index: number) => boolean): number {
  let [low, high] = [from, to];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
