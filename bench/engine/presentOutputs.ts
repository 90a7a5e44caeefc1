/**
 * Adds the outputs `present.N.key` and `present.N.value` to a graph that computes them but returns only `kv_new`.
 * `generate()` of transformers.js needs them. Appending one serialized protobuf message to another merges the two, so
 * the graph itself need not be parsed (protobuf.dev, "Encoding", section "Last One Wins").
 */
export function withPresentOutputs(
  graph: Uint8Array,
  cache: { readonly layerCount: number; readonly headCount: number; readonly headSize: number },
): Uint8Array {
  const outputs = Array.from({ length: cache.layerCount }, (_, layer) =>
    ["key", "value"].map((part) => field(graphOutput, valueInfo(`present.${layer}.${part}`, cache))),
  );
  return Buffer.concat([graph, field(modelGraph, Buffer.concat(outputs.flat()))]);
}

/** Field numbers of onnx.proto. */
const modelGraph = 7;
const graphOutput = 12;

function valueInfo(name: string, { headCount, headSize }: { headCount: number; headSize: number }): Uint8Array {
  const dimensions = ["batch_size", headCount, "total_sequence_length", headSize].map((size) =>
    field(1, typeof size === "string" ? field(2, Buffer.from(size)) : Buffer.concat([varint(1 << 3), varint(size)])),
  );
  const float32 = Buffer.concat([varint(1 << 3), varint(1)]);
  const tensor = Buffer.concat([float32, field(2, Buffer.concat(dimensions))]);
  return Buffer.concat([field(1, Buffer.from(name)), field(2, field(1, tensor))]);
}

/** Encodes a field with a length before its bytes. */
function field(number: number, bytes: Uint8Array): Buffer {
  return Buffer.concat([varint((number << 3) | 2), varint(bytes.length), bytes]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (; value > 0x7f; value >>>= 7) bytes.push((value & 0x7f) | 0x80);
  return Buffer.from([...bytes, value]);
}
