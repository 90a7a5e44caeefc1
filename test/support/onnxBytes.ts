/** A message of protocol buffers, for graphs that no tool would write: fields with their numbers, one after the other. */
export function message(...fields: readonly (readonly [number, number | string | Buffer])[]): Buffer {
  return Buffer.concat(
    fields.flatMap(([field, value]) => {
      if (typeof value === "number") return [varint(field * 8), varint(value)];
      const bytes = Buffer.from(value);
      return [varint(field * 8 + 2), varint(bytes.length), bytes];
    }),
  );
}

/** A tensor of two floats in the file `location`. */
export function outsideTensor(location: string): Buffer {
  const word = (key: string, value: string) => [13, message([1, key], [2, value])] as const;
  return message([1, 2], [2, 1], [8, "extra"], word("location", location), word("length", "8"), [14, 1]);
}

/** Bytes that make `tensor` one of a graph's weights when it is appended to its file: repeated fields are joined. */
export function asInitializer(tensor: Buffer): Buffer {
  return message([7, message([5, tensor])]);
}

function varint(value: number): Buffer {
  const bytes = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    bytes.push((rest % 128) + (rest >= 128 ? 128 : 0));
    if (rest < 128) return Buffer.from(bytes);
  }
}
