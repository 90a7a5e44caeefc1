import { isAbsolute, relative, sep } from "node:path";

/**
 * Returns `path` relative to `folder`, with `/`; `undefined` if it is the folder itself or outside it. A separator at the end of
 * either changes nothing, and a name may begin with dots.
 */
export function pathInside(folder: string, path: string): string | undefined {
  const inside = relative(folder, path);
  // Another drive's path stays absolute.
  if (inside === "" || inside === ".." || inside.startsWith(`..${sep}`) || isAbsolute(inside)) return undefined;
  return sep === "/" ? inside : inside.split(sep).join("/");
}
