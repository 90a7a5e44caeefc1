import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { silentLog } from "../../../server/src/base/log";
import { Figures } from "../../../server/src/metrics/figures";
import { History } from "../../../server/src/metrics/history";
import { Metrics } from "../../../server/src/metrics/metrics";
import { Recorder } from "../../../server/src/metrics/recorder";
import { nothingSpent } from "../../../server/src/metrics/spent";
import { usageReport } from "../../../server/src/metrics/usageReport";
import { ManualClock } from "../../support/manualClock";
import { patiently } from "../../support/patiently";

let folder: string;
let today: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "nanotype-figures-"));
  today = "2026-11-30";
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const server = (): History => new History({ folder, log: silentLog, today: () => today });

function accepted(count: number, language = "typescript"): Figures {
  const figures = new Figures();
  figures.count("accepted", [language, "code", "local"], count);
  figures.time("stage", "total", 12);
  return figures;
}

const report = async (dayCount: number) => usageReport(await server().read(), dayCount, today);

test("figures survive a restart, day by day", async () => {
  await server().add(accepted(3));
  today = "2026-12-01";
  await server().add(accepted(4));
  const { suggestions, days, waits, from } = await report(7);
  expect(from).toBe("2026-11-25");
  expect(suggestions.accepted).toBe(7);
  expect(days.map(({ accepted }) => accepted)).toEqual([0, 0, 0, 0, 0, 3, 4]);
  expect(waits["total"]).toMatchObject({ count: 2 });
  expect((await report(1)).suggestions.accepted).toBe(4);
});

test("a report has each day's languages, with their names, and reads again what other servers add", async () => {
  const reader = server();
  const read = async () => usageReport(await reader.read(7), 7, today);
  await server().add(accepted(3));
  await server().add(accepted(2, "python"));
  expect((await read()).days.at(-1)?.byLanguage).toEqual([
    { name: "typescript", offered: 0, taken: 3, savedKeys: 0 },
    { name: "python", offered: 0, taken: 2, savedKeys: 0 },
  ]);
  await server().add(accepted(4, "python"));
  const { days, languageNames, suggestions } = await read();
  expect(days.at(-1)?.byLanguage.at(1)).toMatchObject({ name: "python", taken: 6 });
  expect(days.at(-2)?.byLanguage).toEqual([]);
  expect(languageNames).toEqual({ typescript: "TypeScript", python: "Python" });
  expect(suggestions.accepted).toBe(9);
  expect((await read()).suggestions.accepted).toBe(9);
});

test("servers that write at the same time lose none of each other's figures", async () => {
  const servers = [server(), server(), server()];
  await Promise.all(servers.flatMap((each) => [1, 2, 3, 4].map(() => each.add(accepted(1)))));
  expect((await report(1)).suggestions.accepted).toBe(12);
  expect(readdirSync(folder).filter((name) => name.endsWith(".tmp"))).toEqual([]);
});

test("damage costs the figures that it hits, and what the servers count later is kept", async () => {
  const both = accepted(3);
  both.add(accepted(5, "python"));
  await server().add(both);
  const path = join(folder, `${today}.json`);
  writeFileSync(path, readFileSync(path, "utf8").replace('"accepted|typescript|code|local": 3', '"accepted|type'));
  await server().add(accepted(1, "go"));
  const { byLanguage } = await report(1);
  expect(byLanguage.map(({ name, accepted }) => [name, accepted])).toEqual([
    ["python", 5],
    ["go", 1],
  ]);
});

test("old days are added up, each once, so that the folder stays small and totals never shrink", async () => {
  for (let day = 0; day < 100; day++)
    writeFileSync(
      join(folder, `${new Date(Date.UTC(2026, 0, 1 + day)).toISOString().slice(0, 10)}.json`),
      '{\n"accepted|typescript|code|local": 1\n}\n',
    );
  today = "2026-11-30";
  expect((await server().total()).sum("accepted")).toBe(100);
  await server().add(accepted(1));
  const daysLeft = (): number => readdirSync(folder).filter((name) => /^2026.*\.json$/.test(name)).length;
  await patiently(() => expect(daysLeft()).toBe(90));
  // As after a crash between the two steps: the day is in the sum, and its file is there again.
  writeFileSync(join(folder, "2026-01-01.json"), '{\n"accepted|typescript|code|local": 1\n}\n');
  expect((await server().total()).sum("accepted")).toBe(101);
  await server().add(accepted(1));
  await patiently(() => expect(daysLeft()).toBe(90));
  expect((await server().total()).sum("accepted")).toBe(102);
});

test("a day of every language, kind and writer takes less than 300 KB", async () => {
  const figures = new Figures();
  for (let language = 0; language < 60; language++)
    for (const kind of ["code", "comment", "prose", "doc"])
      for (const name of ["offered", "accepted", "kept", "savedKeys"] as const)
        figures.count(name, [`language${language}`, kind, "local"], 1_000);
  for (const stage of ["debounce", "context", "queue", "firstToken", "firstLine", "total", "request"])
    for (let ms = 0.01; ms < 30_000; ms *= 1.005) figures.time("stage", stage, ms);
  await server().add(figures);
  expect(statSync(join(folder, `${today}.json`)).size).toBeLessThan(300_000);
});

test("a folder that can't be written costs nothing but the record, which is written later", async () => {
  const history = new History({ folder: join(folder, "file", "below"), log: silentLog, today: () => today });
  writeFileSync(join(folder, "file"), "");
  await history.add(accepted(2));
  rmSync(join(folder, "file"));
  await history.add(accepted(1));
  expect((await history.total()).sum("accepted")).toBe(3);
});

test("figures are written in a pause, a minute after the first, and never while the user types", async () => {
  const clock = new ManualClock();
  const metrics = new Metrics(clock);
  const written: number[] = [];
  const history = server();
  const add = history.add.bind(history);
  history.add = (figures) => {
    written.push(figures.sum("requests"));
    return add(figures);
  };
  const isKept = { isKept: true };
  let serverCpuMs = 0;
  const spent = () => ({ ...nothingSpent, serverCpuMs: (serverCpuMs += 20) });
  const recorder = new Recorder({ metrics, history, clock, spent, isWanted: () => isKept.isKept });
  metrics.answered({ kind: "empty" }, 1);
  await clock.advance(59_500);
  metrics.answered({ kind: "empty" }, 1);
  await clock.advance(900);
  expect(written).toEqual([]);
  await clock.advance(1_000);
  expect(written).toEqual([2]);
  await clock.advance(600_000);
  // A port that is read all day on an idle machine writes nothing.
  await recorder.save();
  expect(written).toEqual([2]);
  metrics.answered({ kind: "empty" }, 1);
  await recorder.close();
  expect(written).toEqual([2, 1]);
  isKept.isKept = false;
  metrics.answered({ kind: "empty" }, 1);
  await recorder.close();
  expect(written).toEqual([2, 1]);
  expect((await history.total()).sum("requests")).toBe(3);
});
