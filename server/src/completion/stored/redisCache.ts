import type { Clock } from "../../base/clock";
import { BackendError } from "../../model/errors";
import { inBackground } from "../../base/inBackground";
import type { Logger } from "../../base/log";
import { Circuit } from "../../model/routing/circuit";
import type { AnswerStore, StoredAnswer } from "./answerStore";
import type { AnswerVault } from "./answerVault";
import { RedisConnection, redisFailure, type RedisAccess } from "./redisConnection";
import type { RedisReply } from "./redisReplies";

/** Time for which the server keeps an answer, in seconds. // guess: by then the code around it has changed */
const keptSeconds = 30 * 24 * 3_600;

/** Lifetime below which a connection closed by the server counts as failed, in ms; servers hang up on the idle after minutes. */
const shortMs = 10_000;

/** Prefix of every key, so that a server may serve others, too. */
const keyPrefix = "nanotype:1:";

/**
 * Keeps answers in a team's Redis server, sealed with the team's secret: whoever runs the server can neither read nor make them.
 * No request ever waits for it. A server that is gone is left alone, and retried ever less often.
 */
export class RedisCache implements AnswerStore {
  readonly kind = "redis";
  readonly #access: RedisAccess;
  readonly #vault: AnswerVault;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #mayLeave: (documentUri: string) => boolean;
  readonly #circuit: Circuit;
  #connection: RedisConnection | undefined;
  #isDisposed = false;
  readonly #told = new Set<string>();

  /** Connects in the background. `mayLeave` reports whether a document's questions may be sent. */
  constructor(params: {
    access: RedisAccess;
    vault: AnswerVault;
    clock: Clock;
    log: Logger;
    mayLeave: (documentUri: string) => boolean;
    onChange: () => void;
  }) {
    this.#access = params.access;
    this.#vault = params.vault;
    this.#clock = params.clock;
    this.#log = params.log;
    this.#mayLeave = params.mayLeave;
    const { clock, onChange } = params;
    this.#circuit = new Circuit({ clock, onChange, probe: () => this.#connect() });
    this.#tryToConnect();
  }

  serves(documentUri: string): boolean {
    return this.#mayLeave(documentUri);
  }

  holds(): boolean {
    return false; // it is elsewhere
  }

  async find(question: string): Promise<StoredAnswer | undefined> {
    const name = this.#vault.nameOf(question);
    const reply = await this.#ask(["GET", keyPrefix + name]);
    if (reply?.kind !== "value") return undefined;
    const answer = this.#vault.open(name, reply.bytes);
    if (answer === undefined)
      this.#tell("The team's cache holds answers that were not sealed with this team's secret; they are not used.");
    return answer;
  }

  keep(question: string, answer: StoredAnswer): void {
    const name = this.#vault.nameOf(question);
    const words = ["SET", keyPrefix + name, this.#vault.seal(name, answer), "EX", String(keptSeconds)];
    inBackground("keeping a completion for the team", this.#ask(words));
  }

  /** A warning for the user, in a sentence. */
  get warning(): string | undefined {
    const { status } = this.#circuit;
    return status.kind === "open" ? status.error.message : undefined;
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#circuit.dispose();
    this.#connection?.close();
    this.#connection = undefined;
  }

  /** Returns the reply, or `undefined` if none is available now. */
  async #ask(words: readonly (string | Buffer)[]): Promise<RedisReply | undefined> {
    const connection = this.#circuit.admits() ? this.#connection : undefined;
    if (connection?.isFree !== true) return undefined;
    try {
      return await connection.ask(words);
    } catch (error) {
      const kind = error instanceof BackendError ? error.kind : undefined;
      if (kind === "unauthorized") this.#report(error);
      if (kind === "server") this.#tell("The team's cache refuses our commands; it may be full, or read-only.");
      return undefined; // other failures end the connection, which reports them
    }
  }

  #tryToConnect(): void {
    this.#connect().catch((error: unknown) => this.#report(error));
  }

  async #connect(): Promise<void> {
    const openedMs = this.#clock.nowMs();
    const connection = await RedisConnection.open(this.#access, {
      clock: this.#clock,
      onClosed: (error) => {
        if (this.#connection !== connection) return;
        this.#connection = undefined;
        const isOrdinary = error === undefined && this.#clock.nowMs() - openedMs >= shortMs;
        if (isOrdinary && !this.#isDisposed) this.#tryToConnect();
        else this.#report(error ?? redisFailure(this.#access.address.label, "unreachable"));
      },
    });
    if (this.#isDisposed) connection.close();
    else {
      this.#connection = connection;
      this.#log.info("Completions are shared with the team's cache.");
    }
  }

  #tell(message: string): void {
    if (!this.#told.has(message)) this.#log.warn(message);
    this.#told.add(message);
  }

  #report(error: unknown): void {
    if (!this.#isDisposed) this.#circuit.report({ kind: "failed", error });
  }
}
