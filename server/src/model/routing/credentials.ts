import { keyVariable, type Endpoint } from "../../settings/endpoint";
import type { Credential } from "../cloud/credential";
import type { TokenCommand } from "../cloud/tokenCommand";

/** Asks the client that keeps the user's keys (VS Code's keychain); `undefined` if there is none. */
export type AskSecret = (named: { readonly name: string }) => Promise<Credential | undefined>;

/**
 * Finds an endpoint's key: the variable named after it, the output of its token command, for Azure the usual
 * `AZURE_OPENAI_API_KEY` or the Entra token in `AZURE_OPENAI_AD_TOKEN`, else the keychain. Looked up for each request, so that a new key or token
 * counts at once.
 */
export async function findCredential(
  endpoint: Endpoint,
  from: {
    readonly environment: Readonly<Partial<Record<string, string>>>;
    readonly tokenCommand: TokenCommand | undefined;
    readonly askSecret: AskSecret;
  },
): Promise<Credential | undefined> {
  const { environment, tokenCommand, askSecret } = from;
  const own = environment[keyVariable(endpoint.name)];
  if (own !== undefined && own !== "") return { kind: "key", value: own };
  if (tokenCommand !== undefined) return { kind: "token", value: await tokenCommand.token() };
  if (endpoint.kind === "azure") {
    const key = environment["AZURE_OPENAI_API_KEY"];
    if (key !== undefined && key !== "") return { kind: "key", value: key };
    const token = environment["AZURE_OPENAI_AD_TOKEN"];
    if (token !== undefined && token !== "") return { kind: "token", value: token };
  }
  return askSecret(endpoint);
}
