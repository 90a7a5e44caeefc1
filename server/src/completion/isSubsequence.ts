/** Reports whether `part` occurs in `whole` in order, with gaps. Editors draw an item as ghost text only if its replaced text does. */
export function isSubsequence(part: string, whole: string): boolean {
  let found = 0;
  for (let i = 0; i < whole.length && found < part.length; i++) if (whole[i] === part[found]) found++;
  return found === part.length;
}
