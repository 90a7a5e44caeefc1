import type { Endpoint } from "../settings/endpoint";
import { CliError } from "./cliError";

/** Makes the error about an endpoint that the settings don't have. */
export function unknownEndpoint(name: string, endpoints: readonly Endpoint[]): CliError {
  const known = endpoints.map((endpoint) => endpoint.name).join(", ");
  return new CliError(
    2,
    known === "" ? "There are no endpoints yet." : `There is no endpoint "${name}". Known: ${known}.`,
  );
}
