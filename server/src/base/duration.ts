/** Units of a duration in ms, by their beginnings in English, French, Spanish, Portuguese, German, Italian, Russian and Chinese. */
const unitsMs: readonly (readonly [RegExp, number])[] = [
  [/^(?:ms|milli|毫秒|мс)/, 1],
  [/^(?:s|с|秒)/, 1_000],
  [/^(?:m|м|分)/, 60_000],
  [/^(?:h|st|ore|ora|ч|小时|時)/, 3_600_000],
  [/^(?:d|t|j|g|天|日)/, 86_400_000],
];

/** An amount with its unit: `1.5s`, `20 seconds`, `3 分`. Near miss: `20 requests`. */
const amount =
  /(\d{1,9}(?:\.\d{1,9})?)[ ]?(ms|milli\p{L}{0,12}|seg\p{L}{0,8}|sek\p{L}{0,8}|sec\p{L}{0,8}|сек\p{L}{0,6}|min\p{L}{0,8}|мин\p{L}{0,6}|hours?|hrs?|stunden?|heures?|horas?|ore|ora|час\p{L}{0,3}|days?|毫秒|秒|分|小时|[smhd])(?!\p{L})/giu;

/** Reads `6m0s`, `1.5s`, `20ms`, plain seconds, seconds or milliseconds since 1970, or a date, as headers give them. `undefined` for other text. */
export function durationMs(text: string | null): number | undefined {
  const given = text?.trim() ?? "";
  // A header that came twice is joined by a comma.
  const first = /^[\d.]+\s*,/.test(given) ? given.slice(0, given.indexOf(",")).trim() : given;
  if (/^\d+(?:\.\d+)?$/.test(first)) {
    const number = Number(first);
    const sinceNow = number > 1e11 ? number - Date.now() : number > 1e8 ? number * 1_000 - Date.now() : number * 1_000;
    return Math.max(0, sinceNow);
  }
  if (/^\d{4}-\d\d-\d\dT/.test(first)) return dateMs(first);
  return sumOf(first);
}

/** Reads the wait that a refusal asks for in words: `try again in 1m30s`, `Réessayez dans 5 secondes`. Near miss: `60 requests per 1 minute`. */
export function waitInWords(text: string): number | undefined {
  const found =
    /(?:again|retry|wait|reset\p{L}{0,2}|available|réessay\p{L}{0,3}|reint\p{L}{0,5}|versuch\p{L}{0,4}|riprov\p{L}{0,2}|tent\p{L}{0,4}|повтор\p{L}{0,4}|重试|重試)\P{N}{0,40}?(\d[^\n,;)]{0,40})/iu.exec(
      text,
    );
  return found === null ? undefined : sumOf(/^(?:[\d.]+[ ]?\p{L}+[ ]?)+/u.exec(found[1])?.[0] ?? "");
}

function sumOf(text: string): number | undefined {
  const parts = [...text.toLowerCase().matchAll(amount)];
  if (parts.length === 0) return undefined;
  return parts.reduce((sum, [, count = "", unit = ""]) => sum + Number(count) * unitMs(unit), 0);
}

function unitMs(unit: string): number {
  return unitsMs.find(([beginning]) => beginning.test(unit))?.[1] ?? 0;
}

function dateMs(text: string): number | undefined {
  const atMs = Date.parse(text);
  return Number.isFinite(atMs) ? Math.max(0, atMs - Date.now()) : undefined;
}
