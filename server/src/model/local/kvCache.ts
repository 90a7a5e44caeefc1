import type { FloatArray, FloatType, OrtSession, OrtTensor } from "./ortSession";
import { floatArray, floatData, floatTensor } from "./ortSession";

/**
 * Keys and values of the tokens a model has processed, so that a prompt which shares its start with the last one isn't computed again.
 * Invariant: row `i` of every layer belongs to `tokens[i]`.
 */
export interface KvCache {
  /** Token ids whose rows are in the cache. */
  readonly tokens: readonly number[];
  /** Forgets everything from `length` on. */
  crop(length: number): void;
  /** Returns the past as inputs of the graph, with room for `newCount` more rows. */
  inputs(newCount: number): Record<string, OrtTensor>;
  /** Outputs to fetch for `append`. */
  readonly outputNames: readonly string[];
  /** Appends the rows of `ids` from the graph's outputs. */
  append(ids: readonly number[], outputs: Readonly<Record<string, OrtTensor>>): void;
  /** Memory held, in bytes. */
  readonly sizeBytes: number;
}

/** Makes an empty cache for the layout of the session's graph: ours returns new rows only (`kv_new`), the hub's the whole cache (`present.*`). */
export function createKvCache(session: OrtSession): KvCache {
  const layers = readLayers(session);
  return session.outputNames.includes("kv_new") ? new RowKvCache(layers) : new WholeKvCache(layers, session);
}

/** One key or value tensor of a layer: `[1, headCount, rows, headSize]`. */
interface Layer {
  readonly input: string;
  readonly type: FloatType;
  readonly headCount: number;
  readonly headSize: number;
}

function readLayers(session: OrtSession): Layer[] {
  return session.inputMetadata
    .filter(({ name }) => name.startsWith("past_key_values."))
    .map(({ name, type, shape }) => {
      const [headCount, headSize] = [shape?.[1], shape?.[3]];
      if (typeof headCount !== "number" || typeof headSize !== "number" || (type !== "float32" && type !== "float16"))
        throw new TypeError(`the graph's ${name} has no literal head count and size, or holds ${type ?? "nothing"}`);
      return { input: name, type, headCount, headSize };
    });
}

/** Rows by which buffers grow. */
const growthRows = 256;

/** Growable buffers to which each step's new rows are appended; cropping costs nothing. */
class RowKvCache implements KvCache {
  readonly outputNames = ["kv_new"];
  #tokens: number[] = [];
  #capacity = 0;
  #buffers: FloatArray[] = [];
  #tensors: Record<string, OrtTensor> = {};

  constructor(readonly layers: readonly Layer[]) {}

  get tokens(): readonly number[] {
    return this.#tokens;
  }

  get sizeBytes(): number {
    return this.#buffers.reduce((sum, buffer) => sum + buffer.byteLength, 0);
  }

  crop(length: number): void {
    this.#tokens.length = Math.min(length, this.#tokens.length);
  }

  inputs(newCount: number): Record<string, OrtTensor> {
    this.#grow(this.#tokens.length + newCount);
    return this.#tensors;
  }

  append(ids: readonly number[], outputs: Readonly<Record<string, OrtTensor>>): void {
    const rows = floatData(outputs["kv_new"]);
    const [from, count] = [this.#tokens.length, ids.length];
    let read = 0;
    this.layers.forEach(({ headCount, headSize }, index) => {
      for (let head = 0; head < headCount; head++) {
        this.#buffers[index].set(
          rows.subarray(read, read + count * headSize),
          (head * this.#capacity + from) * headSize,
        );
        read += count * headSize;
      }
    });
    this.#tokens.push(...ids);
  }

  #grow(rowCount: number): void {
    if (rowCount <= this.#capacity) return;
    const [oldCapacity, used] = [this.#capacity, this.#tokens.length];
    const capacity = Math.ceil(rowCount / growthRows) * growthRows;
    this.#buffers = this.layers.map(({ type, headCount, headSize }, index) => {
      const buffer = floatArray(type, headCount * capacity * headSize);
      const old = this.#buffers.at(index);
      for (let head = 0; old && head < headCount; head++) {
        const start = head * oldCapacity * headSize;
        buffer.set(old.subarray(start, start + used * headSize), head * capacity * headSize);
      }
      return buffer;
    });
    // The graph gets whole buffers; the attention mask says how many rows count.
    this.#tensors = Object.fromEntries(
      this.layers.map(({ input, headCount, headSize }, index) => [
        input,
        floatTensor(this.#buffers[index], [1, headCount, capacity, headSize]),
      ]),
    );
    this.#capacity = capacity;
  }
}

/** Keeps the tensors that the graph returned and passes them back; cropping copies the remaining rows. */
class WholeKvCache implements KvCache {
  readonly outputNames: readonly string[];
  #tokens: number[] = [];
  #tensors: Record<string, OrtTensor>;
  /** Rows in `#tensors`; after a crop there are more rows than tokens. */
  #rowCount = 0;

  constructor(
    readonly layers: readonly Layer[],
    session: OrtSession,
  ) {
    this.outputNames = layers.map(({ input }) => presentName(input));
    const absent = this.outputNames.find((name) => !session.outputNames.includes(name));
    if (absent !== undefined) throw new TypeError(`the graph has no output ${absent}`);
    this.#tensors = this.#copyOf(0);
  }

  get tokens(): readonly number[] {
    return this.#tokens;
  }

  get sizeBytes(): number {
    const floats = this.layers.reduce((sum, { headCount, headSize }) => sum + headCount * headSize, 0);
    return floats * this.#rowCount * Float32Array.BYTES_PER_ELEMENT;
  }

  crop(length: number): void {
    this.#tokens.length = Math.min(length, this.#tokens.length);
  }

  inputs(): Record<string, OrtTensor> {
    if (this.#tokens.length < this.#rowCount) {
      this.#tensors = this.#copyOf(this.#tokens.length);
      this.#rowCount = this.#tokens.length;
    }
    return this.#tensors;
  }

  append(ids: readonly number[], outputs: Readonly<Record<string, OrtTensor>>): void {
    this.#tokens.push(...ids);
    this.#rowCount = this.#tokens.length;
    this.#tensors = {};
    for (const { input } of this.layers) this.#tensors[input] = outputs[presentName(input)];
  }

  #copyOf(rowCount: number): Record<string, OrtTensor> {
    return Object.fromEntries(
      this.layers.map(({ input, type, headCount, headSize }) => {
        const copy = floatArray(type, headCount * rowCount * headSize);
        const old = rowCount > 0 ? floatData(this.#tensors[input]) : copy;
        for (let head = 0; head < headCount; head++) {
          const start = head * this.#rowCount * headSize;
          copy.set(old.subarray(start, start + rowCount * headSize), head * rowCount * headSize);
        }
        return [input, floatTensor(copy, [1, headCount, rowCount, headSize])];
      }),
    );
  }
}

function presentName(input: string): string {
  return input.replace("past_key_values.", "present.");
}
