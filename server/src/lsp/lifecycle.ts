import { ErrorCodes, ResponseError, type CancellationToken } from "vscode-languageserver";

/** Where a server stands in the life that LSP prescribes (specification, section "Server lifecycle"). */
export type Phase = "starting" | "running" | "shutDown";

/** Follows the server's life, and refuses requests that come before `initialized` or after `shutdown`. */
export class Lifecycle {
  phase: Phase = "starting";

  /** Wraps a request's handler so that it runs only while the server does. */
  guard<P, R>(
    handler: (params: P, token: CancellationToken) => R,
  ): (params: P, token: CancellationToken) => R | ResponseError {
    return (params, token) => {
      switch (this.phase) {
        case "starting":
          return new ResponseError(ErrorCodes.ServerNotInitialized, "Nanotype is not initialized yet.");
        case "shutDown":
          return new ResponseError(ErrorCodes.InvalidRequest, "Nanotype was shut down.");
        case "running":
          return handler(params, token);
      }
    };
  }
}
