import { appendFileSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { readKeptResult, type LineResult } from "./lineResult";

/**
 * Results of a run that isn't finished, in a file: hashes and numbers only. A run that was stopped, or of which an arm ended early, continues from it; a whole one
 * removes it, so that no later run is answered by it.
 */
export class KeptResults {
  readonly #path: string;
  readonly #results = new Map<string, LineResult>();

  /** Reads what a run with the same path has left. */
  constructor(path: string) {
    this.#path = path;
    for (const line of read(path).split("\n")) {
      const kept = line === "" ? undefined : readKeptResult(line);
      if (kept !== undefined) this.#results.set(`${kept.arm} ${kept.line}`, kept.result);
    }
  }

  /** Number of results. */
  get count(): number {
    return this.#results.size;
  }

  get(arm: string, line: string): LineResult | undefined {
    return this.#results.get(`${arm} ${line}`);
  }

  /** Adds a result, in memory and in the file. */
  add(arm: string, line: string, result: LineResult): void {
    this.#results.set(`${arm} ${line}`, result);
    mkdirSync(dirname(this.#path), { recursive: true, mode: 0o700 });
    appendFileSync(this.#path, `${JSON.stringify({ arm, line, result })}\n`, { mode: 0o600 });
  }

  /** Removes the file. */
  clear(): void {
    rmSync(this.#path, { force: true });
    this.#results.clear();
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return ""; // nothing was left
  }
}
