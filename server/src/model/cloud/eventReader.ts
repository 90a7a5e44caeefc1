import { BackendError } from "../errors";
import { isRecord } from "../../base/isRecord";

/** Longest event that is read, in UTF-16 units. */
const mostChars = 1_000_000;
/** Most lines of one event after which completeness is checked: each check reads the whole event. */
const mostLooks = 64;

/**
 * Reads events out of an endpoint's stream by their content, not by its label. It may hold server-sent events (WHATWG, with or without
 * blank lines between), one JSON object or array, or an object a line (Ollama). Returns each event as JSON text. A failure in
 * another form than OpenAI's becomes an object with `error`.
 */
export class EventReader {
  readonly #name: string;
  #line = "";
  #endedWithReturn = false;
  #pending = "";
  #isRaw = false;
  #lookCount = 0;
  #eventName = "";
  #eventCount = 0;

  constructor(endpointName: string) {
    this.#name = endpointName;
  }

  /**
   * Adds text and returns the events that it completes.
   * @throws BackendError `badResponse`.
   */
  add(text: string): string[] {
    // A CR LF may be split between two chunks.
    const rest = this.#endedWithReturn && text.startsWith("\n") ? text.slice(1) : text;
    this.#endedWithReturn = text.endsWith("\r");
    const [first = "", ...others] = rest.split(/\r\n|\n|\r/);
    const lines = [this.#line + first, ...others];
    this.#line = lines.pop() ?? "";
    const events = lines.flatMap((line) => this.#read(line));
    if (this.#line.length + this.#pending.length > mostChars)
      throw new BackendError("badResponse", `${this.#name} sent an answer that is far too long.`);
    return events;
  }

  /**
   * Returns the remaining event when the stream ends. Half an event after whole ones is dropped: the connection was cut.
   * @throws BackendError `badResponse`.
   */
  end(): string[] {
    const line = this.#line;
    this.#line = "";
    const isCut = line !== "";
    const events = this.#read(line);
    if (this.#pending === "") return events;
    return isCut && this.#eventCount > 0 ? events : [...events, ...this.#flush()];
  }

  #read(given: string): string[] {
    // A gateway that joins answers leaves a byte order mark between them.
    const line = given.startsWith("\ufeff") ? given.slice(1) : given;
    if (line.trim() === "") return this.#isRaw ? [] : this.#flush();
    const named = /^(data|event|error|id|retry)(?:: ?|$)([^]*)$/.exec(line);
    const name = named?.[1];
    const value = named?.[2] ?? "";
    if (name === "data") return this.#take(value, false);
    if (name === "event") this.#eventName = value.trim();
    if (name === "error") {
      this.#eventName = "error"; // llama.cpp
      return this.#take(value, false);
    }
    if (name !== undefined) return [];
    const isJson = this.#isRaw || /^\s*[[{]/.test(line);
    if (isJson) return this.#take(line, true);
    if (this.#eventCount === 0 && /^\s*<(?:!doctype|html|head|body|\?xml)/i.test(line)) throw webPage(this.#name);
    return []; // a comment, or a field without meaning to us
  }

  #take(text: string, isRaw: boolean): string[] {
    this.#isRaw = isRaw;
    this.#pending = this.#pending === "" ? text : `${this.#pending}\n${text}`;
    if (/^\[done\]/i.test(this.#pending)) {
      this.#pending = "[DONE]";
      return this.#flush();
    }
    if (!/[\]}]\s*$/.test(text) || this.#lookCount >= mostLooks) return [];
    this.#lookCount++;
    try {
      const value: unknown = JSON.parse(this.#pending);
      return this.#give(value);
    } catch {
      return []; // more lines will follow
    }
  }

  /** Returns the gathered text, complete or not; its parser reports what is wrong. */
  #flush(): string[] {
    const text = this.#pending;
    if (text === "") {
      this.#eventName = "";
      return [];
    }
    if (this.#eventName === "error") return this.#give({ message: text });
    this.#reset();
    return [text];
  }

  #give(value: unknown): string[] {
    const text = this.#pending.replace(/\n/g, " "); // JSON strings contain none
    const isError = this.#eventName === "error";
    this.#reset();
    if (Array.isArray(value) && isRecord(value[0])) return value.map((each) => written(each, isError));
    return [isRecord(value) && (isError || isFailure(value)) ? written(value, isError) : text];
  }

  #reset(): void {
    this.#pending = "";
    this.#isRaw = false;
    this.#lookCount = 0;
    this.#eventName = "";
    this.#eventCount++;
  }
}

function written(value: unknown, isError: boolean): string {
  const isOther = isRecord(value) && !hasError(value) && (isError || isFailure(value));
  return JSON.stringify(isOther ? { error: value } : value);
}

/** Reports whether an event without `error` is a failure in the form of vLLM, FastAPI, Anthropic or Mistral. */
function isFailure(event: Record<string, unknown>): boolean {
  if (hasError(event) || "choices" in event || "content" in event || "response" in event) return false;
  const { object, type, detail, message, code } = event;
  return (
    object === "error" ||
    type === "error" ||
    detail !== undefined ||
    (typeof message === "string" && code !== undefined)
  );
}

function hasError({ error }: Record<string, unknown>): boolean {
  return error !== undefined && error !== null && error !== "" && error !== false;
}

/** Builds the error for a web page sent instead of an answer. */
export function webPage(endpointName: string): BackendError {
  return new BackendError(
    "badResponse",
    `${endpointName} sent a web page instead of an answer. A proxy or a sign-in page may be in the way, or the endpoint's url is a page's.`,
  );
}
