import { BackendError } from "../errors";
import { inBackground } from "../../base/inBackground";

/**
 * Resolves with the result of `work` unless `signal` aborts first: a keychain or a token command may be slow.
 * @throws BackendError `timeout` if it aborts.
 */
export function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(new BackendError("timeout", "The request has been given up."));
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, { once: true });
    const ended = work.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
    inBackground("waiting for a key", ended);
  });
}
