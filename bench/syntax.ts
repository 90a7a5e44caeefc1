// Prints the cost of parsing and querying a TypeScript file of 2,000 lines: node scripts/run.mjs bench/syntax.ts
import { readdirSync, readFileSync } from "node:fs";
import { cpus } from "node:os";
import { systemClock, type Clock } from "../server/src/base/clock";
import { Syntax } from "../server/src/code/syntax";
import { stderrSink, createLog } from "../server/src/base/log";

const lineCount = 2000;
const folder = "server/src/code";
const sources = readdirSync(folder).filter((name) => name.endsWith(".ts") && name !== "languageTable.ts");
const all = sources.map((name) => readFileSync(`${folder}/${name}`, "utf8")).join("\n");
const text = all.repeat(20).split("\n").slice(0, lineCount).join("\n");

// Without the waits for more changes and between slices: parsing alone is measured.
const clock: Clock = {
  ...systemClock,
  after: (_, action) => {
    const immediate = setImmediate(action);
    return () => clearImmediate(immediate);
  },
};
const log = createLog({ sink: stderrSink, level: () => "warn" });
const syntax = new Syntax({ grammarFolder: "dist/grammars", clock, log });

async function whenIdle(): Promise<void> {
  while (!syntax.isIdle) await new Promise(setImmediate);
}

/** Returns the time of `action`, and of the parse it triggers, in ms. */
async function time(action: () => void): Promise<number> {
  const startMs = performance.now();
  action();
  await whenIdle();
  return performance.now() - startMs;
}

function report(what: string, timesMs: number[]): void {
  const sorted = timesMs.toSorted((a, b) => a - b);
  const at = (share: number): string => (sorted[Math.floor(share * (sorted.length - 1))] ?? 0).toFixed(3);
  console.log(`${what.padEnd(44)} p50 ${at(0.5)} ms  p95 ${at(0.95)} ms  max ${at(1)} ms  (${sorted.length})`);
}

/** Returns the first end of a word at or after `offset`. */
function wordEnd(offset: number): number {
  const end = /[a-z]\b/g;
  end.lastIndex = offset;
  return (end.exec(text)?.index ?? 0) + 1;
}

/** Opens, edits and queries; prints a line for each. */
async function main(): Promise<void> {
  console.log(`${cpus()[0]?.model ?? "unknown machine"}, Node ${process.version}; ${text.length} UTF-16 units`);
  report("first parse, with the grammar's load", [await time(() => syntax.open("a", "typescript", text))]);
  const full: number[] = [];
  for (let count = 0; count < 30; count++) full.push(await time(() => syntax.open("a", "typescript", text)));
  report("whole parse", full);

  const fresh: number[] = [];
  const stale: number[] = [];
  const incremental: number[] = [];
  for (let count = 0; count < 500; count++) {
    // Adds a letter to a word, and removes it in the next round.
    const nth = count - (count % 2);
    const offset = wordEnd(Math.floor((text.length * ((nth * 7919) % 1000)) / 1000));
    const isTyping = count % 2 === 0;
    const changed = isTyping ? `${text.slice(0, offset)}x${text.slice(offset)}` : text;
    const edit = {
      startOffset: offset,
      oldEndOffset: offset + (isTyping ? 0 : 1),
      newEndOffset: offset + (isTyping ? 1 : 0),
    };
    const ask = (times: number[]): void => {
      const startMs = performance.now();
      syntax.at("a", isTyping ? offset + 1 : offset, changed);
      times.push(performance.now() - startMs);
    };
    incremental.push(
      await time(() => {
        syntax.change("a", [edit], changed);
        ask(stale);
      }),
    );
    ask(fresh);
  }
  report("parse after a key, with a question before it", incremental);
  report("question before the parse", stale);
  report("question after the parse", fresh);
  syntax.dispose();
}

void main();
