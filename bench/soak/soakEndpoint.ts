import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** Reachability of the endpoint: it answers, nothing listens at its port, or it takes requests and stays silent. */
export type Reach = "answers" | "refuses" | "silent";

/** An endpoint of the kind `openai` on the loopback, which can be cut off and returns at the same port. */
export class SoakEndpoint {
  /** Requests answered with a whole completion. */
  answeredCount = 0;
  #reach: Reach = "answers";
  #server: Server | undefined;
  #port = 0;

  async start(): Promise<void> {
    await this.#listen();
  }

  /** The base address. */
  get url(): string {
    return `http://127.0.0.1:${this.#port}/v1`;
  }

  async set(reach: Reach): Promise<void> {
    this.#reach = reach;
    // Earlier connections would show the earlier state.
    this.#server?.closeAllConnections();
    if (reach === "refuses") await this.close();
    else if (this.#server === undefined) await this.#listen();
  }

  async close(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server === undefined) return;
    server.close();
    server.closeAllConnections();
    await once(server, "close");
  }

  async #listen(): Promise<void> {
    const server = createServer((request, response) => {
      this.#answer(request, response).catch(() => response.destroy()); // cancelled in the middle
    });
    server.listen(this.#port, "127.0.0.1");
    await once(server, "listening");
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = JSON.parse(await text(request)) as { stream?: boolean };
    if (this.#reach === "silent") return;
    const usage = { prompt_tokens: 300, completion_tokens: 6, total_tokens: 306 };
    const content = "result.value;\n";
    if (body.stream !== true) {
      const choices = [{ index: 0, message: { role: "assistant", content }, finish_reason: "stop" }];
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ choices, usage }));
      return;
    }
    response.writeHead(200, { "content-type": "text/event-stream" });
    const events = [
      { choices: [{ index: 0, delta: { role: "assistant", content }, finish_reason: null }] },
      { choices: [{ index: 0, delta: {}, finish_reason: "stop" }] },
      { choices: [], usage },
    ];
    for (const event of events) response.write(`data: ${JSON.stringify(event)}\n\n`);
    response.end("data: [DONE]\n\n");
    this.answeredCount++;
  }
}
