import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Clock } from "../base/clock";
import { hasCode } from "../base/files/hasCode";
import { inBackground } from "../base/inBackground";
import { describeError, type Logger } from "../base/log";

/** Pause before a port that is in use is tried again, in ms: when the server that has it ends, this one takes over. // guess */
const retryMs = 30_000;

/** Longest that a client may take to send its request, in ms. // guess */
const requestMs = 5_000;

/** Text in one of the two formats, with its content type. */
interface MetricsPage {
  readonly type: string;
  readonly text: string;
}

/** Offers the metrics to programs on this machine: `GET /metrics` on 127.0.0.1, and nothing else. */
export class MetricsPort {
  readonly #page: (params: { readonly isOpenMetrics: boolean }) => Promise<MetricsPage>;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #port: number;
  #server: Server | undefined;
  #cancelRetry: (() => void) | undefined;
  #isClosed = false;
  /** Code of the failure that was logged last; the same one isn't logged again. */
  #failure: string | undefined;

  constructor(params: {
    readonly port: number;
    readonly page: (params: { readonly isOpenMetrics: boolean }) => Promise<MetricsPage>;
    readonly clock: Clock;
    readonly log: Logger;
  }) {
    this.#port = params.port;
    this.#page = params.page;
    this.#clock = params.clock;
    this.#log = params.log;
  }

  /** Listens, and tries again while the port can't be had. */
  open(): void {
    if (this.#isClosed) return;
    const server = createServer({ requestTimeout: requestMs, headersTimeout: requestMs }, (request, response) =>
      inBackground("answering about metrics", this.#answer(request, response)),
    );
    this.#server = server;
    server.on("error", (error) => {
      this.#failed(error);
      this.#cancelRetry = this.#clock.after(retryMs, () => this.open());
    });
    server.listen({ host: "127.0.0.1", port: this.#port }, () => {
      this.#failure = undefined;
      this.#log.info("Metrics are offered on this machine.", { port: this.#port });
    });
    server.unref();
  }

  close(): void {
    this.#isClosed = true;
    this.#cancelRetry?.();
    this.#server?.close();
    this.#server?.closeAllConnections();
  }

  #failed(error: NodeJS.ErrnoException): void {
    if (this.#failure === (error.code ?? "")) return;
    this.#failure = error.code ?? "";
    if (hasCode(error, "EADDRINUSE"))
      this.#log.info(
        "The port of the metrics is in use, by another Nanotype server or another program; it is tried again every 30 seconds.",
        { port: this.#port },
      );
    else this.#log.warn("The metrics can't be offered.", { port: this.#port, error: describeError(error) });
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method, url = "", headers } = request;
    // A web page whose name leads here isn't a program of the user's.
    const isFromPage = !isLoopbackHost(headers.host) || headers.origin !== undefined;
    const refusal = isFromPage ? 403 : url.split("?", 1)[0] !== "/metrics" ? 404 : method !== "GET" ? 405 : undefined;
    if (refusal !== undefined) {
      refuse(response, refusal);
      return;
    }
    const isOpenMetrics = /application\/openmetrics-text/.test(headers.accept ?? "");
    try {
      const { type, text } = await this.#page({ isOpenMetrics });
      response.writeHead(200, { "content-type": type, "cache-control": "no-store" }).end(text);
    } catch (error) {
      this.#log.warn("The metrics could not be read.", { error: describeError(error) });
      refuse(response, 500);
    }
  }
}

function refuse(response: ServerResponse, status: number): void {
  response.writeHead(status).end();
}

/** Accepts less than `isLoopback` of the settings: only names that no web page's own server can have. */
function isLoopbackHost(host: string | undefined): boolean {
  return /^(?:127\.0\.0\.1|localhost)(?::\d+)?$/.test(host ?? "");
}
