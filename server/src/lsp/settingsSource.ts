import { DidChangeConfigurationNotification } from "vscode-languageserver";
import { inBackground } from "../base/inBackground";
import { readPushedSettings } from "../settings/configuration";
import type { Face, Feature } from "./feature";

/** Our section of the client's settings. */
const section = "nanotype";

/** Keeps the settings in step with the client: asks a client that can be asked (`workspace/configuration`), else takes the settings that it sends. */
export function registerSettings({ connection, client, configuration, lifecycle, engine }: Face): Feature {
  const canBeAsked = client.workspace?.configuration === true;
  const pull = (): void => configuration.pull(() => connection.workspace.getConfiguration(section), engine.clock);
  configuration.changed.listen((settings) => {
    if (lifecycle.phase === "running") inBackground("applying settings", engine.use(settings));
  });
  return {
    start() {
      connection.onDidChangeConfiguration(({ settings }) => {
        if (canBeAsked) pull();
        else if (settings !== null && settings !== undefined) configuration.apply(readPushedSettings(settings));
      });
      if (client.workspace?.didChangeConfiguration?.dynamicRegistration)
        // Other settings are not our business; a client that refuses still gets its first settings right.
        connection.client.register(DidChangeConfigurationNotification.type, { section }).catch(() => undefined);
      if (canBeAsked) pull();
      else configuration.apply(undefined);
    },
  };
}
