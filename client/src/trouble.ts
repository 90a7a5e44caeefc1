import type { Remedy, Status } from "../../server/src/protocol";
import type { Notice } from "./notices";

/**
 * Tells of trouble with the server when it begins: once when something restricts completions, once when the model has
 * stopped. What it turns into afterwards is for the status bar, until all is well again.
 */
export class Trouble {
  #told: "nothing" | "restriction" | "stop" = "nothing";

  constructor(private readonly show: (notice: Notice) => void) {}

  /** Takes the server's newest status. */
  update({ health, state, message, remedy }: Status): void {
    if (health === "ok") {
      // A model that loads may fail again in a moment; only work proves that the trouble is over.
      if (state === "ready" || state === "busy") this.#told = "nothing";
      return;
    }
    const kind = state === "stopped" ? "stop" : "restriction";
    if (message === "" || this.#told === "stop" || this.#told === kind) return;
    this.#told = kind;
    this.show({
      message: `Nanotype: ${message}`,
      severity: health,
      action: actionFor(remedy),
    });
  }
}

/** The one thing that the notification offers to do. */
function actionFor(remedy: Remedy | undefined): Notice["action"] {
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
