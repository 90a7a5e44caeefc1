import { closeSync, fstatSync, openSync, readSync } from "node:fs";

/** A message of the format, as far as it can contain a tensor. */
type Message = "model" | "training" | "function" | "graph" | "node" | "attribute" | "sparse" | "tensor" | "entry";

/** Fields, by number, that lead to a tensor. Source: onnx.proto3 of ONNX 1.19; the numbers of a release never change. */
const fields: Readonly<Record<Message, Readonly<Partial<Record<number, Message>>>>> = {
  model: { 7: "graph", 20: "training", 25: "function" },
  training: { 1: "graph", 2: "graph" },
  function: { 7: "node", 11: "attribute" },
  graph: { 1: "node", 5: "tensor", 15: "sparse" },
  node: { 5: "attribute" },
  attribute: { 5: "tensor", 6: "graph", 10: "tensor", 11: "graph", 22: "sparse", 23: "sparse" },
  sparse: { 1: "tensor", 2: "tensor" },
  tensor: { 13: "entry" },
  entry: {},
};

/** Deepest nesting of messages; as deep as protobuf's own readers go. */
const maxDepth = 100;

/** Longest key or location, in bytes: the longest path that systems open. */
const maxWordBytes = 4_096;

const windowBytes = 64 * 1024;

/**
 * Reads from a graph which files contain its tensors (`TensorProto.external_data`), without loading it: everything outside its
 * structure is skipped, weights included. Takes some ms; reads synchronously, so not for the server's own process.
 * @throws RangeError if the file isn't a complete ONNX graph.
 */
export function graphLocations(path: string): Set<string> {
  const file = openSync(path, "r");
  try {
    const reader = new FileReader(file);
    const locations = new Set<string>();
    readMessage(reader, "model", { end: reader.sizeBytes, depth: 0, locations });
    return locations;
  } finally {
    closeSync(file);
  }
}

/** Reads one message up to `end`, and the fields in it that lead to a tensor. */
function readMessage(
  reader: FileReader,
  kind: Message,
  { end, depth, locations }: { end: number; depth: number; locations: Set<string> },
): void {
  if (end > reader.sizeBytes || depth > maxDepth) throw damaged();
  const words: Record<number, string[]> = { 1: [], 2: [] };
  while (reader.at < end) {
    const tag = reader.number();
    const [field, wire] = [Math.floor(tag / 8), tag % 8];
    if (wire === 0) reader.number();
    else if (wire === 1) reader.at += 8;
    else if (wire === 5) reader.at += 4;
    else if (wire === 2) {
      const length = reader.number();
      const child = fields[kind][field];
      if (child !== undefined) readMessage(reader, child, { end: reader.at + length, depth: depth + 1, locations });
      else if (kind === "entry" && field in words) words[field].push(reader.word(length));
      else reader.at += length;
    } else throw damaged();
  }
  if (reader.at !== end) throw damaged();
  // A repeated field counts once, but readers may disagree on which one, so all are kept.
  if (words[1].includes("location")) for (const location of words[2]) locations.add(location);
}

/** Reads a file through a window. */
class FileReader {
  readonly sizeBytes: number;
  /** Position of the next byte to read. */
  at = 0;
  readonly #file: number;
  readonly #window = Buffer.alloc(windowBytes);
  #start = 0;
  #length = 0;

  constructor(file: number) {
    this.#file = file;
    this.sizeBytes = fstatSync(file).size;
  }

  /** Reads a number of variable length. Beyond 2^53 it is inexact, but no real length is that large. */
  number(): number {
    let value = 0;
    for (let scale = 1; scale < 2 ** 70; scale *= 128) {
      const byte = this.#byte();
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
    throw damaged();
  }

  word(lengthBytes: number): string {
    if (lengthBytes > maxWordBytes) throw damaged();
    const bytes = Buffer.from(Array.from({ length: lengthBytes }, () => this.#byte()));
    return bytes.toString("utf8");
  }

  #byte(): number {
    if (this.at < this.#start || this.at >= this.#start + this.#length) {
      this.#start = this.at;
      this.#length = this.at < this.sizeBytes ? readSync(this.#file, this.#window, 0, windowBytes, this.at) : 0;
      if (this.#length === 0) throw damaged();
    }
    return this.#window[this.at++ - this.#start];
  }
}

function damaged(): RangeError {
  return new RangeError("no whole ONNX graph");
}
