import type { Closer, Opener } from "./brackets";
import { closerCount } from "./openAtCaret";
import type { Surroundings } from "./surroundings";

/** How many of the innermost brackets open at the caret the document leaves open: those inside the partner of `next`, its next closer. */
export function leftOpenCount(
  around: Surroundings,
  { takenCount, after }: { takenCount: number; after: readonly Closer[] },
): number {
  const next = after.at(0);
  const open = around.open();
  const known = open.slice(0, open.length - takenCount);
  const unknown = around.isPrefixCut ? Infinity : 0;
  if (next === undefined) return known.length + unknown;
  const innermostFirst = known.map((opener, index) => ({ opener, depth: known.length - 1 - index })).reverse();
  const ofKind = innermostFirst.filter(({ opener }) => opener.closer === next.char);
  const partner = ofKind.find(({ opener }) => opener.indent === next.indent);
  // One that stands first on its line closes what began in its column; elsewhere it is a matter of counting.
  const candidates = partner ? ofKind.filter(({ opener }) => opener.lineStart === partner.opener.lineStart) : ofKind;
  const sameLine = after.slice(1).findIndex(({ indent }) => indent !== undefined);
  const closers = partner ? after.slice(0, sameLine < 0 ? after.length : sameLine + 1) : after;
  const closedCount = closers.filter(({ char, isSoft }) => char === next.char && !isSoft).length;
  const leftOpen = candidates.slice(0, Math.max(0, candidates.length - closedCount)).at(-1);
  return leftOpen ? leftOpen.depth + 1 : (candidates.at(0)?.depth ?? known.length + unknown);
}

/** How many brackets of the caret's line, of the kinds in its rest, neither the rest nor the text below closes. */
export function spareOpenCount(
  around: Surroundings,
  { inRest, after }: { inRest: readonly Closer[]; after: readonly Closer[] },
): number {
  if (after.length >= closerCount) return 0;
  const open = around.open();
  const lineStart = open.at(-1)?.lineStart;
  let count = 0;
  for (const kind of new Set(inRest.map(({ char }) => char))) {
    const isKind = ({ char }: Closer): boolean => char === kind;
    const ofKind = open.filter(({ closer }) => closer === kind);
    const onLine = ofKind.filter((opener) => opener.lineStart === lineStart).length - inRest.filter(isKind).length;
    const inAll = ofKind.length - after.filter(isKind).length;
    count += Math.max(0, Math.min(onLine, inAll));
  }
  return count;
}

/** How many of the rest's closers the text's own open brackets need, because no spare one stands further down. */
export function reservedCount(params: {
  open: readonly Opener[];
  inRest: readonly Closer[];
  after: readonly Closer[];
  outer: readonly Opener[];
}): number {
  const { open, inRest, after, outer } = params;
  let count = 0;
  let reserved = 0;
  while (count < inRest.length && open.at(-1 - count)?.closer === inRest[count]?.char) {
    const { char } = inRest[count] ?? { char: "" };
    const closed = after.filter((closer) => closer.char === char && !closer.isSoft).length;
    const opened = outer.filter(({ closer }) => closer === char).length;
    if (++count > closed - opened) reserved++;
  }
  return reserved;
}
