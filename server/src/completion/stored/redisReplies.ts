/** Replies to the few commands we send: a value, nothing, or a line. */
export type RedisReply =
  | { readonly kind: "value"; readonly bytes: Buffer }
  | { readonly kind: "nothing" }
  | { readonly kind: "ok" }
  /** The error's first word, such as `WRONGPASS`; the rest may be anything. */
  | { readonly kind: "error"; readonly code: string };

/** Longest value accepted, in bytes; a kept answer is far shorter. */
const maxValueBytes = 64 * 1024;

/** Longest line accepted, in bytes. */
const maxLineBytes = 512;

const [cr, lf] = [0x0d, 0x0a];

/**
 * Reads replies of the Redis protocol (RESP2) as they stream in: values, nulls, lines and errors, in bounded memory and time.
 * Everything else is a fault: no correct server sends it, and a server that does is not to be trusted.
 */
export class RedisReplies {
  #line = "";
  #value: { readonly bytes: Buffer; filled: number } | undefined;

  /** Yields the replies that `chunk` completes. @throws Error for anything that is not one. */
  *read(chunk: Buffer): Generator<RedisReply> {
    for (let at = 0; at < chunk.length;) {
      if (this.#value === undefined) {
        const end = chunk.indexOf(lf, at);
        this.#line += chunk.toString("latin1", at, end < 0 ? chunk.length : end);
        if (this.#line.length > maxLineBytes) throw new Error("A line is too long.");
        at = end < 0 ? chunk.length : end + 1;
        const reply = end < 0 ? undefined : this.#takeLine();
        if (reply !== undefined) yield reply;
      } else {
        const copied = chunk.copy(this.#value.bytes, this.#value.filled, at);
        this.#value.filled += copied;
        at += copied;
        if (this.#value.filled === this.#value.bytes.length) yield this.#takeValue(this.#value.bytes);
      }
    }
  }

  #takeLine(): RedisReply | undefined {
    const line = this.#line;
    this.#line = "";
    if (!line.endsWith("\r")) throw new Error("A line does not end as it should.");
    const text = line.slice(1, -1);
    if (line.startsWith("+")) return { kind: "ok" };
    if (line.startsWith("-")) return { kind: "error", code: /^[A-Z]{1,20}/.exec(text)?.[0] ?? "ERR" };
    if (!line.startsWith("$")) throw new Error("That is not a reply to our command.");
    if (text === "-1") return { kind: "nothing" };
    const sizeBytes = /^\d{1,6}$/.test(text) ? Number(text) : Infinity;
    if (sizeBytes > maxValueBytes) throw new Error("A value is too large.");
    this.#value = { bytes: Buffer.alloc(sizeBytes + 2), filled: 0 };
    return undefined;
  }

  #takeValue(bytes: Buffer): RedisReply {
    this.#value = undefined;
    if (bytes.at(-2) !== cr || bytes.at(-1) !== lf) throw new Error("A value does not end as it should.");
    return { kind: "value", bytes: bytes.subarray(0, -2) };
  }
}

/** Encodes a command in the protocol's form. */
export function encodeCommand(words: readonly (string | Buffer)[]): Buffer {
  const parts = words.flatMap((word) => {
    const bytes = Buffer.from(word);
    return [Buffer.from(`$${bytes.length}\r\n`), bytes, Buffer.from("\r\n")];
  });
  return Buffer.concat([Buffer.from(`*${words.length}\r\n`), ...parts]);
}
