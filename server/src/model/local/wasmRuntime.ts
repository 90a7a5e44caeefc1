import { existsSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { brotliDecompressSync } from "node:zlib";
import { env, InferenceSession, Tensor } from "onnxruntime-web/wasm";

// The build puts it beside the bundle; packaging compresses it.
const binary = join(__dirname, "ort-wasm-simd-threaded.wasm");
const packed = `${binary}.br`;
env.wasm.wasmBinary = existsSync(packed) ? brotliDecompressSync(readFileSync(packed)) : readFileSync(binary);
// Without this, transformers.js would point the runtime to a server.
env.wasm.wasmPaths = {};
env.wasm.numThreads = 1;
env.wasm.proxy = false;
env.logLevel = "fatal";

const runtime = {
  env,
  Tensor,
  InferenceSession: {
    /** Creates a session from bytes: this runtime would take a path for a URL. */
    create: async (graph: string | Uint8Array, options: InferenceSession.SessionOptions) =>
      InferenceSession.create(typeof graph === "string" ? await readFile(graph) : graph, options),
  },
};

// transformers.js uses the runtime that it finds here instead of its own.
Object.defineProperty(globalThis, Symbol.for("onnxruntime"), { value: runtime });
