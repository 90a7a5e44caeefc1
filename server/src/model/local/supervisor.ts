import type { Clock } from "../../base/clock";
import { inBackground } from "../../base/inBackground";
import { BackendError } from "../errors";
import type { BackendLimits } from "../backend";
import { ChildModel, type Found } from "./childModel";
import type { LoadOptions, ToModelProcess } from "./ipc";
import type { LoadProgress } from "./readAhead";

/** State of the model process. */
export type LocalModelState =
  /** Not started yet, or ended because it was unused; the next request starts it. */
  | { readonly kind: "idle" }
  /** `progress` of large models only; `instead` says why the process before it had to be ended. */
  | { readonly kind: "loading"; readonly progress?: LoadProgress; readonly instead?: BackendError }
  | {
      readonly kind: "ready";
      readonly model: string;
      readonly limits: BackendLimits;
      /** `wasm` if the native runtime does not run and WebAssembly replaced it: the same answers, but slower. */
      readonly runtime: "native" | "wasm";
      /** True if it has work and has sent nothing for 3 s. */
      readonly isSilent?: boolean;
    }
  /** It cannot run; tried again after a while. */
  | { readonly kind: "stopped"; readonly error: BackendError };

/** Parameters of the supervisor; times in ms, sizes in bytes. */
export interface SupervisorParams {
  /** The bundle to fork, `dist/modelProcess.js`. */
  readonly bundlePath: string;
  /** The bundle to fork on machines on which the native runtime does not run, `dist/modelProcessWasm.js`. */
  readonly wasmBundlePath: string | undefined;
  readonly options: LoadOptions;
  /** Time without a request after which the process is ended; only its end frees its memory. */
  readonly idleLimitMs: number;
  /** Resident memory above which the process is replaced between two requests. */
  readonly memoryLimitBytes: number;
  readonly clock: Clock;
  onState(state: LocalModelState): void;
  /** Called with each process that is ready, before its first request. */
  onStart(child: ChildModel): void;
  /** Called with each answer to a search. */
  onFound(found: Found): void;
}

/** Waits before the next start, by the number of deaths without a finished request in between. // guess */
const backoffMs = [0, 500, 2_000, 10_000, 60_000];
/** Time after which a model that cannot be loaded is tried again; the user may have fixed it. // guess */
const retryLoadMs = 15_000;

/** Keeps one model process alive while it is needed: the only place that starts, restarts and kills it. */
export class Supervisor {
  #state: LocalModelState = { kind: "idle" };
  #child: ChildModel | undefined;
  #deathCount = 0;
  #blocked: { readonly untilMs: number; readonly error: BackendError } | undefined;
  #cancelIdle: () => void = () => undefined;
  #isDisposed = false;
  #isOnWasm = false;
  #endedCpuMs = 0;
  /** Reason for which the last process was ended, until another one is ready. */
  #hung: BackendError | undefined;

  constructor(readonly params: SupervisorParams) {}

  get state(): LocalModelState {
    return this.#state;
  }

  get rssBytes(): number {
    return this.#child?.rssBytes ?? 0;
  }

  /** Processor time of all processes so far, in ms. */
  get cpuMs(): number {
    return this.#endedCpuMs + (this.#child?.cpuMs ?? 0);
  }

  get processId(): number | undefined {
    return this.#child?.processId;
  }

  /**
   * Returns the process with its model loaded; starts it if necessary.
   * @throws BackendError modelMissing, modelCorrupt, outOfMemory, processDied
   */
  async ready(): Promise<ChildModel> {
    for (;;) {
      const child = this.#child ?? this.#start();
      try {
        await child.loaded;
        return child;
      } catch (error) {
        // Another process may have replaced it at once; see `#ended`.
        if (!this.#child || this.#child === child) throw error;
      }
    }
  }

  /** Passes a message on if a process runs; otherwise drops it. Returns whether one runs. */
  tell(message: ToModelProcess): boolean {
    if (this.#state.kind !== "ready" || this.#child === undefined) return false;
    this.#child.send(message);
    return true;
  }

  /** Called when a request has ended: checks the memory and starts to count idle time. */
  requestEnded(isSuccess: boolean): void {
    if (isSuccess) this.#deathCount = 0;
    const child = this.#child;
    if (!child || child.isBusy) return;
    this.#cancelIdle();
    this.#cancelIdle = this.params.clock.after(this.params.idleLimitMs, () => {
      if (this.#child === child && !child.isBusy) this.#putAway();
    });
    if (child.rssBytes > this.params.memoryLimitBytes) {
      this.#putAway();
      // The next keystroke must not wait for it; if it fails, that request reports it.
      this.ready().catch(() => undefined);
    }
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#putAway();
  }

  #start(): ChildModel {
    const { clock, options } = this.params;
    const bundlePath = (this.#isOnWasm ? this.params.wasmBundlePath : undefined) ?? this.params.bundlePath;
    if (this.#isDisposed) throw new BackendError("processDied", "The model was shut down.");
    if (this.#blocked && clock.nowMs() < this.#blocked.untilMs) throw this.#blocked.error;
    this.#blocked = undefined;
    this.#setState({ kind: "loading", ...(this.#hung && { instead: this.#hung }) });
    const child = new ChildModel({
      bundlePath,
      options,
      clock,
      onProgress: (progress) => {
        if (this.#child === child) this.#setState({ kind: "loading", progress });
      },
      onSilence: (isSilent) => {
        if (this.#child === child && this.#state.kind === "ready") this.#setState({ ...this.#state, isSilent });
      },
      onFound: (found) => this.params.onFound(found),
      onEnd: (error) => this.#ended(child, error),
    });
    this.#child = child;
    const started = child.loaded.then(
      ({ model, limits, rssBytes }) => {
        if (this.#child !== child) return;
        if (rssBytes > this.params.memoryLimitBytes) {
          child.kill(tooBig(rssBytes, this.params.memoryLimitBytes));
          return;
        }
        this.#hung = undefined;
        this.params.onStart(child);
        this.#setState({ kind: "ready", model, limits, runtime: this.#isOnWasm ? "wasm" : "native" });
        this.requestEnded(false);
      },
      // `#ended` has handled it.
      () => undefined,
    );
    inBackground("starting the model", started);
    return child;
  }

  #ended(child: ChildModel, error: BackendError): void {
    if (this.#child !== child) return;
    this.#child = undefined;
    this.#endedCpuMs += child.cpuMs;
    this.#cancelIdle();
    if (child.isRuntimeMissing && !this.#isOnWasm && this.params.wasmBundlePath !== undefined) {
      this.#isOnWasm = true;
      this.#start();
      return;
    }
    const { clock } = this.params;
    const isDeath = error.kind === "processDied";
    const waitMs = isDeath ? backoffMs[Math.min(this.#deathCount++, backoffMs.length - 1)] : retryLoadMs;
    const said = isDeath ? death(error, { waitMs, count: this.#deathCount, isHung: child.hasHung }) : error;
    this.#blocked = { untilMs: clock.nowMs() + waitMs, error: said };
    this.#hung = child.hasHung ? said : undefined;
    this.#setState({ kind: "stopped", error: said });
    if (child.hasHung) clock.after(waitMs, () => this.#replace());
  }

  /** Replaces a process that had to be ended, unless a request has done so or none is wanted any more. */
  #replace(): void {
    // If it fails, the next request reports it.
    if (this.#child === undefined && !this.#isDisposed) this.ready().catch(() => undefined);
  }

  #putAway(): void {
    const child = this.#child;
    this.#child = undefined;
    this.#endedCpuMs += child?.cpuMs ?? 0;
    this.#cancelIdle();
    child?.kill();
    this.#setState({ kind: "idle" });
  }

  #setState(state: LocalModelState): void {
    this.#state = state;
    this.params.onState(state);
  }
}

/** Describes the end of a process: what happened, and when the next one starts. */
function death(error: BackendError, then: { waitMs: number; count: number; isHung: boolean }): BackendError {
  const { waitMs, count, isHung } = then;
  const again = count > 1 ? ` It has ended ${count} times without an answer in between.` : "";
  const pause = waitMs > 0 ? ` after a pause of ${waitMs / 1000} s` : "";
  const when = isHung ? `It is restarting${pause}` : `It restarts with the next request${pause}`;
  const message = `${error.message}${again} ${when}; suggestions from the workspace memory continue.`;
  return new BackendError(error.kind, message, { cause: error.cause });
}

function tooBig(rssBytes: number, limitBytes: number): BackendError {
  const [needed, limit] = [rssBytes, limitBytes].map((bytes) => Math.ceil(bytes / 1e6));
  return new BackendError(
    "outOfMemory",
    `The model needs ${needed} MB and may use ${limit} MB. Raise the memory limit or choose a smaller model; suggestions from the workspace memory continue.`,
  );
}
