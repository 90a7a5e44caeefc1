import type { Socket } from "node:net";
import type { buildConnector } from "undici";
import type { Clock } from "../../base/clock";

/** Time that a connection stays open for its first request, in ms: servers hang up on silent ones, most after a minute. // guess */
const lifeMs = 30_000;

/** Number of spare connections: undici asks for two when a hang-up and the next request coincide. */
const spareCount = 2;

interface Spare {
  readonly socket: Socket;
  /** Turns it back into an ordinary socket. */
  release(): void;
}

/**
 * Keeps spare connections open while there are requests. Cancelling a request costs its HTTP/1.1 connection, and the request
 * that replaces it is sent at the same moment: it takes a spare one, and another is opened behind it.
 */
export class SpareConnections {
  readonly #open: buildConnector.connector;
  readonly #clock: Clock;
  #target: buildConnector.Options | undefined;
  readonly #spares: Spare[] = [];
  #openingCount = 0;
  #isClosed = false;

  /** `open` opens a connection; all of them lead to one server. */
  constructor(params: { open: buildConnector.connector; clock: Clock }) {
    this.#open = params.open;
    this.#clock = params.clock;
  }

  /** Gives undici a connection, a spare one if available. */
  readonly connect: buildConnector.connector = (target, callback) => {
    this.#target = target;
    const spare = this.#spares.shift();
    if (spare === undefined) {
      this.#open(target, (...outcome) => {
        callback(...outcome);
        if (outcome[0] === null) this.renew();
      });
      return;
    }
    spare.release();
    queueMicrotask(() => callback(null, spare.socket)); // undici cannot take an answer within its call
    this.renew();
  };

  /** Refills the spare connections soon. Called with each request, so that none are kept for an idle user. */
  renew(): void {
    const target = this.#target;
    if (target === undefined || this.#isClosed) return;
    while (this.#spares.length + this.#openingCount < spareCount) this.#add(target);
  }

  close(): void {
    this.#isClosed = true;
    for (const { socket } of this.#spares) socket.destroy();
  }

  #add(target: buildConnector.Options): void {
    this.#openingCount++;
    this.#open(target, (...[error, socket]) => {
      this.#openingCount--;
      if (error !== null) return; // a request will report the reason
      if (this.#isClosed) socket.destroy();
      else this.#keep(socket);
    });
  }

  #keep(socket: Socket): void {
    const drop = (): void => {
      spare.release();
      const index = this.#spares.indexOf(spare);
      if (index >= 0) this.#spares.splice(index, 1);
      socket.on("error", () => undefined).destroy();
    };
    // Anything that a server sends before a request means that it is closing.
    const farewells = ["readable", "end", "error", "close"];
    for (const event of farewells) socket.on(event, drop);
    const cancel = this.#clock.after(lifeMs, drop);
    const spare: Spare = {
      socket,
      release() {
        cancel();
        for (const event of farewells) socket.off(event, drop);
      },
    };
    this.#spares.push(spare);
  }
}
