/** Counts the elements that two lists share from their start: UTF-16 units of texts, parts of paths, tokens. */
export function commonLength<Element>(a: ArrayLike<Element>, b: ArrayLike<Element>): number {
  const end = Math.min(a.length, b.length);
  let length = 0;
  while (length < end && a[length] === b[length]) length++;
  return length;
}

/** Counts the elements that two lists share at their ends, none of them among the first `start` of either. */
export function commonEndLength<Element>(a: ArrayLike<Element>, b: ArrayLike<Element>, start: number): number {
  const most = Math.min(a.length, b.length) - start;
  let length = 0;
  while (length < most && a[a.length - 1 - length] === b[b.length - 1 - length]) length++;
  return length;
}
