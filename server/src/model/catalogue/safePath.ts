/** Reports whether a path with `/`, as a list of files gives it, stays in its folder on every system. */
export function isSafePath(path: string): boolean {
  // oxlint-disable-next-line no-control-regex -- refuses control characters
  if (path.length === 0 || path.length > 500 || /[\\:*?"<>|\u0000-\u001f\u007f]/.test(path)) return false;
  return path.split("/").every((part) => part !== "" && !/^\.{1,2}$|[. ]$/.test(part));
}
