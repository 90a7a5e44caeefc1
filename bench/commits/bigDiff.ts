import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { CancellationTokenSource } from "vscode-languageserver/node";
import { draftCommitMethod, type DraftCommitResult } from "../../server/src/protocol";
import { createRepository } from "../../test/support/gitFixture";
import { stdioClient } from "../../test/support/lspServers";

const fileCount = 50;
const functionCount = 40;

/** Most that drafts may take: time in ms, memory above idle in MB, and time until a cancelled one has ended, in ms. */
const goals = { draftMs: 1_000, memoryMb: 150, cancelMs: 50 };

/**
 * Times and weighs drafts for 10,000 changed lines through the real server: 50 files, every function of them changed. Answers whether
 * every goal is met.
 */
export async function measureBigDiff(): Promise<boolean> {
  const repository = createRepository();
  const client = stdioClient();
  try {
    const source = (file: number, version: number): string =>
      Array.from(
        { length: functionCount },
        (_, index) =>
          `export function work${file}x${index}(input: number): number {\n  const scaled = input * ${version};\n  const shifted = scaled + ${index + version};\n  return shifted - ${version};\n}\n`,
      ).join("\n");
    const files = (version: number) =>
      Object.fromEntries(Array.from({ length: fileCount }, (_, file) => [`src/part${file}.ts`, source(file, version)]));
    repository.commit("Start", files(1));
    for (const [path, text] of Object.entries(files(2))) repository.write(path, text);
    repository.git("add", "-A");
    const [, added = "0", deleted = "0"] =
      /(\d+) insertions\(\+\), (\d+) deletions/.exec(repository.git("diff", "--cached", "--shortstat")) ?? [];
    await client.start();
    await client.ready();
    const idleBytes = residentBytes(client.process?.pid, "VmRSS");
    const params = { repositoryUri: pathToFileURL(repository.folder).href };
    const times: number[] = [];
    for (let run = 0; run < 5; run++) {
      const startMs = performance.now();
      const { message } = await client.connection.sendRequest<DraftCommitResult>(draftCommitMethod, params);
      times.push(performance.now() - startMs);
      if (message === "") throw new Error("There was no draft.");
    }
    const peakBytes = residentBytes(client.process?.pid, "VmHWM");
    const cancels: number[] = [];
    for (const delayMs of [5, 20, 40, 60, 80, 100, 120, 150]) {
      const cancel = new CancellationTokenSource();
      const asked = client.connection.sendRequest<DraftCommitResult>(draftCommitMethod, params, cancel.token);
      await new Promise((resolve) => setTimeout(resolve, delayMs));
      const startMs = performance.now();
      cancel.cancel();
      await asked;
      cancels.push(performance.now() - startMs);
    }
    const laterMs = Math.max(...times.slice(1));
    const [idleMb, peakMb] = [idleBytes / 2 ** 20, peakBytes / 2 ** 20];
    const cancelMs = Math.max(...cancels);
    const verdict = (value: number, goal: number, unit: string): string =>
      `(goal: ≤ ${goal.toLocaleString("en")} ${unit}, ${value <= goal ? "ok" : "MISSED"})`;
    console.log(`diff of ${Number(added) + Number(deleted)} lines in ${fileCount} files, through the server:`);
    console.log(
      `  draft: first ${(times.at(0) ?? 0).toFixed(0)} ms, then at most ${laterMs.toFixed(0)} ms ${verdict(laterMs, goals.draftMs, "ms")}`,
    );
    console.log(
      `  memory: ${idleMb.toFixed(0)} MB idle, peak ${peakMb.toFixed(0)} MB, ${(peakMb - idleMb).toFixed(0)} MB above ${verdict(peakMb - idleMb, goals.memoryMb, "MB")}`,
    );
    console.log(`  cancel: at most ${cancelMs.toFixed(0)} ms ${verdict(cancelMs, goals.cancelMs, "ms")}`);
    return laterMs <= goals.draftMs && peakMb - idleMb <= goals.memoryMb && cancelMs <= goals.cancelMs;
  } finally {
    await client.stop();
    repository.dispose();
  }
}

function residentBytes(pid: number | undefined, field: "VmRSS" | "VmHWM"): number {
  const status = readFileSync(`/proc/${pid ?? "self"}/status`, "utf8");
  return Number(new RegExp(`${field}:\\s+(\\d+) kB`).exec(status)?.[1] ?? 0) * 1024;
}
