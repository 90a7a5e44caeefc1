import type { LocalModelState } from "./backend/local/localModel";
import type { Clock } from "./clock";
import type { Status } from "./protocol";

/** How long changes are gathered before the client is told, in ms: a fast answer then does not make the status flicker. */
const gatherMs = 50; // guess

/** What the status is made of. */
export interface StatusInputs {
  readonly model: { readonly state: LocalModelState; readonly backend: string; readonly name: string };
  /** Completions under way. */
  readonly busyCount: number;
  /** Whether the workspace memory can answer while the model cannot. */
  readonly isMemoryOn: boolean;
  /** What is wrong with the settings, a sentence each. */
  readonly warnings: readonly string[];
  readonly skippedDocuments: Status["skippedDocuments"];
}

/** Tells the client the state of affairs: gathered over 50 ms, and only what is news. */
export class StatusReporter {
  readonly #clock: Clock;
  readonly #read: () => StatusInputs;
  readonly #send: (status: Status) => void;
  #cancel: (() => void) | undefined;
  #lastSent = "";

  /** `read` collects the inputs at the moment of telling. */
  constructor(params: { clock: Clock; read: () => StatusInputs; send: (status: Status) => void }) {
    this.#clock = params.clock;
    this.#read = params.read;
    this.#send = params.send;
  }

  /** Notes that something may have changed. */
  update(): void {
    this.#cancel ??= this.#clock.after(gatherMs, () => {
      this.#cancel = undefined;
      const status = statusOf(this.#read());
      const text = JSON.stringify(status);
      if (text === this.#lastSent) return;
      this.#lastSent = text;
      this.#send(status);
    });
  }

  dispose(): void {
    this.#cancel?.();
  }
}

const onWasm = "The native runtime does not run on this machine; suggestions come more slowly, from WebAssembly.";

/** Puts the state of affairs into the words of the protocol. */
export function statusOf(inputs: StatusInputs): Status {
  const { model, busyCount, isMemoryOn, warnings, skippedDocuments } = inputs;
  const common = { backend: model.backend, model: model.name, skippedDocuments };
  const settingsMessage = warnings.join(" ");
  if (model.state.kind === "stopped") {
    const message = [model.state.error.message, ...warnings].join(" ");
    return { health: isMemoryOn ? "warning" : "error", state: "stopped", message, ...common };
  }
  const health = warnings.length > 0 ? "warning" : "ok";
  switch (model.state.kind) {
    case "loading":
      return { health, state: "loading", message: settingsMessage || "The model is being loaded.", ...common };
    case "idle":
      return { health, state: "ready", message: settingsMessage, ...common };
    case "ready": {
      const state = busyCount > 0 ? "busy" : "ready";
      if (model.state.runtime === "native") return { health, state, message: settingsMessage, ...common };
      return { health: "warning", state, message: [onWasm, ...warnings].join(" "), ...common };
    }
  }
}
