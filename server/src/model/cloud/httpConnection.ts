import { buildConnector, fetch as undiciFetch, type Dispatcher } from "undici";
import { systemClock } from "../../base/clock";
import { BackendError } from "../errors";
import { isAllowedHost } from "../../settings/allowedHost";
import { createDispatcher, tlsOptions, type ReachOptions } from "./dispatcher";
import { SpareConnections } from "./spareConnections";

/** Network settings: proxy, certificates, allowed hosts, consent. */
export interface NetworkOptions extends ReachOptions {
  /** Allowed hosts; an empty list allows every endpoint's own host. `*.example.com` matches subdomains. */
  readonly allowedHosts: readonly string[];
  /** Reports whether the user allows connections to a host; the port is included unless it is the usual one. */
  readonly mayConnectTo: (host: string) => boolean;
}

/** Connections that one endpoint has opened and closed so far. */
export interface ConnectionCounts {
  readonly opened: number;
  readonly requests: number;
}

/** Largest answer that is read, in bytes, unpacked: a list of many models has some 100 KB, an answer less. // guess */
const mostAnswerBytes = 4_000_000;

/**
 * The HTTP side of one endpoint: keep-alive, proxy, own certificates, allowed hosts, and spare connections. A proxy gets no
 * spare connections: undici opens another one after a hang-up, which the next request but one finds open.
 */
export class HttpConnection {
  readonly #dispatcher: Dispatcher;
  readonly #options: NetworkOptions;
  readonly #counts = { opened: 0, requests: 0 };
  readonly #spares: SpareConnections;

  /** @throws BackendError `badRequest` if the certificate file cannot be read. */
  constructor(options: NetworkOptions) {
    this.#options = options;
    const tls = tlsOptions(options);
    const open = buildConnector(tls);
    this.#spares = new SpareConnections({
      clock: systemClock,
      open: (target, callback) => {
        this.#counts.opened++;
        open(target, callback);
      },
    });
    this.#dispatcher = createDispatcher({ proxyUrl: options.proxyUrl, tls, connect: this.#spares.connect });
  }

  /** Sends a request with exactly these headers. Redirects are returned like other answers, so that a key never follows them elsewhere. */
  async fetch(
    url: string,
    init: {
      method: string;
      headers: Record<string, string>;
      body?: string | Uint8Array;
      signal: AbortSignal;
      /** Largest answer that is read, in bytes, if the usual limit is too small. */
      mostBytes?: number;
    },
  ): Promise<Response> {
    const { host, hostname } = new URL(url);
    if (!isAllowedHost(hostname, this.#options.allowedHosts))
      throw new BackendError(
        "badRequest",
        `The host ${hostname} is not in nanotype.network.allowedHosts. Nothing was sent. Add it there if you want to allow it.`,
      );
    if (!this.#options.mayConnectTo(host))
      throw new BackendError("badRequest", `You have not agreed to send anything to ${host}. Nothing was sent.`);
    this.#counts.requests++;
    this.#spares.renew();
    const { mostBytes = mostAnswerBytes, ...sent } = init;
    const response = await undiciFetch(url, { ...sent, redirect: "manual", dispatcher: this.#dispatcher });
    const body = response.body?.pipeThrough(byteLimit(host, mostBytes));
    return new Response(isBodiless(response.status) ? null : body, {
      status: response.status,
      statusText: response.statusText,
      headers: [...response.headers],
    });
  }

  get counts(): ConnectionCounts {
    return { ...this.#counts };
  }

  /** Closes all connections. */
  async close(): Promise<void> {
    this.#spares.close();
    await this.#dispatcher.destroy();
  }
}

/** Aborts a stream that is too long, counted after decompression. */
function byteLimit(host: string, mostBytes: number): TransformStream<Uint8Array, Uint8Array> {
  let byteCount = 0;
  return new TransformStream({
    transform(bytes, controller) {
      byteCount += bytes.length;
      if (byteCount <= mostBytes) controller.enqueue(bytes);
      else controller.error(new BackendError("badResponse", `${host} sent an answer that is far too long.`));
    },
  });
}

/** Lists statuses for which the `Response` constructor allows no body. */
function isBodiless(status: number): boolean {
  return status === 204 || status === 205 || status === 304;
}
