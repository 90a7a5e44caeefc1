import type { Remedy, Status } from "../../../server/src/protocol";
import type { Notice } from "./notices";

/** Deaths of the model process before the user is notified; below that, it simply restarts. */
const toldDeathCount = 3; // guess

/**
 * Reports trouble with the server when it begins. It does so once when something restricts completions, and once when
 * the model has stopped and doesn't come back by itself. The status bar shows later changes, until all is well again.
 */
export class TroubleNotices {
  #told: "nothing" | "restriction" | "stop" = "nothing";
  #deathCount = 0;

  constructor(private readonly show: (notice: Notice) => void) {}

  /** Takes the server's newest status. */
  update({ health, state, message, remedy }: Status): void {
    if (health === "ok") {
      // A loading model may fail again in a moment; only work proves that the trouble is over.
      if (state === "ready" || state === "busy") this.#told = "nothing";
      return;
    }
    const kind = state === "stopped" ? "stop" : "restriction";
    const isDeath = kind === "stop" && remedy === undefined;
    if (isDeath && ++this.#deathCount < toldDeathCount) return;
    if (message === "" || this.#told === "stop" || this.#told === kind) return;
    this.#told = kind;
    this.show({
      message: `Nanotype: ${message}`,
      severity: health,
      action: actionFor(remedy),
    });
  }
}

/** Returns the one thing to do about trouble: its cure, or else a look into the log. */
export function actionFor(remedy: Remedy | undefined): Notice["action"] {
  switch (remedy?.kind) {
    case "mendSetting":
      return { title: "Open the settings", command: "nanotype.openSettings", argument: remedy.key };
    case "setApiKey":
      return { title: "Set the key", command: "nanotype.setApiKey", argument: remedy.endpoint };
    case "chooseModel":
      return { title: "Choose a model", command: "nanotype.chooseModel" };
    case undefined:
      return { title: "Show the log", command: "nanotype.showLog" };
  }
}

/** Notice about a server that is not restarted by itself. */
export const serverStopped = {
  message: "Nanotype's language server keeps crashing, so completions are off. Typing is not affected.",
  severity: "error",
  action: { title: "Start it again", command: "nanotype.restart" },
} as const satisfies Notice;
