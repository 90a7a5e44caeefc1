import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { gzipSync } from "node:zlib";
import { countTokens } from "gpt-tokenizer/encoding/o200k_base";
import type { Behaviour, Framing } from "./behaviour";
import { lateFilterEvent, pieces, promptFilterEvent, textEvent, usageEvent, wholeAnswer, type Counts } from "./events";
import { PromptCache } from "./promptCache";
import { refuseBody, refuseRequest, routeOf, type Refusal, type Route, type Served } from "./validate";

/** A request as the stand-in received it. */
export interface Received {
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: Readonly<Record<string, unknown>>;
  readonly connection: number;
  /** Age of the connection, in ms. */
  readonly connectionAgeMs: number;
  readonly counts: Counts;
  /** Resolves with the time (`performance.now()`) at which the client broke the connection in mid-answer. */
  readonly hungUp: Promise<number>;
  isHungUp: boolean;
}

/**
 * An endpoint on this machine that answers as Azure, OpenAI or llama.cpp would, or fails as they do. It is strict: a request
 * that the real service would refuse is refused, and `refusals` shows why.
 */
export class StandIn {
  readonly requests: Received[] = [];
  readonly refusals: Refusal[] = [];
  /** Every request as it came over the wire, those that were refused included. */
  readonly wire: { readonly head: string; readonly body: string }[] = [];
  readonly cache = new PromptCache();
  /** Its reaction to requests for which nothing else is scripted. */
  usual: Behaviour | ((received: Received) => Behaviour) = { kind: "answer", text: "answer()\n" };
  /** Sent with every answer, e.g. `x-ratelimit-remaining-requests`. */
  headers: Record<string, string> = {};
  connectionCount = 0;
  openConnectionCount = 0;
  readonly #scripted: Behaviour[] = [];
  readonly #server: Server;
  readonly #sockets = new Map<Socket, { readonly id: number; readonly openedMs: number }>();
  readonly #served: Served;
  #arrived: (() => void)[] = [];

  private constructor(served: Partial<Served>) {
    this.#served = {
      keys: ["secret-key"],
      tokens: ["entra-token"],
      models: ["gpt-4.1-nano"],
      answersAs: "gpt-4.1-nano-2025-04-14",
      ...served,
    };
    this.#server = createServer((request, response) => void this.#handle(request, response));
    this.#server.keepAliveTimeout = 60_000;
    this.#server.on("connection", (socket: Socket) => {
      this.#sockets.set(socket, { id: ++this.connectionCount, openedMs: performance.now() });
      this.openConnectionCount++;
      socket.on("close", () => {
        this.#sockets.delete(socket);
        this.openConnectionCount--;
      });
      socket.on("error", () => undefined); // the client hung up
    });
  }

  /** Starts listening on a free port, or on `port` to come back where one was. */
  static async start(served: Partial<Served> = {}, port = 0): Promise<StandIn> {
    const standIn = new StandIn(served);
    await new Promise<void>((resolve, reject) => {
      standIn.#server.once("error", reject).listen(port, "127.0.0.1", resolve);
    });
    return standIn;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Scripts the next requests, in order. */
  next(...behaviours: Behaviour[]): void {
    this.#scripted.push(...behaviours);
  }

  /** The request with index `index`, once it has come. */
  async request(index: number): Promise<Received> {
    for (;;) {
      const request = this.requests.at(index);
      if (request !== undefined) return request;
      await new Promise<void>((resolve) => this.#arrived.push(resolve));
    }
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets.keys()) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", this.url);
    const found = routeOf(url.pathname);
    const route = found && { ...found, answersAs: this.#served.answersAs };
    const { method = "GET", headers } = request;
    let text = "";
    for await (const bytes of request.setEncoding("utf8")) text += String(bytes);
    const rawHeaders = request.rawHeaders.join("\n");
    this.wire.push({ head: `${method} ${url.href}\n${rawHeaders}`, body: text });
    const refusal = refuseRequest(route, { method, url, headers }, this.#served);
    if (refusal !== undefined || route === undefined) {
      this.#refuse(response, refusal);
      return;
    }
    if (route.kind === "models") {
      const { models, answersAs, retiresAtS } = this.#served;
      const retiring = { id: answersAs, object: "model", deprecation: { inference: retiresAtS } };
      const isTold = route.style === "classic" && retiresAtS !== undefined;
      const data = [...models.map((id) => ({ id, object: "model" })), ...(isTold ? [retiring] : [])];
      send(response, 200, { "content-type": "application/json" }, JSON.stringify({ object: "list", data }));
      return;
    }
    let body: unknown;
    try {
      body = JSON.parse(text);
    } catch {
      body = undefined;
    }
    const bodyRefusal = refuseBody(route, body, {
      served: this.#served,
      apiVersion: url.searchParams.get("api-version") ?? undefined,
    });
    if (bodyRefusal !== undefined) {
      this.#refuse(response, bodyRefusal);
      return;
    }
    const received = this.#receive(request, response, { route, path: url.pathname, body: body as Received["body"] });
    const usual = typeof this.usual === "function" ? this.usual(received) : this.usual;
    await this.#behave(this.#scripted.shift() ?? usual, { route, received, response });
  }

  #receive(
    request: IncomingMessage,
    response: ServerResponse,
    params: { route: Route; path: string; body: Received["body"] },
  ): Received {
    const { path, body } = params;
    const messages = Array.isArray(body["messages"])
      ? (body["messages"] as { role: string; content: string }[])
      : [
          {
            role: "",
            content: ["input_suffix", "suffix", "prompt", "input_prefix"].map((name) => textField(body, name)).join(""),
          },
        ];
    const { prompt, cached } = this.cache.count(messages, textField(body, "prompt_cache_key"));
    const received: Received = {
      path,
      headers: request.headers,
      body,
      connection: this.#sockets.get(request.socket)?.id ?? 0,
      connectionAgeMs: performance.now() - (this.#sockets.get(request.socket)?.openedMs ?? 0),
      counts: { prompt, cached, completion: 0 },
      isHungUp: false,
      hungUp: new Promise((resolve) =>
        response.on("close", () => {
          if (response.writableFinished) return;
          received.isHungUp = true;
          resolve(performance.now());
        }),
      ),
    };
    this.requests.push(received);
    for (const arrived of this.#arrived.splice(0)) arrived();
    return received;
  }

  async #behave(
    behaviour: Behaviour,
    params: { route: Route; received: Received; response: ServerResponse },
  ): Promise<void> {
    const { route, received, response } = params;
    const streamed = { ...this.headers, "content-type": "text/event-stream; charset=utf-8", "x-request-id": "r1" };
    switch (behaviour.kind) {
      case "hang":
        return;
      case "status": {
        const { status, code = String(status), innerCode } = behaviour;
        const inner = innerCode === undefined ? {} : { innererror: { code: innerCode, content_filter_result: {} } };
        const error = { error: { code, message: "Scripted failure", status, ...inner } };
        const headers = { ...this.headers, "content-type": "application/json", ...behaviour.headers };
        send(response, status, headers, behaviour.body ?? JSON.stringify(error));
        return;
      }
      case "html":
        send(response, behaviour.status, { "content-type": "text/html" }, "<html><body>Sign in</body></html>");
        return;
      case "json": {
        const counts = countAnswer(received, behaviour.text);
        send(response, 200, { "content-type": "application/json" }, wholeAnswer(route, behaviour.text, counts));
        return;
      }
      case "emptyStream":
        response.writeHead(200, streamed).end();
        return;
      case "answer":
        return answer(behaviour, { route, received, response, headers: streamed });
      case "stall":
      case "reset":
      case "badJson":
      case "errorInStream": {
        response.writeHead(200, streamed);
        response.write(frame(promptFilterEvent(), "\n"));
        for (const piece of pieces(behaviour.text)) response.write(frame(textEvent(route, piece), "\n"));
        if (behaviour.kind === "stall") return;
        await new Promise(setImmediate); // the written bytes leave before the next ones
        if (behaviour.kind === "reset") response.socket?.resetAndDestroy();
        else if (behaviour.kind === "badJson") response.end('data: {"choices": [{"delta": {"conte\n\n');
        else
          response.end(
            frame(JSON.stringify({ error: { code: behaviour.code ?? "server_error", message: "x" } }), "\n"),
          );
      }
    }
  }

  #refuse(response: ServerResponse, refusal: Refusal = { status: 404, code: "404", message: "" }): void {
    this.refusals.push(refusal);
    const { status, ...error } = refusal;
    send(response, status, { "content-type": "application/json" }, JSON.stringify({ error }));
  }
}

async function answer(
  behaviour: Extract<Behaviour, { kind: "answer" }>,
  params: { route: Route; received: Received; response: ServerResponse; headers: Record<string, string> },
): Promise<void> {
  const { route, received, response, headers } = params;
  const { text, framing = "lf", firstTokenMs = 0, gapMs = 0, finish = "stop", done = true } = behaviour;
  const counts = countAnswer(received, text);
  const isAzure = route.style !== "openai";
  const wantsUsage =
    (received.body["stream_options"] as { include_usage?: boolean } | undefined)?.include_usage === true;
  const events = [
    ...(isAzure && behaviour.emptyFirst !== false ? [promptFilterEvent()] : []),
    ...pieces(text).map((piece) => textEvent(route, piece)),
    textEvent(route, "", finish, counts),
    ...(behaviour.trailing ? [lateFilterEvent()] : []),
    ...(wantsUsage ? [usageEvent(route, counts)] : []),
    ...(done && route.kind !== "infill" ? ["[DONE]"] : []),
  ];
  if (firstTokenMs > 0) await sleep(firstTokenMs);
  if (isGone(response)) return;
  response.writeHead(200, { ...headers, ...(framing === "gzip" ? { "content-encoding": "gzip" } : {}) });
  const lineEnd = framing === "crlf" ? "\r\n" : "\n";
  if (framing === "gzip") {
    response.end(gzipSync(events.map((event) => frame(event, lineEnd)).join("")));
    return;
  }
  for (const [index, event] of events.entries()) {
    if (gapMs > 0 && index > 1) await sleep(gapMs);
    if (isGone(response)) return;
    await writeFramed(response, frame(event, lineEnd), framing);
  }
  response.end();
}

async function writeFramed(response: ServerResponse, text: string, framing: Framing): Promise<void> {
  if (framing !== "oneByte") {
    response.write(text);
    return;
  }
  // Cuts inside of characters too.
  for (const byte of Buffer.from(text)) {
    if (isGone(response)) return;
    response.write(Buffer.of(byte));
    await new Promise(setImmediate);
  }
}

function countAnswer(received: Received, text: string): Counts {
  return { ...received.counts, completion: countTokens(text, { disallowedSpecial: new Set() }) };
}

/** Whether the client has hung up. A function, since the compiler takes a property for unchanged after an `await`. */
function isGone(response: ServerResponse): boolean {
  return response.destroyed;
}

function textField(body: Received["body"], name: string): string {
  const value = body[name];
  return typeof value === "string" ? value : "";
}

function frame(event: string, lineEnd: string): string {
  return `data: ${event}${lineEnd}${lineEnd}`;
}

function send(response: ServerResponse, status: number, headers: Record<string, string>, body: string): void {
  response.writeHead(status, headers).end(body);
}

/** The latency that a scripted answer has; the time is the test's subject here. */
function sleep(delayMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, delayMs));
}
