import { crc32 } from "node:zlib";

/** One picture of an animation; all have the same size and colours. */
export interface Frame {
  readonly png: Buffer;
  readonly durationMs: number;
}

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/**
 * Joins pictures to an animated PNG, which every browser shows. A frame that equals the one before only makes that one
 * last longer. Format: https://www.w3.org/TR/png-3/#apng-frame-based-animation
 */
export function animatedPng(frames: readonly Frame[]): Buffer {
  const shown = joinEqual(frames);
  const header = shown.flatMap(({ png }) => chunksOf(png)).find(({ type }) => type === "IHDR")?.data;
  if (header === undefined) throw new Error("An animation needs a picture.");
  const size = header.subarray(0, 8);
  let sequence = 0;
  const parts = shown.flatMap(({ png, durationMs }, index) => {
    const control = Buffer.concat([
      uint32(sequence++),
      size,
      uint32(0),
      uint32(0),
      uint16(durationMs),
      uint16(1_000),
      Buffer.from([0, 0]),
    ]);
    const pixels = chunksOf(png).filter(({ type }) => type === "IDAT");
    const data = pixels.map((part) =>
      index === 0 ? chunk("IDAT", part.data) : chunk("fdAT", Buffer.concat([uint32(sequence++), part.data])),
    );
    return [chunk("fcTL", control), ...data];
  });
  const animation = chunk("acTL", Buffer.concat([uint32(shown.length), uint32(0)]));
  return Buffer.concat([signature, chunk("IHDR", header), animation, ...parts, chunk("IEND", Buffer.alloc(0))]);
}

function joinEqual(frames: readonly Frame[]): Frame[] {
  const joined: Frame[] = [];
  for (const frame of frames) {
    const last = joined.at(-1);
    if (last?.png.equals(frame.png) === true)
      joined[joined.length - 1] = { ...last, durationMs: last.durationMs + frame.durationMs };
    else joined.push(frame);
  }
  return joined;
}

function chunksOf(png: Buffer): { type: string; data: Buffer }[] {
  const chunks: { type: string; data: Buffer }[] = [];
  for (let at = signature.length; at < png.length;) {
    const length = png.readUInt32BE(at);
    chunks.push({ type: png.toString("latin1", at + 4, at + 8), data: png.subarray(at + 8, at + 8 + length) });
    at += length + 12; // length, type and checksum
  }
  return chunks;
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  return Buffer.concat([uint32(data.length), body, uint32(crc32(body))]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
}
