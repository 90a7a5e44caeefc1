import type { Connection } from "vscode-languageserver";
import type { AskSecret } from "../model/routing/credentials";
import { secretMethod, secretResult, type SecretParams } from "../protocol";

/** Asks the client's keychain for keys, if it announces one. A client that fails to answer has no key. */
export function createSecretAsker(connection: Connection, keepsSecrets: boolean): AskSecret {
  return async ({ name }) => {
    if (!keepsSecrets) return undefined;
    const params: SecretParams = { name };
    const answer: unknown = await connection.sendRequest(secretMethod, params).catch(() => undefined);
    return secretResult().safeParse(answer).data;
  };
}
