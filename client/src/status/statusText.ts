import type { Status } from "../../../server/src/protocol";
import { minutesLeft, type Snooze } from "./snooze";

/** Everything that the status bar item shows; all of it but `here` and `snooze` comes from the server. */
export interface StatusView {
  /** The server as the extension sees it; `status` is its last `nanotype/status`. */
  readonly server:
    | { readonly kind: "notStarted" }
    | { readonly kind: "starting" }
    | { readonly kind: "running"; readonly status: Status | undefined }
    | { readonly kind: "stopped" };
  readonly snooze: Snooze;
  /** Whether the user wants completions at the caret. */
  readonly here:
    | { readonly kind: "on" }
    | { readonly kind: "offEverywhere" }
    /** `language` as people call it. */
    | { readonly kind: "offForLanguage"; readonly language: string }
    | { readonly kind: "skipped"; readonly reason: string; readonly setting?: string | undefined }
    /** A setting of the editor keeps suggestions from being shown. */
    | { readonly kind: "hidden"; readonly setting: string }
    | { readonly kind: "paused"; readonly reason: string }
    /** An editor of something else than people's own texts: a log, a comparison, a read-only file. */
    | { readonly kind: "notServed"; readonly reason: string }
    | { readonly kind: "noEditor" };
  /** Wall-clock time, in ms since 1970. */
  readonly nowMs: number;
}

export interface StatusText {
  /** Text with a codicon, as a status bar item takes it. */
  readonly text: string;
  /** A sentence or two to follow "Nanotype:": the state, and what to do about it. */
  readonly tooltip: string;
  readonly severity: "none" | "warning" | "error";
}

/** Turns the state into an icon and a sentence; the most important fact wins. */
export function statusText(view: StatusView): StatusText {
  const { server, snooze, here } = view;
  if (here.kind === "offEverywhere") return plain("circle-slash", "Off. Click to turn it on.");
  if (server.kind === "stopped") {
    return {
      text: "$(error) Nanotype",
      tooltip: "The language server keeps crashing. Typing is not affected. Click to start it again.",
      severity: "error",
    };
  }
  const status = server.kind === "running" ? server.status : undefined;
  if (status?.health === "error") {
    return {
      text: "$(error) Nanotype",
      tooltip: status.message || "No suggestions are possible now.",
      severity: "error",
    };
  }
  if (snooze.kind === "snoozed") {
    const minutes = minutesLeft(snooze.untilMs, view.nowMs);
    return plain(
      "bell-slash",
      `Snoozed for ${minutes} more ${minutes === 1 ? "minute" : "minutes"}.`,
      `${minutes} min`,
    );
  }
  if (here.kind === "offForLanguage") return plain("circle-slash", `Off for ${here.language}. Click to turn it on.`);
  if (here.kind === "skipped") return plain("circle-slash", `Off in this document: ${sentence(here.reason)}`);
  if (here.kind === "hidden")
    return plain("circle-slash", `Nothing can be shown: the editor's setting ${here.setting} is off.`);
  if (here.kind === "paused") return plain("circle-slash", here.reason);
  if (status?.health === "warning") {
    return { text: "$(warning) Nanotype", tooltip: status.message, severity: "warning" };
  }
  if (server.kind === "starting") return plain("loading~spin", "Starting.");
  if (status?.state === "loading") return loading(status);
  if (status?.isConsentWanted === true)
    return { text: "$(shield) Nanotype", tooltip: `${status.message} Click to decide.`, severity: "warning" };
  const model = status?.model ? ` (${status.model})` : "";
  if (status?.state === "busy") return plain("loading~spin", `Thinking${model}.`);
  if (server.kind === "notStarted") {
    return plain("zap", "Starts as soon as you type in an editor.");
  }
  return plain("zap", status?.message ? status.message : `Ready${model}.`);
}

function loading(status: Status): StatusText {
  const percent = status.progress === undefined ? "" : `${Math.floor(status.progress * 100)} %`;
  return plain("loading~spin", status.message || "Loading the model.", percent);
}

function plain(icon: string, tooltip: string, detail = ""): StatusText {
  return { text: `$(${icon}) Nanotype${detail === "" ? "" : ` ${detail}`}`, tooltip, severity: "none" };
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
