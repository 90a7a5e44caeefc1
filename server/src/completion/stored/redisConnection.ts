import { connect as connectPlain, isIP, type Socket } from "node:net";
import { connect as connectTls, rootCertificates } from "node:tls";
import type { Clock } from "../../base/clock";
import { BackendError, type BackendErrorKind } from "../../model/errors";
import type { RedisAddress } from "../../settings/redisAddress";
import { encodeCommand, RedisReplies, type RedisReply } from "./redisReplies";

/** Address and credentials of a server. */
export interface RedisAccess {
  readonly address: RedisAddress;
  readonly password?: string;
  /** Certificates (PEM) to trust besides the usual ones. */
  readonly certificates?: string;
}

/** Longest wait for a connection, and for a reply, in ms. No request waits for either; after it the server counts as gone. // guess */
const limitMs = 1_000;

/** Commands that may wait for a reply; more are not sent. */
const maxPending = 8;

/** One connection to a Redis server, after signing in. Any unexpected message closes it for good. */
export class RedisConnection {
  readonly #socket: Socket;
  readonly #clock: Clock;
  readonly #label: string;
  readonly #onClosed: (error: BackendError | undefined) => void;
  readonly #pending: {
    take: (reply: RedisReply) => void;
    fail: (error: BackendError) => void;
    stopClock: () => void;
  }[] = [];
  readonly #replies = new RedisReplies();
  #isClosed = false;

  private constructor(params: {
    socket: Socket;
    clock: Clock;
    label: string;
    onClosed: (error: BackendError | undefined) => void;
  }) {
    this.#socket = params.socket;
    this.#clock = params.clock;
    this.#label = params.label;
    this.#onClosed = params.onClosed;
    this.#socket.on("data", (chunk: Buffer) => this.#read(chunk));
    this.#socket.on("error", () => this.#end(this.#failure("unreachable")));
    this.#socket.on("close", () => this.#end(this.#pending.length > 0 ? this.#failure("unreachable") : undefined));
  }

  /**
   * Connects, and signs in if necessary. `onClosed` is called when the connection has ended later; without an error if
   * the server closed it while nothing was asked, as servers do.
   * @throws BackendError of kind unreachable, timeout, unauthorized, badResponse or server.
   */
  static async open(
    access: RedisAccess,
    params: { clock: Clock; onClosed: (error: BackendError | undefined) => void },
  ): Promise<RedisConnection> {
    const { address, password } = access;
    const socket = await connected(access, params.clock);
    let isOpen = false;
    const onClosed = (error: BackendError | undefined): void => {
      if (isOpen) params.onClosed(error);
    };
    const connection = new RedisConnection({ socket, clock: params.clock, label: address.label, onClosed });
    try {
      if (password !== undefined)
        await connection.ask(["AUTH", ...(address.user === undefined ? [] : [address.user]), password]);
      if (address.database !== 0) await connection.ask(["SELECT", String(address.database)]);
      await connection.ask(["PING"]);
    } catch (error) {
      connection.close();
      throw error;
    }
    isOpen = true;
    return connection;
  }

  /** Reports whether another command may be sent now. */
  get isFree(): boolean {
    return !this.#isClosed && this.#pending.length < maxPending;
  }

  /** Sends a command. @throws BackendError if the server refuses it, or the connection ends before its reply. */
  ask(words: readonly (string | Buffer)[]): Promise<RedisReply> {
    if (!this.isFree) return Promise.reject(this.#failure("unreachable"));
    return new Promise((resolve, reject) => {
      // A reply that came while this process was busy is read, once round the event loop, before the time counts as over.
      const stopClock = this.#clock.after(limitMs, () => setImmediate(() => setImmediate(giveUp)));
      const giveUp = (): void => {
        if (this.#pending.includes(asked)) this.#end(this.#failure("timeout"));
      };
      const take = (reply: RedisReply): void => {
        if (reply.kind === "error") reject(this.#failure(kindOfError(reply.code)));
        else resolve(reply);
      };
      const asked = { take, fail: reject, stopClock };
      this.#pending.push(asked);
      this.#socket.write(encodeCommand(words));
    });
  }

  close(): void {
    this.#end(undefined);
  }

  #read(chunk: Buffer): void {
    if (this.#isClosed) return;
    try {
      for (const reply of this.#replies.read(chunk)) {
        const next = this.#pending.shift();
        if (next === undefined) throw new Error("Nothing was asked.");
        next.stopClock();
        next.take(reply);
      }
    } catch {
      this.#end(this.#failure("badResponse"));
    }
  }

  #end(error: BackendError | undefined): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#socket.destroy();
    for (const { fail, stopClock } of this.#pending.splice(0)) {
      stopClock();
      fail(error ?? this.#failure("unreachable"));
    }
    this.#onClosed(error);
  }

  #failure(kind: BackendErrorKind): BackendError {
    return redisFailure(this.#label, kind);
  }
}

/** Opens a socket to a server that has answered and, if the address demands it, proved its identity. */
function connected({ address, certificates }: RedisAccess, clock: Clock): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const { host, port, isTls, label } = address;
    const ca = certificates === undefined ? {} : { ca: [...rootCertificates, certificates] };
    const servername = isIP(host) === 0 ? { servername: host } : {};
    // NODE_TLS_REJECT_UNAUTHORIZED=0 is ignored here, as with endpoints: certificates are checked.
    const socket = isTls
      ? connectTls({ host, port, ...servername, ...ca, rejectUnauthorized: true })
      : connectPlain({ host, port });
    const fail = (kind: BackendErrorKind): void => {
      stopClock();
      socket.destroy();
      reject(redisFailure(label, kind));
    };
    const stopClock = clock.after(limitMs, () => fail("timeout"));
    const failed = (): void => fail("unreachable");
    socket.once("error", failed);
    socket.once("close", failed);
    socket.once(isTls ? "secureConnect" : "connect", () => {
      stopClock();
      socket.off("close", failed);
      socket.setNoDelay(true);
      // The socket must not keep the server's process alive.
      socket.unref();
      resolve(socket);
    });
  });
}

function kindOfError(code: string): BackendErrorKind {
  return ["NOAUTH", "WRONGPASS", "NOPERM"].includes(code) ? "unauthorized" : "server";
}

/** Describes to people what is wrong with a server, and that nothing depends on it. */
export function redisFailure(label: string, kind: BackendErrorKind): BackendError {
  return new BackendError(
    kind,
    `The team's cache at ${label} ${reasons[kind] ?? "has failed"}. Completions continue without it.`,
  );
}

const reasons: Readonly<Partial<Record<BackendErrorKind, string>>> = {
  unreachable: "cannot be reached",
  timeout: "does not answer",
  unauthorized: "refuses the password (“Nanotype: Set API Key” takes another, or NANOTYPE_REDIS_PASSWORD)",
  badResponse: "sends invalid answers",
  server: "refuses our commands",
};
