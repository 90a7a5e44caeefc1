import { CliError } from "./cliError";

/**
 * Runs a task that Ctrl+C stops; the second one ends the process at once. The process stays alive meanwhile, even if the task only waits
 * for a clock.
 * @throws the task's errors; a task that is stopped throws its signal's reason, a CliError
 */
export async function untilStopped<T>(task: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const stopped = new AbortController();
  const stop = (): void => stopped.abort(new CliError(1, "Stopped."));
  process.once("SIGINT", stop).once("SIGTERM", stop);
  const alive = setInterval(() => undefined, 60_000);
  try {
    return await task(stopped.signal);
  } finally {
    clearInterval(alive);
    process.off("SIGINT", stop).off("SIGTERM", stop);
  }
}
