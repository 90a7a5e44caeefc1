import { CancellationTokenSource, type Connection } from "vscode-languageserver";
import type { Position } from "vscode-languageserver";
import { namesMethod, namesResult, type NamesParams } from "../protocol";

/** Asks the client for the names after a dot; a client that fails to answer knows none. */
export function createNamesAsker(connection: Connection) {
  return async (
    { uri, version, position }: { readonly uri: string; readonly version: number; readonly position: Position },
    signal: AbortSignal,
  ): Promise<readonly string[] | undefined> => {
    const params: NamesParams = { textDocument: { uri, version }, position };
    const cancellation = new CancellationTokenSource();
    signal.addEventListener("abort", () => cancellation.cancel(), { once: true });
    const answer: unknown = await connection
      .sendRequest(namesMethod, params, cancellation.token)
      .catch(() => undefined);
    return namesResult().safeParse(answer).data ?? undefined;
  };
}
