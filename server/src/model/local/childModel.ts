import type { ChildProcess } from "node:child_process";
import { fork } from "node:child_process";
import { childEnvironment } from "../../base/childEnvironment";
import type { Clock } from "../../base/clock";
import { BackendError } from "../errors";
import type { Priority } from "../backend";
import type { FromModelProcess, LoadOptions, ToModelProcess } from "./ipc";
import { isFromModelProcess } from "./ipc";
import type { LoadProgress } from "./readAhead";
import { notAnswering, Silence } from "./silence";

/** The message that a model is ready. */
export type Loaded = Extract<FromModelProcess, { type: "loaded" }>;
/** The answer to a search of the workspace's files. */
export type Found = Extract<FromModelProcess, { type: "found" }>;
/** The messages that a request receives. */
export type Reply = Exclude<FromModelProcess, { type: "loading" | "loaded" | "loadFailed" | "alive" | "found" }>;

/** Bytes that a slow machine prepares per second while the runtime loads a large model and sends nothing. // guess */
const preparedBytesPerS = 20e6;
/** Seconds that a busy machine may take to start a process, besides the silence allowed at any time. // guess */
const startS = 10;
/** Bytes of a large model that a slow machine computes per second of a step, in which nothing is sent. // guess: 32 tokens at 6 GFLOP/s */
const steppedBytesPerS = 100e6;

/**
 * Options for low memory: a small young generation, and one glibc heap that returns memory. That is 166 instead of 219 MB resident after 60
 * completions, for
 * 10–20 % of prefill. Other systems ignore the variables. Switching the runtime's own arena off saves 12 MB more but makes a token
 * 4 times as slow. The collector is called after loading: the graph's bytes would stay for long.
 */
const leanNode = ["--max-semi-space-size=1", "--expose-gc"];
const leanMalloc = { MALLOC_ARENA_MAX: "1", MALLOC_TRIM_THRESHOLD_: "131072" };

/** VS Code's own program runs as plain Node if these are set. */
const isNodeVariable = (name: string): boolean => name.startsWith("ELECTRON_");

/** One life of the model process, from fork to exit, with its pending requests. */
export class ChildModel {
  /** Rejects when the model cannot be loaded. */
  readonly loaded: Promise<Loaded>;
  /** Resident memory as last reported, in bytes. */
  rssBytes = 0;
  /** Processor time as last reported, in ms. */
  cpuMs = 0;

  /** True if it ended because the native runtime does not run on this machine. */
  isRuntimeMissing = false;
  /** True if it was ended because it had sent nothing for too long. */
  hasHung = false;

  readonly #process: ChildProcess;
  readonly #requests = new Map<number, { readonly priority: Priority; readonly listener: (reply: Reply) => void }>();
  readonly #params: ChildModelParams;
  #settleLoaded: { resolve(loaded: Loaded): void; reject(error: BackendError): void } | undefined;
  #weightBytes = 0;
  readonly #silence: Silence;
  #end: BackendError | undefined;

  constructor(params: ChildModelParams) {
    this.#params = params;
    this.#silence = new Silence({
      clock: params.clock,
      onSilent: () => this.#fellSilent(),
      onHung: () => this.#hung(),
    });
    this.loaded = new Promise((resolve, reject) => (this.#settleLoaded = { resolve, reject }));
    // Every waiting caller sees the error; without one it is not an unhandled rejection.
    this.loaded.catch(() => undefined);
    this.#process = fork(params.bundlePath, [], {
      // Nothing from the model's runtime may reach a log: it prints token ids.
      stdio: ["ignore", "ignore", "ignore", "ipc"],
      serialization: "advanced",
      execArgv: leanNode,
      env: { ...childEnvironment(process.env, isNodeVariable), ...leanMalloc },
    });
    this.#process.on("message", (message) => {
      if (isFromModelProcess(message)) this.#receive(message);
      else this.kill(died("The model process sent an invalid answer and was stopped."));
    });
    this.#process.on("error", (cause) => this.#finish(died("The model process could not be started.", cause)));
    this.#process.on("exit", (code, signal) => {
      // The runtime is built for another kind of processor.
      this.isRuntimeMissing ||= this.#settleLoaded !== undefined && signal === "SIGILL";
      this.#finish(died(`The model process ended (${signal ?? code ?? "?"}).`));
    });
    this.send({ type: "load", options: params.options });
    this.#silence.allowanceS = startS;
    this.#silence.begin();
  }

  get processId(): number | undefined {
    return this.#process.pid;
  }

  get isAlive(): boolean {
    return this.#end === undefined;
  }

  get isBusy(): boolean {
    return this.#requests.size > 0;
  }

  get isSilent(): boolean {
    return this.#silence.isSilent;
  }

  send(message: ToModelProcess): void {
    // `exit` notices a closed channel.
    if (this.isAlive && this.#process.connected) this.#process.send(message, () => undefined);
  }

  /** Sends a request and passes every reply to `listener`, up to the final one. A process that is silent gets no further requests. */
  ask(message: Extract<ToModelProcess, { type: "generate" }>, listener: (reply: Reply) => void): void {
    if (this.#end) {
      listener({ type: "failed", id: message.id, kind: this.#end.kind, message: this.#end.message });
      return;
    }
    if (this.isSilent) {
      listener({ type: "failed", id: message.id, kind: "timeout", message: notAnswering });
      return;
    }
    this.#requests.set(message.id, { priority: message.request.priority, listener });
    this.send(message);
    this.#silence.begin();
  }

  /** Ends the process and rejects all pending requests with `reason`. */
  kill(reason: BackendError = died("The model process was stopped.")): void {
    this.#process.kill("SIGKILL");
    this.#finish(reason);
  }

  #receive(message: FromModelProcess): void {
    if (!this.isAlive) return;
    const wasSilent = this.isSilent;
    if (this.#weightBytes === 0) this.#silence.allowanceS = 0;
    switch (message.type) {
      case "loading":
        this.#weightBytes = message.totalBytes;
        this.#silence.allowanceS = Math.ceil(message.totalBytes / preparedBytesPerS);
        this.#params.onProgress?.({ readBytes: message.readBytes, totalBytes: message.totalBytes });
        break;
      case "loaded":
        this.#silence.allowanceS = Math.ceil(this.#weightBytes / steppedBytesPerS);
        this.rssBytes = message.rssBytes;
        this.#settleLoaded?.resolve(message);
        this.#settleLoaded = undefined;
        break;
      case "loadFailed":
        this.isRuntimeMissing = message.isRuntimeMissing;
        this.kill(new BackendError(message.kind, message.message));
        return;
      case "alive":
        break;
      case "found":
        this.#params.onFound?.(message);
        break;
      case "chunk":
        this.#requests.get(message.id)?.listener(message);
        break;
      case "done":
      case "failed": {
        if (message.type === "done") {
          this.rssBytes = message.rssBytes;
          this.cpuMs = message.cpuMs ?? this.cpuMs;
        }
        const request = this.#requests.get(message.id);
        this.#requests.delete(message.id);
        request?.listener(message);
        break;
      }
    }
    this.#silence.broken(this.#hasWork);
    if (wasSilent && this.#settleLoaded === undefined) this.#params.onSilence?.(false);
  }

  get #hasWork(): boolean {
    return this.#end === undefined && (this.isBusy || this.#settleLoaded !== undefined);
  }

  /**
   * Fails the requests whose users are waiting, so that the memory or an endpoint can answer; background work is sent again to the
   * next process. A model that is being loaded is waited for: the status says so.
   */
  #fellSilent(): void {
    if (this.#settleLoaded !== undefined) return;
    for (const [id, { priority, listener }] of this.#requests) {
      if (priority === "background") continue;
      this.#requests.set(id, { priority, listener: () => undefined }); // the process has yet to end the request
      this.send({ type: "cancel", id });
      listener({ type: "failed", id, kind: "timeout", message: notAnswering });
    }
    this.#params.onSilence?.(true);
  }

  #hung(): void {
    this.hasHung = true;
    this.kill(died("The model process did not respond for 10 s and was stopped."));
  }

  #finish(error: BackendError): void {
    if (this.#end) return;
    this.#end = error;
    this.#silence.broken(false);
    this.#settleLoaded?.reject(error);
    this.#settleLoaded = undefined;
    for (const [id, { listener }] of this.#requests)
      listener({ type: "failed", id, kind: error.kind, message: error.message });
    this.#requests.clear();
    this.#params.onEnd(error);
  }
}

/** Parameters for starting a model process. */
export interface ChildModelParams {
  readonly bundlePath: string;
  readonly options: LoadOptions;
  readonly clock: Clock;
  /** Called while a large model is being read. */
  onProgress?(progress: LoadProgress): void;
  /** Called when the process has sent nothing for 3 s though it has work, and when it responds again. */
  onSilence?(isSilent: boolean): void;
  /** Called with each answer to a search. */
  onFound?(found: Found): void;
  /** Called once, when the process has ended or can no longer be used. */
  onEnd(error: BackendError): void;
}

function died(what: string, cause?: unknown): BackendError {
  return new BackendError("processDied", what, { cause });
}
