import type { Remedy, Status } from "../../../server/src/protocol";
import type { Notice } from "./notices";

/** A model process that ends is started again by itself; only one that ends so many times is worth telling. */
const toldDeathCount = 3; // guess

/**
 * Tells of trouble with the server when it begins: once when something restricts completions, once when the model has
 * stopped and does not come back by itself. What it turns into afterwards is for the status bar, until all is well again.
 */
export class Trouble {
  #told: "nothing" | "restriction" | "stop" = "nothing";
  #deathCount = 0;

  constructor(private readonly show: (notice: Notice) => void) {}

  /** Takes the server's newest status. */
  update({ health, state, message, remedy }: Status): void {
    if (health === "ok") {
      // A model that loads may fail again in a moment; only work proves that the trouble is over.
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

/** The one thing to do about trouble: what cures it, or else a look into the log. */
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

/** What is told of a server that is not started again by itself. */
export const serverStopped = {
  message: "Nanotype's language server keeps crashing, so there are no completions. Typing is not affected.",
  severity: "error",
  action: { title: "Start it again", command: "nanotype.restart" },
} as const satisfies Notice;
