import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import { chanceFairness } from "../../bench/team/chance";
import { ModelServer } from "../../bench/team/modelServer";
import { TeamEditor, teamPassages } from "../../bench/team/teamEditor";
import { createFullableDisk } from "../host/diskFull";
import { patiently } from "../support/patiently";

const { passages, texts } = teamPassages();
const keyCount = 60;
let server: ModelServer | undefined;
let editors: TeamEditor[] = [];

afterEach(async () => {
  await Promise.all(editors.splice(0).map((editor) => editor.close()));
  await server?.kill();
  server = undefined;
});

test("a crowd that is served alike seems unfair while each has few answers", () => {
  const ofAll = (count: number): number => chanceFairness(Array<number>(200).fill(count), { p50: 390, p95: 760 });
  expect(ofAll(4)).toBeGreaterThan(2);
  expect(ofAll(20)).toBeLessThan(1.9);
  expect(ofAll(27)).toBeLessThan(ofAll(20));
});

/** Resolves once every editor has had another whole answer. */
async function isAnswered(): Promise<void> {
  const before = await Promise.all(editors.map((editor) => editor.answeredCount()));
  await patiently(async () => {
    const now = await Promise.all(editors.map((editor) => editor.answeredCount()));
    expect(now.every((count, user) => count > before[user])).toBe(true);
  });
}

test(
  "typists at one server stay quiet while it refuses for its load, and are back soon after",
  { timeout: 60_000 },
  async () => {
    const modelServer = (server = new ModelServer(texts, 50));
    await modelServer.start();
    const place = { kind: "fim", url: modelServer.url, model: "nanotype-6m" } as const;
    editors = await Promise.all(
      passages.slice(0, 3).map((passage, user) => TeamEditor.open({ place, key: "none", passage, seed: user + 1 })),
    );
    const end = new AbortController();
    const typed = Promise.all(editors.map((editor) => editor.type({ maxKeys: keyCount * 10, end: end.signal })));
    await isAnswered();
    modelServer.isOverloaded = true;
    await sleep(3_000);
    // One refusal each tells an editor to pause; without pauses each would ask about five times.
    expect(modelServer.counts.refused).toBeLessThanOrEqual(2 * editors.length);
    modelServer.isOverloaded = false;
    await isAnswered();
    end.abort();
    await typed;
    const figures = await Promise.all(editors.map((editor) => editor.figures()));
    // Each types for seconds only, so that on a slow processor one may come to no suggestion.
    expect(Math.max(...figures.map(({ upShare }) => upShare))).toBeGreaterThan(0);
    for (const { requestCount, keyCount } of figures) expect(requestCount).toBeLessThan(0.3 * keyCount);
  },
);

test(
  "typists whose own disk is slow are answered as before, miss nothing, and every request is in their audit log",
  { timeout: 60_000 },
  async () => {
    const modelServer = (server = new ModelServer(texts, 50));
    await modelServer.start();
    const folder = mkdtempSync(join(tmpdir(), "nanotype-slow-disk-"));
    const disk = createFullableDisk();
    const place = { kind: "fim", url: modelServer.url, model: "nanotype-6m" } as const;
    editors = await Promise.all(
      passages.slice(0, 2).map((passage, user) => {
        const own = { folder: mkdtempSync(join(folder, "editor-")), environment: disk.environment };
        return TeamEditor.open({ place, key: "none", passage, seed: user + 1, disk: own });
      }),
    );
    const end = new AbortController();
    const typed = Promise.all(editors.map((editor) => editor.type({ maxKeys: keyCount * 10, end: end.signal })));
    await isAnswered();
    disk.slow();
    await isAnswered();
    await isAnswered();
    disk.quicken();
    await isAnswered();
    end.abort();
    await typed;
    for (const editor of editors) {
      const { requestCount, missedCount } = await editor.figures();
      await editor.close();
      expect([missedCount, await editor.unrecordedCount(requestCount)]).toEqual([0, 0]);
    }
    const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
    expect(names.filter((name) => name.endsWith("sent.jsonl"))).toHaveLength(editors.length);
    expect(names.filter((name) => name.endsWith(".tmp"))).toEqual([]);
    disk.remove();
    rmSync(folder, { recursive: true });
  },
);
