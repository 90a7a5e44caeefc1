import type { Clock } from "../../base/clock";
import { inBackground } from "../../base/inBackground";
import { describeError, type Logger } from "../../base/log";
import type { HttpConnection } from "./httpConnection";
import { otlpTraces, type EndedSpan } from "./otlpTraces";
import type { RequestSpan } from "./requestSpan";

/** Most spans that wait, and time that the first of them waits, in ms. Source: the defaults of OpenTelemetry's batch span processor. */
const [mostWaiting, waitMs] = [512, 5_000];

/** Longest time that a collector may take, in ms. Source: OpenTelemetry's default for exporters. */
const answerMs = 10_000;

/** Sends spans of requests to a collector, several at a time. What a collector doesn't take is lost: no request waits for it. */
export class SpanExport {
  readonly #parts: { url: URL; connection: HttpConnection; clock: Clock; log: Logger };
  #waiting: EndedSpan[] = [];
  #cancel: (() => void) | undefined;
  /** True after a failure, of which the log has one line until the collector answers again. */
  #isFailing = false;
  #isClosed = false;

  /** `connection` is closed with it. */
  constructor(parts: { url: URL; connection: HttpConnection; clock: Clock; log: Logger }) {
    this.#parts = parts;
  }

  add(span: RequestSpan): void {
    if (this.#isClosed || this.#waiting.length >= mostWaiting) return;
    this.#waiting.push({ ...span, endedAtMs: Date.now() });
    this.#cancel ??= this.#parts.clock.after(waitMs, () => inBackground("sending traces", this.#send()));
  }

  /** Sends what waits, and closes the connection. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#send();
    await this.#parts.connection.close();
  }

  async #send(): Promise<void> {
    this.#cancel?.();
    this.#cancel = undefined;
    const spans = this.#waiting;
    this.#waiting = [];
    if (spans.length === 0) return;
    const { url, connection, log } = this.#parts;
    try {
      const headers = { "content-type": "application/json", "user-agent": "nanotype" };
      const signal = AbortSignal.timeout(answerMs);
      const response = await connection.fetch(url.href, { method: "POST", headers, body: otlpTraces(spans), signal });
      inBackground("reading the collector's answer", response.arrayBuffer());
      if (!response.ok) throw new Error(`status ${response.status}`);
      this.#isFailing = false;
    } catch (error) {
      if (!this.#isFailing) log.warn("The collector takes no traces.", { error: describeError(error) });
      this.#isFailing = true;
    }
  }
}
