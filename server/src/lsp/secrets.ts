import type { Connection } from "vscode-languageserver";
import type { AskSecret } from "../model/routing/credentials";
import { secretMethod, type SecretParams } from "../protocol";

/** Asks the client's keychain for keys, if it announces one. A client that fails to answer has no key. */
export function createSecretAsker(connection: Connection, keepsSecrets: boolean): AskSecret {
  return async ({ name }) => {
    if (!keepsSecrets) return undefined;
    const params: SecretParams = { name };
    const answer: unknown = await connection.sendRequest(secretMethod, params).catch(() => undefined);
    if (typeof answer !== "object" || answer === null || !("kind" in answer) || !("value" in answer)) return undefined;
    const { kind, value } = answer;
    if ((kind !== "key" && kind !== "token") || typeof value !== "string" || value === "") return undefined;
    return { kind, value };
  };
}
