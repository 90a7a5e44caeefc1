import { isRecord } from "../isRecord";

/** Writes an object as JSON with a line for each entry, so that damage costs only the entries that it hits. */
export function formatEntries(entries: Readonly<Record<string, unknown>>): string {
  const lines = Object.entries(entries).map(([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`);
  return `{\n${lines.join(",\n")}\n}\n`;
}

/** Most lines of a damaged text that are parsed. // guess: a tenth of a second's work, and more than years of use write */
const maxLines = 20_000;

/** Reads the entries on undamaged lines from a text that is no longer valid JSON. */
export function salvageEntries(text: string): Record<string, unknown> {
  const found = text.split("\n", maxLines).flatMap((line) => {
    try {
      const entry: unknown = JSON.parse(`{${line.trim().replace(/,$/, "")}}`);
      return isRecord(entry) ? Object.entries(entry) : [];
    } catch {
      return []; // the brackets around the entries, or a damaged entry
    }
  });
  return Object.fromEntries(found);
}
