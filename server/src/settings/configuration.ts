import type { Clock } from "../base/clock";
import { inBackground } from "../base/inBackground";
import { Emitter } from "../base/emitter";
import { createLog, describeError, type Logger, type LogSink } from "../base/log";
import { withEnvironment, type Environment } from "./environmentEndpoint";
import { defaultSettings, parseSettings, type Settings, type SettingWarning } from "./settings";
import { noPolicy, restrictByPolicy, type Policy } from "./policy";
import { isRecord } from "../base/isRecord";

/** Time that requests wait for a client's settings before the defaults apply, in ms. // guess: VS Code answers within 10 */
const patienceMs = 1_000;

/** Holds the settings in force, and the log, whose level is one of them. Each thing that is wrong with them is logged once. */
export class Configuration {
  readonly log: Logger;
  readonly policy: Policy;
  /** Emits when the settings in force may have changed. */
  readonly changed = new Emitter<Settings>("applying settings");
  readonly #environment: Environment;
  readonly #told = new Set<string>();
  #settings: Settings = defaultSettings;
  #warnings: readonly SettingWarning[] = [];
  #notices: readonly string[] = [];
  #policyWarning: string | undefined;
  #pullCount = 0;
  #bases: readonly unknown[] = [];
  #pulled: Promise<void> = Promise.resolve();

  /** `policy` is the administrator's and overrides all settings; `environment` holds variables that may describe an endpoint. */
  constructor(params: { sink: LogSink; policy?: Policy; environment?: Environment }) {
    this.#environment = params.environment ?? {};
    this.policy = params.policy ?? noPolicy;
    this.log = createLog({ sink: params.sink, level: () => this.#settings.logLevel });
  }

  get settings(): Settings {
    return this.#settings;
  }

  /** Returns the settings once a pending pull is over: a request after a change sees it. */
  async settled(): Promise<Settings> {
    await this.#pulled;
    return this.#settings;
  }

  /** Problems with the settings in force. */
  get warnings(): readonly SettingWarning[] {
    return this.#warnings;
  }

  /** Reason why the administrator's policy cannot be obeyed, if it cannot: then nothing may leave. */
  get policyWarning(): string | undefined {
    return this.#policyWarning;
  }

  /** Settings that an administrator has overridden, a sentence each. */
  get notices(): readonly string[] {
    return this.#notices;
  }

  /** Takes the settings file and the client's initial settings, each overriding the one before; the client's later settings override them. */
  start(...bases: readonly unknown[]): void {
    this.#bases = bases;
    this.apply(undefined);
  }

  /** Takes the settings under `nanotype`, as a client sends them. */
  apply(raw: unknown): void {
    const { settings: given, warnings } = parseSettings(...this.#bases, raw);
    const { settings, notices } = restrictByPolicy(withEnvironment(given, this.#environment), this.policy);
    this.#settings = settings;
    this.#warnings = warnings;
    // A policy that cannot be read is a problem; a readable one is normal.
    const isBroken = this.policy.kind === "broken";
    this.#policyWarning = isBroken ? notices.join(" ") : undefined;
    this.#notices = isBroken ? [] : notices;
    for (const message of [...warnings.map((warning) => warning.message), this.#policyWarning ?? []].flat()) {
      if (!this.#told.has(message)) this.log.warn(message);
      this.#told.add(message);
    }
    this.changed.emit(settings);
  }

  /**
   * Asks the client and applies the answer; of overlapping pulls the last one counts. `settled()` waits for it up to a second,
   * after which the earlier settings apply until the client answers.
   */
  pull(ask: () => Promise<unknown>, clock: Clock): void {
    const id = ++this.#pullCount;
    this.#pulled = new Promise((resolve) => {
      const cancel = clock.after(patienceMs, () => {
        // A waiting request needs a model, which is chosen by settings.
        if (id === this.#pullCount) this.changed.emit(this.#settings);
        resolve();
      });
      const take = async (): Promise<void> => {
        try {
          const raw = await ask();
          if (id === this.#pullCount) this.apply(raw);
        } catch (error) {
          const kind = describeError(error);
          this.log.warn("The client did not give its settings; the ones in force stay.", { error: kind });
          if (id === this.#pullCount) this.changed.emit(this.#settings);
        } finally {
          cancel();
          resolve();
        }
      };
      inBackground("applying settings", take());
    });
  }
}

/** Reads a pushed `workspace/didChangeConfiguration`: clients send all settings, or those of the server alone. */
export function readPushedSettings(raw: unknown): unknown {
  return isRecord(raw) && "nanotype" in raw ? raw.nanotype : raw;
}
