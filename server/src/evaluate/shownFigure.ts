/** Writes a time for people. */
export function shownMs(ms: number): string {
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`;
}

/** Writes a share in percent, without its sign: intervals say it once. */
export function shownPoints(share: number): string {
  return (share * 100).toFixed(1);
}
