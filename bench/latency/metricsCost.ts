import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { systemClock } from "../../server/src/base/clock";
import type { InlineItem } from "../../server/src/completion/inlineCompletion";
import { Metrics } from "../../server/src/metrics/metrics";
import { nothingSpent } from "../../server/src/metrics/spent";
import type { Figure } from "./figures";

const requestCount = 50_000;
/** Languages and kinds between which the requests change: more than a person uses in a month. */
const languages = ["typescript", "python", "go", "rust", "java", "markdown", "yaml", "json", "css", "html", "sql", "c"];
const places = ["code", "lineComment", "docComment", "string"] as const;

/**
 * Measures what counting costs: everything that one key's request and its change count, and the memory of a month's figures, with those
 * that were taken for the history.
 */
export function measureMetrics(): Promise<Figure[]> {
  const collect = garbageCollector();
  collect();
  const beforeBytes = process.memoryUsage().heapUsed;
  const metrics = new Metrics(systemClock, () => text);
  const text = "const total = price * count;\n".repeat(2_000);
  const edit = { startOffset: 14, oldEndOffset: 14, newEndOffset: 15 };
  const before = process.cpuUsage();
  for (let count = 0; count < requestCount; count++) {
    const elapsedMs = 0.01 * 1.0003 ** count;
    metrics.reactions.changed("file:///work/a.ts", text, [edit]);
    for (const stage of ["debounce", "context", "queue", "firstToken", "firstLine", "request"] as const)
      metrics.observe(stage, elapsedMs);
    metrics.modelRequested();
    metrics.answered({ kind: "offered", by: "model" }, elapsedMs);
    const items: InlineItem[] = [{ id: String(count), insertText: "price * count", start: 14, end: 14 }];
    const languageId = languages[count % languages.length];
    metrics.offered("file:///work/a.ts", 14, { items, origin: { by: "model", place: places[count % 4], languageId } });
    if (count % 5 === 0) metrics.accepted(String(count));
    if (count % 1_000 === 0) metrics.take(nothingSpent);
  }
  const { user, system } = process.cpuUsage(before);
  const eachMs = (user + system) / 1000 / requestCount;
  collect();
  const heldMb = (process.memoryUsage().heapUsed - beforeBytes) / 1e6;
  const { total } = metrics.stats(nothingOutside).requests;
  return Promise.resolve([
    {
      name: "counting one request",
      value: eachMs,
      unit: "ms",
      goal: 0.02,
      note: `processor time; mean of ${total}, one in five taken`,
    },
    { name: "memory of the figures", value: heldMb, unit: "MB", goal: 5 },
  ]);
}

const nothingOutside = {
  model: { promptTokenCount: 0, reusedTokenCount: 0, generatedTokenCount: 0 },
  memory: { serverBytes: 0, modelProcessBytes: 0 },
  workspace: { fileCount: 0, bytes: 0 },
  endpoints: [],
};

function garbageCollector(): () => void {
  setFlagsFromString("--expose-gc");
  return runInNewContext("gc") as () => void;
}
