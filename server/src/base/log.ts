/** From the most to the least urgent. */
const logLevels = ["error", "warn", "info", "debug"] as const;
export type LogLevel = (typeof logLevels)[number];

/**
 * Fields of a log line besides its sentence: ids, sizes, times and kinds.
 * Invariant: never document text, a key, or a path outside the workspace.
 */
type LogFields = Readonly<Record<string, number | boolean | string | undefined>>;

/** Levelled, structured log. The message is a fixed sentence; everything variable goes into the fields. */
export interface Logger {
  error(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  debug(message: string, fields?: LogFields): void;
}

/** Receiver of finished lines: an LSP client's window, stderr, or a test's array. Must not throw. */
export type LogSink = (level: LogLevel, line: string) => void;

/** Longest value a field may have, in UTF-16 units: enough for an id or a reason, too short for a listing. // guess */
const maxFieldLength = 200;

/** Makes a log that passes `sink` every line that is at least as urgent as `level()`, which is read for each line. */
export function createLog(params: { sink: LogSink; level: () => LogLevel }): Logger {
  const write =
    (level: LogLevel) =>
    (message: string, fields?: LogFields): void => {
      if (logLevels.indexOf(level) > logLevels.indexOf(params.level())) return;
      params.sink(level, message + formatFields(fields));
    };
  return { error: write("error"), warn: write("warn"), info: write("info"), debug: write("debug") };
}

/** A log that discards its lines, for tests and for parts built without one. */
export const silentLog: Logger = createLog({ sink: () => undefined, level: () => "error" });

/** Writes lines to stderr. A closed stderr is ignored: it has no reader left. */
export function stderrSink(level: LogLevel, line: string): void {
  if (process.stderr.writable) process.stderr.write(`[${level}] ${line}\n`);
}

/**
 * Names an unknown failure for a log line: class, code and where it was thrown. The message is left out:
 * it may hold text of the user's (a parser quotes its input, a model session its token ids).
 */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const code = "code" in error && typeof error.code === "string" ? ` ${error.code}` : "";
  const kind = "kind" in error && typeof error.kind === "string" ? ` ${error.kind}` : "";
  // The stack repeats the message, which may look like a frame itself.
  const place = error.stack
    ?.replace(error.message, "")
    .split("\n    at ")[1]
    ?.split(/[\\/]/)
    .at(-1)
    ?.replace(/[^\w.:].*$/s, "");
  return `${error.name}${code}${kind}${place ? ` at ${place}` : ""}`;
}

function formatFields(fields: LogFields | undefined): string {
  const parts = Object.entries(fields ?? {})
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${formatValue(value)}`);
  return parts.length > 0 ? ` ${parts.join(" ")}` : "";
}

function formatValue(value: number | boolean | string | undefined): string {
  if (typeof value === "number") return String(Math.round(value * 1000) / 1000);
  if (typeof value !== "string") return String(value);
  const short = value.length > maxFieldLength ? `${value.slice(0, maxFieldLength)}…` : value;
  return /^[\w.:/%@#-]+$/.test(short) ? short : JSON.stringify(short);
}
