import { Tensor } from "@huggingface/transformers";

/** The part of an onnxruntime session that we use; transformers.js returns it untyped. */
export interface OrtSession {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  readonly inputMetadata: readonly OrtValueMetadata[];
  readonly outputMetadata: readonly OrtValueMetadata[];
  run(feeds: Record<string, OrtTensor>, fetches: readonly string[]): Promise<Record<string, OrtTensor>>;
}

/** Name, element type and shape of an input or output; symbolic dimensions are strings. */
interface OrtValueMetadata {
  readonly name: string;
  readonly type?: string;
  readonly shape?: readonly (number | string)[];
}

/** A tensor as the runtime takes and returns it. */
export type OrtTensor = Tensor["ort_tensor"];

/** Element types of caches and logits that we handle. */
export type FloatType = "float32" | "float16";

/** Storage of one float tensor; half floats travel as their bits. */
export type FloatArray = Float32Array | Uint16Array;

/** Reports whether `value` is a session. */
export function isOrtSession(value: unknown): value is OrtSession {
  return (
    typeof value === "object" && value !== null && "run" in value && "inputMetadata" in value && "outputNames" in value
  );
}

/** Makes an int64 tensor of the runtime. */
export function int64Tensor(values: BigInt64Array, shape: number[]): OrtTensor {
  return new Tensor("int64", values, shape).ort_tensor;
}

/** Makes a tensor over `values` without copying them. */
export function floatTensor(values: FloatArray, shape: number[]): OrtTensor {
  return new Tensor(values instanceof Float32Array ? "float32" : "float16", values, shape).ort_tensor;
}

/** Makes a zeroed array for `length` elements of a type. */
export function floatArray(type: FloatType, length: number): FloatArray {
  return type === "float32" ? new Float32Array(length) : new Uint16Array(length);
}

/**
 * Returns the elements of an output tensor.
 * @throws TypeError if the graph returns another element type than it declared.
 */
export function floatData(tensor: OrtTensor | undefined): FloatArray {
  const data: unknown = tensor?.data;
  if (data instanceof Float32Array || data instanceof Uint16Array) return data;
  // Newer Node versions have Float16Array, and the runtime then uses it for half floats: the same bits.
  if (ArrayBuffer.isView(data) && tensor?.type === "float16")
    return new Uint16Array(data.buffer, data.byteOffset, data.byteLength / Uint16Array.BYTES_PER_ELEMENT);
  throw new TypeError(`expected floats, got ${tensor?.type ?? "no tensor"}`);
}

/** Returns the value of a half float given as its bits (IEEE 754 binary16). */
export function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction ? NaN : sign * Infinity;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
