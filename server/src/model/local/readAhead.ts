import { open } from "node:fs/promises";
import type { WeightFile } from "./weightFiles";

/** Progress of reading a model. Once all is read, the runtime prepares it and reports nothing until it is ready. */
export interface LoadProgress {
  readonly readBytes: number;
  readonly totalBytes: number;
}

const chunkBytes = 4 * 1024 * 1024;
/** Number of progress reports: one at every 5 %. */
const stepCount = 20;

/**
 * Reads a model's weights once and reports progress. The runtime, which reads them in one go without any report,
 * then finds them in the system's memory. Unreadable files are left for the runtime to report.
 */
export async function readAhead(
  files: readonly WeightFile[],
  onProgress: (progress: LoadProgress) => void,
): Promise<void> {
  const totalBytes = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const buffer = Buffer.allocUnsafe(chunkBytes);
  let readBytes = 0;
  let toldStep = -1;
  for (const { path } of files) {
    const file = await open(path).catch(() => undefined);
    if (file === undefined) return;
    try {
      for (let count = 1; count > 0; readBytes += count) {
        const step = Math.floor((stepCount * readBytes) / totalBytes);
        if (step > toldStep) onProgress({ readBytes: Math.min(readBytes, totalBytes), totalBytes });
        toldStep = step;
        count = (await file.read(buffer, 0, chunkBytes)).bytesRead;
      }
    } catch {
      return;
    } finally {
      await file.close();
    }
  }
}
