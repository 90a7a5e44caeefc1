import type { Notice } from "./notices";
import { minutesLeft } from "./snooze";
import type { StatusView } from "./statusText";
import { keptOutAction } from "./verdictAction";
import { actionFor, serverStopped } from "./troubleNotices";

/** Reason why nothing is offered, and what would change that, if anything can. */
export interface SilenceReason {
  readonly message: string;
  readonly action?: Notice["action"] | undefined;
}

/** Returns why nothing can appear by itself at the caret now, or `undefined` if only the server knows. */
export function whySilent({ here, server, snooze, nowMs }: StatusView): SilenceReason | undefined {
  const turnOn = (command: string): Notice["action"] => ({ title: "Turn it on", command });
  if (here.kind === "offEverywhere") return { message: "Nanotype is off.", action: turnOn("nanotype.toggle") };
  if (here.kind === "offForLanguage")
    return { message: `Nanotype is off for ${here.language}.`, action: turnOn("nanotype.toggleLanguage") };
  if (here.kind === "notServed") return { message: here.reason };
  if (here.kind === "hidden") {
    const action = { title: "Open the setting", command: "nanotype.openSettings", argument: here.setting };
    return { message: `VS Code shows no suggestions here: its setting ${here.setting} is off.`, action };
  }
  if (here.kind === "skipped") {
    const action = here.setting === undefined ? undefined : keptOutAction(here.setting);
    return { message: `This document gets no completions: ${here.reason}.`, action };
  }
  if (server.kind === "stopped") return serverStopped;
  if (server.kind === "notStarted") return { message: "Nanotype has not started yet. It starts as soon as you type." };
  if (server.kind === "starting" || server.status?.state === "loading")
    return { message: "Nanotype is just starting. Your suggestion comes as soon as it is ready." };
  if (server.status?.health === "error")
    return { message: server.status.message, action: actionFor(server.status.remedy) };
  if (snooze.kind === "snoozed") {
    const minutes = minutesLeft(snooze.untilMs, nowMs);
    return {
      message: `Nanotype is snoozed for ${minutes} more ${minutes === 1 ? "minute" : "minutes"}. You can still ask with Alt+\\.`,
      action: { title: "End the snooze", command: "nanotype.endSnooze" },
    };
  }
  if (here.kind === "paused") {
    const action = {
      title: "Suggest on battery",
      command: "nanotype.openSettings",
      argument: "nanotype.quietOnBattery",
    };
    return { message: `${here.reason} You can still ask with Alt+\\.`, action };
  }
  return undefined;
}
