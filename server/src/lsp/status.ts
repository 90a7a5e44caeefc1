import { megabytes } from "../base/megabytes";
import type { LocalModelState } from "../model/local/localModel";
import type { ModelSlot } from "../model/modelSlot";
import { notAnswering } from "../model/local/silence";
import type { LoadProgress } from "../model/local/readAhead";
import type { Clock } from "../base/clock";
import type { BackendError, BackendErrorKind } from "../model/errors";
import { inBackground } from "../base/inBackground";
import { statusMethod, type Remedy, type Status } from "../protocol";
import type { Face, Feature } from "./feature";

/** Time for which changes are gathered before the client is notified, in ms: a fast answer then does not make the status flicker. */
const gatherMs = 50; // guess

/** Inputs of the status. */
export interface StatusInputs {
  readonly model: { readonly state: LocalModelState; readonly backend: string; readonly name: string };
  /** Number of running completions. */
  readonly busyCount: number;
  /** True if the workspace memory can answer while the model cannot. */
  readonly isMemoryOn: boolean;
  /** Restrictions of completions besides the model: wrong settings first, then endpoints; a sentence each, and what to do. */
  readonly warnings: readonly { readonly message: string; readonly remedy?: Remedy }[];
  /** Notices for the user although nothing is wrong, a sentence each. */
  readonly notices: readonly string[];
  /** True while endpoints wait for the user's consent. */
  readonly isConsentWanted?: boolean;
  /** True while the session is being recorded. */
  readonly isRecording?: boolean;
  readonly skippedDocuments: Status["skippedDocuments"];
}

/** Registers `nanotype/status`, which the client hears whenever the state has changed. */
export function registerStatus({ connection, configuration, engine, busy }: Face): Feature {
  const { clock, slot, textSlot, router, allowedModel, cloud, stores, gate, documents, exclusion, sessionFolder } =
    engine;
  let busyCount = 0;
  const status = new StatusReporter({
    clock,
    read: () => ({
      model: { state: slot.state, backend: router.answering.backend, name: router.answering.model },
      busyCount,
      isMemoryOn: configuration.settings.memoryEnabled,
      warnings: [
        ...configuration.warnings.map(({ key, message }) => ({
          message,
          remedy: { kind: "mendSetting" as const, key },
        })),
        ...[configuration.policyWarning ?? []].flat().map((message) => ({ message })),
        ...[allowedModel.refusal ?? []]
          .flat()
          .map((message) => ({ message, remedy: { kind: "chooseModel" as const } })),
        ...textModelWarning(textSlot),
        ...cloud.warnings(),
        ...stores.warnings().map((message) => ({ message })),
      ],
      notices: [...configuration.notices, gate.notice() ?? [], ...cloud.notices()].flat(),
      isConsentWanted: gate.isWaiting,
      isRecording: sessionFolder.isRecording,
      skippedDocuments: documents.skipped().filter(({ uri }) => exclusion.verdict(uri).kind !== "pending"),
    }),
    send: (news) => inBackground("sending the status", connection.sendNotification(statusMethod, news)),
  });
  engine.changed.listen(() => status.update());
  busy.listen((change) => {
    busyCount += change;
    status.update();
  });
  return { dispose: () => status.dispose() };
}

/** Warns of a model for prose that can't be used. */
function textModelWarning({ isUsed, state }: ModelSlot): StatusInputs["warnings"] {
  if (!isUsed || state.kind !== "stopped") return [];
  return [{ message: `nanotype.local.textModel: ${state.error.message} The model for code completes prose too.` }];
}

/** Sends the status to the client: gathered over 50 ms, and only changes. */
export class StatusReporter {
  readonly #clock: Clock;
  readonly #read: () => StatusInputs;
  readonly #send: (status: Status) => void;
  #cancel: (() => void) | undefined;
  #lastSent = "";

  /** `read` collects the inputs at the moment of sending. */
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

/** Builds the protocol's status message. */
export function statusOf(inputs: StatusInputs): Status {
  const { model, busyCount, isMemoryOn, warnings, notices, skippedDocuments } = inputs;
  const common = {
    ...{ backend: model.backend, model: model.name, skippedDocuments },
    ...(inputs.isConsentWanted === true ? { isConsentWanted: true as const } : {}),
    ...(inputs.isRecording === true ? { isRecording: true as const } : {}),
  };
  const told = warnings.map(({ message }) => message);
  switch (model.state.kind) {
    case "loading":
      // Other problems are reported once this one is over, a moment later.
      return {
        health: model.state.instead === undefined ? "ok" : "warning",
        state: "loading",
        ...loading(model.state),
        ...common,
      };
    case "stopped": {
      const { error } = model.state;
      const message = [error.message, ...told].join(" ");
      const health = isMemoryOn ? "warning" : "error";
      return { health, state: "stopped", message, ...remedyOf(modelRemedy(error)), ...common };
    }
    case "idle":
    case "ready": {
      const state = model.state.kind === "ready" && busyCount > 0 ? "busy" : "ready";
      if (model.state.kind === "ready" && model.state.runtime === "wasm") told.unshift(onWasm);
      if (model.state.kind === "ready" && model.state.isSilent === true) told.unshift(notAnswering);
      const health = told.length > 0 ? "warning" : "ok";
      return {
        health,
        state,
        message: [...told, ...notices].join(" "),
        ...remedyOf(warnings.at(0)?.remedy),
        ...common,
      };
    }
  }
}

function loading({
  progress,
  instead,
}: {
  progress?: LoadProgress;
  instead?: BackendError;
}): Pick<Status, "message" | "progress"> {
  if (progress === undefined) return { message: instead?.message ?? "The model is being loaded." };
  const { readBytes, totalBytes } = progress;
  const size = `${megabytes(totalBytes)} MB`;
  if (readBytes === totalBytes)
    return { message: `The model is being loaded: its ${size} are read and being prepared.` };
  const share = readBytes / totalBytes;
  return { message: `The model is being loaded: ${Math.floor(100 * share)} % of ${size} read.`, progress: share };
}

/** Failures that another model would cure; a process that died restarts by itself. */
const curedByModel: readonly BackendErrorKind[] = ["modelMissing", "modelCorrupt", "outOfMemory"];

function modelRemedy({ kind }: BackendError): Remedy | undefined {
  return curedByModel.includes(kind) ? { kind: "chooseModel" } : undefined;
}

function remedyOf(remedy: Remedy | undefined): Pick<Status, "remedy"> {
  return remedy === undefined ? {} : { remedy };
}
