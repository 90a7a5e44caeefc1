import type { IncomingMessage, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { LoopbackServer } from "../loopbackServer";

/** Reachability of the endpoint: it answers, nothing listens at its port, or it takes requests and stays silent. */
export type Reach = "answers" | "refuses" | "silent";

/** An endpoint of the kind `openai` on the loopback, which can be cut off and returns at the same port. */
export class SoakEndpoint {
  /** Requests answered with a whole completion. */
  answeredCount = 0;
  #reach: Reach = "answers";
  readonly #server = new LoopbackServer((request, response) => this.#answer(request, response));

  async start(): Promise<void> {
    await this.#server.start();
  }

  /** The base address. */
  get url(): string {
    return `${this.#server.url}/v1`;
  }

  async set(reach: Reach): Promise<void> {
    this.#reach = reach;
    // Earlier connections would show the earlier state.
    this.#server.cutConnections();
    if (reach === "refuses") await this.close();
    else if (!this.#server.isListening) await this.#server.start();
  }

  close(): Promise<void> {
    return this.#server.close();
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
