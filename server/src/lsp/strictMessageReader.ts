import type { Readable } from "node:stream";
import { AbstractMessageReader, Message, type DataCallback, type Disposable } from "vscode-languageserver/node";
import { inBackground } from "../base/inBackground";
import { isRecord } from "../base/isRecord";

/** Longest header of a message, in bytes; one has some twenty. // guess */
const maxHeaderBytes = 4_096;

/** Longest body, in bytes: Node makes no longer string of it. */
const maxBodyBytes = 2 ** 29 - 24;

/** A header as far as it has come: `Content-Length: 1` fits, `{"jsonrpc"` and a line that ends in `\n` alone don't. */
const headerSoFar = /^(?:[\w-]{1,40}:[\t -~]*\r\n)*(?:[\w-]{0,40}|[\w-]{1,40}:[\t -~]*\r?|\r)$/;

/** Input that violates the protocol. The message gives the reason, as the end of a sentence, and quotes nothing of it. */
export class MalformedInput extends Error {}

/**
 * Reads LSP's messages (specification, section "Base Protocol") from a stream, strictly: after malformed input the beginning of
 * the next message can't be known, so it is reported as an error and reading ends.
 */
export class StrictMessageReader extends AbstractMessageReader {
  readonly #input: Readable;
  #state:
    { kind: "header"; text: string } | { kind: "body"; missingBytes: number; parts: Buffer[] } | { kind: "ended" };
  #hasSeenShutdown = false;

  constructor(input: Readable) {
    super();
    this.#input = input;
    this.#state = { kind: "header", text: "" };
  }

  /** True once the client has sent `shutdown`, answered yet or not. */
  get hasSeenShutdown(): boolean {
    return this.#hasSeenShutdown;
  }

  listen(callback: DataCallback): Disposable {
    const onData = (chunk: Buffer): void => {
      try {
        for (let rest = chunk; rest.length > 0 && this.#state.kind !== "ended";) rest = this.#take(rest, callback);
      } catch (error) {
        this.#end(error);
      }
    };
    const onEnd = (): void => {
      const isBetweenMessages = this.#state.kind === "header" && this.#state.text === "";
      this.#end(isBetweenMessages ? undefined : new MalformedInput("it ended inside a message"));
    };
    this.#input.on("data", onData).on("end", onEnd).on("close", onEnd).on("error", onEnd);
    return {
      dispose: () => this.#input.off("data", onData).off("end", onEnd).off("close", onEnd).off("error", onEnd),
    };
  }

  /** Takes the bytes of the header or body that is being read; returns the bytes after it. @throws MalformedInput */
  #take(bytes: Buffer, callback: DataCallback): Buffer {
    if (this.#state.kind === "body") {
      const part = bytes.subarray(0, this.#state.missingBytes);
      this.#state.parts.push(part);
      this.#state.missingBytes -= part.length;
      if (this.#state.missingBytes === 0) this.#deliver(this.#state.parts, callback);
      return bytes.subarray(part.length);
    }
    const known = this.#state.kind === "header" ? this.#state.text : "";
    const text = known + bytes.toString("latin1", 0, maxHeaderBytes + 1);
    const end = text.indexOf("\r\n\r\n");
    const header = end < 0 ? text : text.slice(0, end + 2);
    if (header.length > maxHeaderBytes || !headerSoFar.test(header)) throw new MalformedInput("a header isn't one");
    if (end < 0) {
      this.#state = { kind: "header", text };
      return bytes.subarray(bytes.length);
    }
    this.#state = { kind: "body", missingBytes: bodyLength(header), parts: [] };
    if (this.#state.missingBytes === 0) throw new MalformedInput("a message has no body");
    return bytes.subarray(end + 4 - known.length);
  }

  #deliver(parts: readonly Buffer[], callback: DataCallback): void {
    this.#state = { kind: "header", text: "" };
    const message = parseBody(Buffer.concat(parts).toString("utf8"));
    if (Message.isRequest(message) && message.method === "shutdown") this.#hasSeenShutdown = true;
    inBackground("reading a message", () => callback(message));
  }

  #end(error: unknown): void {
    if (this.#state.kind === "ended") return;
    this.#state = { kind: "ended" };
    if (error === undefined) this.fireClose();
    else this.fireError(error);
  }
}

function bodyLength(header: string): number {
  const lengths = header.split("\r\n").flatMap((line) => /^content-length:[\t ]*(.*?)[\t ]*$/i.exec(line)?.[1] ?? []);
  if (lengths.length === 0) throw new MalformedInput("a header has no Content-Length");
  const [length] = lengths;
  if (lengths.length > 1 || !/^\d+$/.test(length)) throw new MalformedInput("a Content-Length isn't one number");
  if (Number(length) > maxBodyBytes) throw new MalformedInput("a message is larger than 500 MB");
  return Number(length);
}

function parseBody(text: string): Message {
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    throw new MalformedInput("a message isn't JSON");
  }
  if (!isRecord(message)) throw new MalformedInput("a message isn't an object");
  return { jsonrpc: "2.0", ...message }; // the library distinguishes requests from notifications
}
