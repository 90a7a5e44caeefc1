import { createHash } from "node:crypto";
import { open, readdir } from "node:fs/promises";
import { join } from "node:path";

/** Bytes read of each file at its start, middle and end: other weights differ everywhere. */
const sampleBytes = 64 * 1024;

/**
 * Names a model by its folder's contents, not by its path: the same on every machine, and different for other weights of
 * the same size. Reads samples, which takes a few milliseconds at any size. `undefined` if the folder cannot be read.
 */
export async function modelFingerprint(folder: string): Promise<string | undefined> {
  const hash = createHash("sha256");
  try {
    const names = await readdir(folder, { recursive: true });
    for (const name of names.filter((name) => /\.(json|onnx|onnx_data\w*|data)$/.test(name)).sort()) {
      hash.update(`${name.replaceAll("\\", "/")}\0`);
      await addSamples(hash, join(folder, name));
    }
    return hash.digest("base64url").slice(0, 16);
  } catch {
    return undefined; // the model process reports the problem
  }
}

async function addSamples(hash: ReturnType<typeof createHash>, path: string): Promise<void> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    hash.update(`${size}\0`);
    const buffer = Buffer.alloc(sampleBytes);
    for (const at of [0, Math.floor(size / 2), Math.max(0, size - sampleBytes)]) {
      const { bytesRead } = await file.read(buffer, 0, sampleBytes, at);
      hash.update(buffer.subarray(0, bytesRead));
    }
  } finally {
    await file.close();
  }
}
