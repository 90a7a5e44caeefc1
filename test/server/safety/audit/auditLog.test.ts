import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { silentLog } from "../../../../server/src/base/log";
import { AuditLog, readAuditLog } from "../../../../server/src/safety/audit/auditLog";
import { auditText } from "../../../../server/src/safety/audit/auditText";
import { ManualClock } from "../../../support/manualClock";

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "nanotype-audit-"))));
afterEach(() => rmSync(folder, { recursive: true }));

const path = (): string => join(folder, "deep", "sent.jsonl");
const sent = { receiver: "ai.example", endpoint: "team", purpose: "completion", subject: "file:///a.ts", bytes: 1_200 };

function auditLog(): { log: AuditLog; clock: ManualClock } {
  const clock = new ManualClock();
  return { clock, log: new AuditLog({ path: path(), clock, log: silentLog }) };
}

test("is written a moment later, for the user alone, and by several servers at once", async () => {
  const [first, second] = [auditLog(), auditLog()];
  first.log.note(sent);
  second.log.note({ ...sent, endpoint: "other" });
  await Promise.all([first.clock.advance(1_000), second.clock.advance(1_000)]);
  await Promise.all([first.log.flush(), second.log.flush()]); // each waits for the other's lock
  const entries = await second.log.entries();
  expect((await first.log.entries()).length).toBe(entries.length);
  expect(entries.map(({ endpoint }) => endpoint).sort()).toEqual(["other", "team"]);
  expect(statSync(path()).mode & 0o077).toBe(0);
});

test("does not grow beyond two files", async () => {
  const { log } = auditLog();
  for (let round = 0; round < 5; round++) {
    for (let count = 0; count < 6_000; count++) log.note({ ...sent, bytes: round });
    await log.flush();
  }
  const entries = await log.entries();
  const size = readFileSync(path()).length + readFileSync(join(folder, "deep", "sent.older.jsonl")).length;
  expect(entries.at(-1)?.bytes).toBe(4);
  expect(entries.length).toBe(12_000);
  expect(size).toBeLessThan(3_000_000);
});

test("a line that was cut short does not hide the others", async () => {
  const { log } = auditLog();
  log.note(sent);
  await log.flush();
  writeFileSync(path(), `${readFileSync(path(), "utf8")}{"at":"2026-1`);
  expect(await readAuditLog(path())).toHaveLength(1);
});

test("adds up for people what each receiver got", () => {
  const at = "2026-11-21T10:00:00.000Z";
  const text = auditText([
    { ...sent, at },
    { ...sent, at, bytes: 300, purpose: "probe", subject: "" },
  ]);
  expect(text).toContain("ai.example: 2 requests, 1,500 bytes");
  expect(text).toContain("2026-11-21 10:00:00 UTC  ai.example  team  completion  1,200 bytes  file:///a.ts");
  expect(text).toContain("no text of yours");
});
