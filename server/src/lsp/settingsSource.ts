import { DidChangeConfigurationNotification, type Connection, type InitializeParams } from "vscode-languageserver";
import type { Clock } from "../base/clock";
import { readPushedSettings, type Configuration } from "../settings/configuration";

/** Section of the client's settings that is ours. */
const section = "nanotype";

/**
 * Keeps `configuration` in step with the client: asks it where it can be asked (`workspace/configuration`), else takes what it
 * sends. Call it on `initialized`.
 */
export function followSettings(params: {
  connection: Connection;
  client: InitializeParams["capabilities"];
  configuration: Configuration;
  clock: Clock;
}): void {
  const { connection, client, configuration, clock } = params;
  const canBeAsked = client.workspace?.configuration === true;
  const ask = (): Promise<unknown> => connection.workspace.getConfiguration(section);

  connection.onDidChangeConfiguration(({ settings }) => {
    if (canBeAsked) configuration.pull(ask, clock);
    else if (settings !== null && settings !== undefined) configuration.apply(readPushedSettings(settings));
  });
  if (client.workspace?.didChangeConfiguration?.dynamicRegistration)
    // Other settings are not our business; a client that refuses still gets its first settings right.
    connection.client.register(DidChangeConfigurationNotification.type, { section }).catch(() => undefined);
  if (canBeAsked) configuration.pull(ask, clock);
  else configuration.apply(undefined);
}
