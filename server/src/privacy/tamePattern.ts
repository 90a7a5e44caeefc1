/** Most `**` in a pattern, and most `*` in one part of it: the time to match grows with a path's depth or length to this power. // guess */
const maxDoubleStars = 4;
const maxStars = 3;

/**
 * Makes an ignore pattern safe to match, since a repository writes them: with many stars, one pattern can take minutes on one
 * path. What is too much is cut between the first and the last star, so that more is kept out, never less; a pattern that
 * brings files back in is dropped then (`undefined`).
 */
export function tamePattern(pattern: string): string | undefined {
  const segments = pattern.split("/");
  const doubles = segments.flatMap((segment, index) => (segment === "**" ? [index] : []));
  const isDeep = doubles.length > maxDoubleStars;
  const cut = isDeep ? [...segments.slice(0, doubles[0]), ...segments.slice(doubles.at(-1))] : segments;
  const tamed = cut.map(tameSegment).join("/");
  if (tamed === pattern) return pattern;
  return pattern.startsWith("!") ? undefined : tamed;
}

function tameSegment(segment: string): string {
  if (segment === "**" || segment.split("*").length - 1 <= maxStars) return segment;
  return `${segment.slice(0, segment.indexOf("*"))}*${segment.slice(segment.lastIndexOf("*") + 1)}`;
}
