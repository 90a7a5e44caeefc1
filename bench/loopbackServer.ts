import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A server on the loopback that can be cut off as if killed, and returns at the same port. */
export class LoopbackServer {
  readonly #answer: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  #server: Server | undefined;
  #port = 0;

  /** `answer` may reject: its connection then breaks off. */
  constructor(answer: (request: IncomingMessage, response: ServerResponse) => Promise<void>) {
    this.#answer = answer;
  }

  /** Its address without a path, once it has listened. */
  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  get isListening(): boolean {
    return this.#server !== undefined;
  }

  /** Listens, at the same port as before. */
  async start(): Promise<void> {
    const server = createServer((request, response) => {
      this.#answer(request, response).catch(() => response.destroy()); // cancelled in the middle
    });
    server.listen(this.#port, "127.0.0.1");
    await once(server, "listening");
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
  }

  /** Breaks off the open connections, and keeps listening. */
  cutConnections(): void {
    this.#server?.closeAllConnections();
  }

  /** Ends as if killed: running answers break off. */
  async close(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server === undefined) return;
    server.close();
    server.closeAllConnections();
    await once(server, "close");
  }
}
