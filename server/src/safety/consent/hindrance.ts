import { modeOf, usesEndpoints } from "../../settings/modes";
import type { Settings } from "../../settings/settings";
import type { Gate } from "./gate";

/** Explains in a sentence why nothing is sent for a document at the moment; `undefined` if text is sent. */
export function hindrance(settings: Settings, gate: Gate, uri: string): string | undefined {
  const mode = modeOf(settings);
  if (!usesEndpoints(mode)) return `Nothing is sent at the moment: nanotype.mode is ${mode}.`;
  switch (gate.permission(uri)) {
    case "allowed":
      return undefined;
    case "restricted":
      return "Nothing is sent at the moment: the workspace is in Restricted Mode.";
    case "declined":
      return "Nothing is sent at the moment: you keep this workspace's code on this machine.";
    case "undecided":
      return "Nothing is sent at the moment: you have not allowed it for this folder.";
  }
}
