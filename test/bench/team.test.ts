import { afterEach, expect, test } from "vitest";
import { setTimeout as sleep } from "node:timers/promises";
import { ModelServer } from "../../bench/team/modelServer";
import { TeamEditor, teamPassages } from "../../bench/team/teamEditor";
import { patiently } from "../support/patiently";

const { passages, texts } = teamPassages();
const keyCount = 60;
let server: ModelServer;
let editors: readonly TeamEditor[];

afterEach(async () => {
  await Promise.all(editors.map((editor) => editor.close()));
  await server.kill();
});

test(
  "typists at one server stay quiet while it refuses for its load, and are back soon after",
  { timeout: 60_000 },
  async () => {
    server = new ModelServer(texts, 50);
    await server.start();
    const place = { kind: "fim", url: server.url, model: "nanotype-6m" } as const;
    editors = await Promise.all(
      passages.slice(0, 3).map((passage, user) => TeamEditor.open({ place, key: "none", passage, seed: user + 1 })),
    );
    const end = new AbortController();
    const typed = Promise.all(editors.map((editor) => editor.type({ maxKeys: keyCount * 10, end: end.signal })));
    const isAnswered = async (): Promise<void> => {
      const before = await Promise.all(editors.map((editor) => editor.answeredCount()));
      await patiently(async () => {
        const now = await Promise.all(editors.map((editor) => editor.answeredCount()));
        expect(now.every((count, user) => count > before[user])).toBe(true);
      });
    };
    await isAnswered();
    server.isOverloaded = true;
    await sleep(3_000);
    // One refusal each tells an editor to pause; without pauses each would ask about five times.
    expect(server.counts.refused).toBeLessThanOrEqual(2 * editors.length);
    server.isOverloaded = false;
    await isAnswered();
    end.abort();
    await typed;
    for (const editor of editors) {
      const { upShare, requestCount, keyCount } = await editor.figures();
      expect(upShare).toBeGreaterThan(0);
      expect(requestCount).toBeLessThan(0.3 * keyCount);
    }
  },
);
