/** Writes a count with commas: `12,345`. */
export function countText(value: number): string {
  return Math.round(value).toLocaleString("en");
}

/** Writes a share of 0–1 as a percentage: `27 %`, and one below a tenth more exactly: `4.2 %`, and at last `<0.1 %`. */
export function shareText(share: number): string {
  if (share > 0 && share < 0.0005) return "<0.1 %";
  return `${(share * 100).toFixed(share > 0 && share < 0.1 ? 1 : 0)} %`;
}

/** Writes a time in ms with three digits at most: `0.25 ms`, `3.1 ms`, `34 ms`, `1.2 s`. */
export function elapsedText(ms: number): string {
  if (ms >= 1_000) return `${(ms / 1_000).toFixed(1)} s`;
  return `${ms.toFixed(ms >= 10 ? 0 : ms >= 0.1 ? 1 : 2)} ms`;
}

/** Writes US dollars; less than ten cents more exactly: `$0.0042`, and at last `<$0.0001`. */
export function moneyText(usd: number): string {
  if (usd > 0 && usd < 0.0001) return "<$0.0001";
  return `$${usd.toFixed(usd > 0 && usd < 0.1 ? 4 : 2)}`;
}

/** Counts the suggestions of which at least a part was taken. */
export function takenIn(counts: { readonly accepted: number; readonly partlyAccepted: number }): number {
  return counts.accepted + counts.partlyAccepted;
}
