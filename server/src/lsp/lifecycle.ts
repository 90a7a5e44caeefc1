import { ErrorCodes, ResponseError, type CancellationToken } from "vscode-languageserver";
import { describeError } from "../base/log";

/** The phases of a server's life (LSP specification, section "Server lifecycle"): before `initialize`, until `initialized`, until `shutdown`, after it. */
type Phase = "new" | "starting" | "running" | "shutDown";

/** Tracks the server's life, and refuses requests before `initialized` or after `shutdown`. */
export class Lifecycle {
  phase: Phase = "new";

  /**
   * Wraps a request's handler so that it runs only while the server does, and so that the client receives a failure's kind and
   * place: the error's message, which the protocol's library would send, may hold text of the user's.
   */
  guard<P, R>(
    handler: (params: P, token: CancellationToken) => R | Promise<R>,
  ): (params: P, token: CancellationToken) => Promise<R | ResponseError> {
    return async (params, token) => {
      switch (this.phase) {
        case "new":
        case "starting":
          return notInitialized();
        case "shutDown":
          return new ResponseError(ErrorCodes.InvalidRequest, "Nanotype was shut down.");
        case "running":
          try {
            return await handler(params, token);
          } catch (error) {
            if (error instanceof ResponseError) return error;
            const what = `Nanotype could not answer this request (${describeError(error)}); completions continue.`;
            return new ResponseError(ErrorCodes.InternalError, what);
          }
      }
    };
  }
}

/** Returns the answer to a request that comes too early. */
export function notInitialized(): ResponseError {
  return new ResponseError(ErrorCodes.ServerNotInitialized, "Nanotype is not initialized yet.");
}
