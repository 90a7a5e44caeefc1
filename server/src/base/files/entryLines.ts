import { isRecord } from "../isRecord";

/** Writes an object as JSON with a line for each entry, so that damage costs the entries that it hits and no others. */
export function formatEntries(entries: Readonly<Record<string, unknown>>): string {
  const lines = Object.entries(entries).map(([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`);
  return `{\n${lines.join(",\n")}\n}\n`;
}

/** Most lines of a damaged text that are tried. // guess: a tenth of a second's work, and more than years of use write */
const maxLines = 20_000;

/** Reads the entries whose lines are whole, from a text that isn't JSON any more. */
export function salvageEntries(text: string): Record<string, unknown> {
  const found = text.split("\n", maxLines).flatMap((line) => {
    try {
      const entry: unknown = JSON.parse(`{${line.trim().replace(/,$/, "")}}`);
      return isRecord(entry) ? Object.entries(entry) : [];
    } catch {
      return []; // the brackets around the entries, or one that was hit
    }
  });
  return Object.fromEntries(found);
}
