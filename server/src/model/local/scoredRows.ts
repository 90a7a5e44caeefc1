import { open, type FileHandle } from "node:fs/promises";

/** Input with the positions that are scored, from the end: -1 is the last one. Named after the constant that it replaces. */
export const rowsInput = "/model/constants/INT64/-1";

/** Name for the replaced constant, as long as its own so that no length in the file changes. */
const unusedName = "/model/constants/INT64/-X";

/**
 * Reads a graph so that it scores as many of a run's last tokens as a caller wants. Graphs of onnxruntime-genai's builder score the last one only
 * (`prune_lm_head`): their head gathers the position -1, a constant. Here this constant becomes an input. `undefined` for other graphs.
 *
 * The change needs no parser: names are replaced in place, and a message behind another one is merged with it
 * (protobuf.dev, "Encoding", section "Last One Wins").
 */
export async function readWithRowsInput(path: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const file = await open(path, "r");
  try {
    const bytes = await readWithRoom(file, rowsInputMessage.length);
    rowsInputMessage.copy(bytes, bytes.length - rowsInputMessage.length);
    return freeConstant(bytes) ? bytes : undefined;
  } finally {
    await file.close();
  }
}

async function readWithRoom(file: FileHandle, room: number): Promise<Buffer<ArrayBuffer>> {
  const { size } = await file.stat();
  const bytes = Buffer.alloc(size + room);
  for (let at = 0; at < size;) {
    const { bytesRead } = await file.read(bytes, at, size - at, at);
    if (bytesRead === 0) break;
    at += bytesRead;
  }
  return bytes;
}

/** Renames the constant wherever it isn't the head's index, and reports whether the graph has exactly the expected form. */
function freeConstant(bytes: Buffer): boolean {
  const use = Buffer.concat([named(1, rowsInput), named(2, "/lm_head/prune/Gather/output_0")]);
  const definition = named(2, rowsInput);
  const places = { use: placesOf(bytes, use), definition: placesOf(bytes, definition) };
  if (places.use.length !== 1 || places.definition.length !== 1) return false;
  const others = placesOf(bytes, named(1, rowsInput)).filter((place) => place !== places.use[0]);
  // The last one is the new input; another is the note of the constant's form.
  if (others.length > 2) return false;
  for (const place of [...places.definition, ...others.slice(0, -1)]) bytes.write(unusedName, place + 2, "latin1");
  return true;
}

function placesOf(bytes: Buffer, pattern: Buffer): number[] {
  const places: number[] = [];
  for (let at = bytes.indexOf(pattern); at >= 0; at = bytes.indexOf(pattern, at + 1)) places.push(at);
  return places;
}

/** The input as an addition to the graph: 64-bit integers, as many as the caller likes. Field numbers of onnx.proto3. */
const rowsInputMessage = (() => {
  const dimension = message(1, message(2, Buffer.from("scored_rows")));
  const tensor = Buffer.concat([Buffer.from([1 << 3, 7]), message(2, dimension)]);
  const valueInfo = Buffer.concat([named(1, rowsInput), message(2, message(1, tensor))]);
  return message(7, message(11, valueInfo));
})();

function named(field: number, name: string): Buffer {
  return message(field, Buffer.from(name));
}

/** Encodes a field of at most 127 bytes. */
function message(field: number, bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.from([(field << 3) | 2, bytes.length]), bytes]);
}
