/** Writes megabytes: one decimal below 10. */
export function megabytes(bytes: number): string {
  const mb = bytes / 1e6;
  return mb < 9.95 ? mb.toFixed(1) : Math.round(mb).toLocaleString("en");
}
