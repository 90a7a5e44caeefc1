import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { formatRecording, type Recording } from "./sessionEvent";

/** Writes a recording into a folder, under a name with its time, and returns its path. @throws the file system's errors */
export async function writeSession(folder: string, recording: Recording): Promise<string> {
  const time = new Date().toISOString().replace(/[:.]/g, "-");
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, `session-${time}-${process.pid}.jsonl`);
  await writeFile(file, formatRecording(recording), { mode: 0o600 });
  return file;
}
