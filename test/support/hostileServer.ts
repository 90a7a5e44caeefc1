import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** An HTTP server on this machine that answers every request as `attack` likes, and counts what it was sent. */
export class HostileServer {
  readonly requests: { readonly headers: IncomingMessage["headers"]; readonly body: string }[] = [];
  /** Bytes that clients took from it. */
  sentByteCount = 0;
  readonly #server: Server;

  private constructor(attack: (response: ServerResponse, server: HostileServer) => void | Promise<void>) {
    this.#server = createServer((request, response) => {
      let body = "";
      request.setEncoding("utf8").on("data", (text: string) => (body += text));
      request.on("end", () => {
        this.requests.push({ headers: request.headers, body });
        response.on("error", () => undefined);
        void attack(response, this);
      });
    });
  }

  static async start(
    attack: (response: ServerResponse, server: HostileServer) => void | Promise<void>,
  ): Promise<HostileServer> {
    const server = new HostileServer(attack);
    await new Promise<void>((resolve) => server.#server.listen(0, "127.0.0.1", resolve));
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Writes as fast as the client reads, for as long as it reads. */
  async pour(response: ServerResponse, next: () => string | Buffer): Promise<void> {
    while (!response.destroyed && response.socket?.destroyed === false) {
      const bytes = next();
      if (!response.write(bytes))
        await new Promise<void>((resolve) => {
          const goOn = (): void => {
            response.off("drain", goOn).off("close", goOn);
            resolve();
          };
          response.on("drain", goOn).on("close", goOn);
        });
      this.sentByteCount += bytes.length;
    }
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
