import { acceptedCommand, nextEditAcceptedCommand } from "../protocol";
import type { Face, Feature } from "./feature";

/** Registers the commands that offers carry. A client that reports acceptance itself isn't offered them a second time. */
export function registerOfferCommands({ connection, lifecycle, engine, options }: Face): Feature {
  const commands = new Map<string, (id: string) => void>([
    [acceptedCommand, (id) => engine.metrics.accepted(id)],
    [nextEditAcceptedCommand, (id) => engine.nextEdits.accepted(id)],
  ]);
  connection.onExecuteCommand(
    lifecycle.guard(({ command, arguments: values }) => {
      const id: unknown = values?.[0];
      if (typeof id === "string") commands.get(command)?.(id);
    }),
  );
  if (options.reportsAcceptance) return {};
  return { capabilities: { executeCommandProvider: { commands: [...commands.keys()] } } };
}
