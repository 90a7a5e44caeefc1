import type { AuditEntry } from "./auditLog";

/** Formats the audit log for people, newest first, after a sum for each receiver. */
export function auditText(entries: readonly AuditEntry[]): string {
  if (entries.length === 0) return "Nothing has been sent from this machine.\n";
  const sums = new Map<string, { count: number; bytes: number }>();
  for (const { receiver, bytes } of entries) {
    const sum = sums.get(receiver) ?? { count: 0, bytes: 0 };
    sums.set(receiver, { count: sum.count + 1, bytes: sum.bytes + bytes });
  }
  const totals = [...sums].map(
    ([receiver, { count, bytes }]) =>
      `${receiver}: ${format(count)} ${count === 1 ? "request" : "requests"}, ${format(bytes)} bytes`,
  );
  const rows = entries
    .toReversed()
    .map(({ at, receiver, endpoint, purpose, subject, bytes }) =>
      [
        at.replace("T", " ").replace(/\.\d+Z$/, " UTC"),
        receiver,
        endpoint,
        purpose,
        `${format(bytes)} bytes`,
        subject || "no text of yours",
      ].join("  "),
    );
  return [`Sent from this machine since ${entries[0].at.slice(0, 10)}:`, ...totals, "", ...rows, ""].join("\n");
}

function format(count: number): string {
  return count.toLocaleString("en");
}
