import type { Verdict } from "../../../server/src/protocol";
import type { Notice } from "./notices";

/** Returns the button that changes why nothing was suggested; `undefined` if nothing would. */
export function verdictAction(verdict: Verdict | undefined): Notice["action"] | undefined {
  switch (verdict?.kind) {
    case undefined:
      return undefined;
    case "uncertain":
      return verdict.eagerness === "eager"
        ? undefined
        : { title: "Show more suggestions", command: "nanotype.chooseEagerness", argument: more[verdict.eagerness] };
    case "switchedOff":
      return { title: turnOnTitle(verdict.name), command: "nanotype.turnOn", argument: verdict.name };
    case "keptOut":
      return keptOutAction(verdict.setting);
    case "refused":
    case "risky":
      return { title: "Suggest it now", command: "editor.action.inlineSuggest.trigger" };
    case "failed":
      return { title: "Show the log", command: "nanotype.showLog" };
  }
}

/** Returns the button for a document that a setting keeps out. */
export function keptOutAction(setting: string): Notice["action"] {
  const title = setting === "nanotype.exclude" ? "Allow here…" : "Open the setting";
  return { title, command: "nanotype.openSettings", argument: setting };
}

/** The next eagerness up. */
const more = { quiet: "balanced", balanced: "eager" } as const;

/** Names an entry of `nanotype.enable`: `comments`, `python:comments`, `python`, `*`. */
function turnOnTitle(name: string): string {
  if (name === "*") return "Turn on everywhere";
  const [language, kind] = name.includes(":") ? name.split(":") : [undefined, name];
  const isKind = kind === "comments" || kind === "strings" || kind === "prose";
  if (!isKind) return `Turn on for ${name}`;
  return language === undefined ? `Turn on in ${kind}` : `Turn on in ${kind} of ${language}`;
}
