/** Counts the elements that two lists share from their start: UTF-16 units of texts, parts of paths, tokens. */
export function commonLength<Element>(a: ArrayLike<Element>, b: ArrayLike<Element>): number {
  const end = Math.min(a.length, b.length);
  let length = 0;
  while (length < end && a[length] === b[length]) length++;
  return length;
}
