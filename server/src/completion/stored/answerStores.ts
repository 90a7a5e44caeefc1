import { version } from "../../../../package.json";
import { modelFingerprint } from "../../model/local/modelFingerprint";
import type { ModelChoices } from "../../model/allowedModel";
import type { Clock } from "../../base/clock";
import { inBackground } from "../../base/inBackground";
import { describeError, type Logger } from "../../base/log";
import { modeOf, usesEndpoints } from "../../settings/modes";
import type { Settings } from "../../settings/settings";
import type { AnswerStore } from "./answerStore";
import type { Exit } from "../../safety/consent/gate";
import { clearDiskCache, DiskCache } from "./diskCache";
import { openVault } from "./openVault";
import type { AskCacheSecret } from "./redisSettings";
import type { RedisCache } from "./redisCache";
import type { StoredAnswers } from "./storedAnswers";

interface Parts {
  readonly answers: StoredAnswers;
  readonly clock: Clock;
  readonly log: Logger;
  readonly askSecret: AskCacheSecret;
  /** Returns the folder of answers on disk; `undefined` keeps none there. */
  readonly folder: string | undefined;
  /** Asked before anything is sent to a team's cache. */
  readonly exit: Exit;
  /** Called with the documents whose answers were kept before this server started, and with what forgets those of one. */
  readonly onKept: (documentUris: readonly string[], forget: (uri: string) => void) => void;
  /** Called when `warnings()` may have changed. */
  readonly onChange: () => void;
}

/** Keeps the stores of answers in line with the settings. All its work happens beside the keystrokes. */
export class AnswerStores {
  readonly #parts: Parts;
  #disk: { readonly folder: string; readonly cache: DiskCache } | undefined;
  #redis: RedisCache | undefined;
  #redisWarning: string | undefined;
  /** The parameters of the team's cache. */
  #redisMadeOf = "";
  #applied: Promise<void> = Promise.resolve();
  #isDisposed = false;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /**
   * Takes the settings in force, once `routed` reports that the backends have. Until then nothing is kept or found, so that no
   * answer is kept under the name of another model. Calls take effect in their order.
   */
  apply(settings: Settings, models: ModelChoices, routed: Promise<void>): Promise<void> {
    this.#parts.answers.use(undefined);
    this.#applied = Promise.all([this.#applied, routed])
      .then(() => this.#apply(settings, models))
      .catch((error: unknown) =>
        this.#parts.log.warn("Completions are not kept for the next start.", { error: describeError(error) }),
      );
    return this.#applied;
  }

  /** Makes the next `apply` read keys and secrets anew, e.g. after one was stored. */
  forgetSecrets(): void {
    this.#redisMadeOf = "";
  }

  /** Returns warnings for the user, a sentence each. */
  warnings(): string[] {
    return [this.#redisWarning ?? this.#redis?.warning ?? []].flat();
  }

  /** Forgets the answers of a document that are kept on this machine. */
  forget(documentUri: string): void {
    setImmediate(() => inBackground("forgetting completions", () => this.#disk?.cache.forget(documentUri))); // after an answer that is being kept just now
  }

  /** Forgets every answer kept on this machine. */
  async clear(): Promise<void> {
    await new Promise(setImmediate); // likewise
    await this.#disk?.cache.clear();
    const { folder } = this.#parts;
    if (folder !== undefined) await clearDiskCache(folder);
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#parts.answers.use(undefined);
    this.#disk?.cache.dispose();
    this.#disk = undefined;
    this.#redis?.dispose();
    this.#redis = undefined;
  }

  async #apply(settings: Settings, models: ModelChoices): Promise<void> {
    if (this.#isDisposed) return;
    const origin = await originOf(settings, models);
    await this.#applyDisk(settings);
    await this.#applyRedis(settings);
    // The server may have ended during the waits.
    if (this.#hasEnded()) return;
    const stores: AnswerStore[] = [this.#disk?.cache ?? [], this.#redis ?? []].flat();
    const isInForce = origin !== undefined && stores.length > 0;
    this.#parts.answers.use(isInForce ? { stores, origin } : undefined);
    this.#parts.onChange();
  }

  async #applyDisk(settings: Settings): Promise<void> {
    const { clock, log } = this.#parts;
    const folder = settings.cacheDisk ? this.#parts.folder : undefined;
    if (folder === this.#disk?.folder) return;
    this.#disk?.cache.dispose();
    this.#disk = undefined;
    if (folder === undefined) return;
    const vault = await openVault({ ...this.#parts, folder });
    if (this.#hasEnded()) return;
    const cache = new DiskCache({ folder, vault, clock, log });
    this.#disk = { folder, cache };
    inBackground(
      "comparing kept completions with the ignore files",
      cache.documentUris().then((uris) => this.#parts.onKept(uris, (uri) => this.forget(uri))),
    );
  }

  /** Applies the settings of the team's cache. The code that connects to a server is loaded with the first one. */
  async #applyRedis(settings: Settings): Promise<void> {
    const { exit, askSecret, clock, log, onChange } = this.#parts;
    const { cacheRedisUrl, networkAllowedHosts, networkCaFile, mode, endpoints } = settings;
    const isOpen = exit.isOpen && cacheRedisUrl !== "";
    const madeOf = JSON.stringify([cacheRedisUrl, networkAllowedHosts, networkCaFile, mode, endpoints.length, isOpen]);
    if (madeOf === this.#redisMadeOf) return;
    this.#redisMadeOf = madeOf;
    this.#redis?.dispose();
    this.#redis = undefined;
    this.#redisWarning = undefined;
    if (cacheRedisUrl === "") return;
    const { readRedisUse } = await import("./redisSettings");
    const use = await readRedisUse({ settings, exit, askSecret, environment: process.env });
    if (use.kind === "refused") this.#redisWarning = use.reason;
    // If the user has agreed meanwhile, the settings are applied once more.
    if (use.kind !== "ready" || !isOpen || this.#hasEnded()) return;
    const { RedisCache } = await import("./redisCache");
    const mayLeave = (uri: string): boolean => exit.mayLeave(uri);
    this.#redis = new RedisCache({ ...use, clock, log, mayLeave, onChange });
  }

  #hasEnded(): boolean {
    return this.#isDisposed;
  }
}

/** Names all inputs of an answer but the prompt, the same on every machine. `undefined` if the model cannot be identified. */
async function originOf(settings: Settings, { code, text }: ModelChoices): Promise<string | undefined> {
  const mode = modeOf(settings);
  const endpoints = usesEndpoints(mode)
    ? settings.endpoints.map(({ kind, url, model, apiVersion }) => [kind, url, model, apiVersion])
    : [];
  const ofText = text === undefined ? [] : [await modelFingerprint(text.modelFolder)];
  const local = mode === "cloud" ? [] : [await modelFingerprint(code.modelFolder), code.quantization, ...ofText];
  // Another version may prompt or clean differently.
  return local[0] === undefined && mode !== "cloud" ? undefined : JSON.stringify([version, endpoints, local]);
}
