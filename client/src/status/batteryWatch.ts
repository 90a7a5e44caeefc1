import * as vscode from "vscode";
import { inBackground } from "../../../server/src/base/inBackground";
import { isQuietOnBattery } from "../server/configuration";
import { isOnBattery } from "./power";

/** Interval at which the system is asked, in ms; only while the user wants silence on battery. */
const pollMs = 60_000; // guess

/** Knows whether automatic offers pause because the machine runs on battery and the user wants that. */
export class BatteryWatch {
  #isPaused = false;
  #timer: NodeJS.Timeout | undefined;
  readonly #subscription: vscode.Disposable;

  constructor(
    private readonly log: vscode.LogOutputChannel,
    private readonly onChange: () => void,
  ) {
    this.#subscription = vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration("nanotype.quietOnBattery")) inBackground("watching the battery", this.#look());
    });
    inBackground("watching the battery", this.#look());
  }

  get isPaused(): boolean {
    return this.#isPaused;
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#subscription.dispose();
  }

  async #look(): Promise<void> {
    clearTimeout(this.#timer);
    const isWanted = isQuietOnBattery();
    if (isWanted) this.#timer = setTimeout(() => inBackground("watching the battery", this.#look()), pollMs);
    const isPaused = isWanted && (await isOnBattery());
    if (isPaused === this.#isPaused) return;
    this.#isPaused = isPaused;
    this.log.info(isPaused ? "On battery: automatic suggestions pause." : "Automatic suggestions continue.");
    this.onChange();
  }
}
