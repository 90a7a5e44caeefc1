// promtool is Debian's package `prometheus`.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { Figures } from "../../../server/src/metrics/figures";
import { counterTable, gaugeTable, timeTable, type GaugeName } from "../../../server/src/metrics/metricTable";
import { prometheusText } from "../../../server/src/metrics/prometheusText";

const rules = "deploy/prometheus/nanotype.rules.yml";
const ruleTests = "deploy/prometheus/nanotype.rules.test.yml";
const dashboard = "deploy/grafana/nanotype.json";

/** Figures with every series that there is, by one value of each label. */
function everySeries(): Figures {
  const figures = new Figures();
  for (const [name, { labels }] of Object.entries(counterTable))
    figures.count(
      name as keyof typeof counterTable,
      labels.map((label) => `some-${label}`),
      3.5,
    );
  for (const name of Object.keys(timeTable) as (keyof typeof timeTable)[])
    for (const ms of [0.04, 3, 3.1, 70, 700_000]) figures.time(name, "total", ms);
  return figures;
}

const gauges = (Object.keys(gaugeTable) as GaugeName[]).map((name) => ({ name, labels: ['a"b\\c\nd'], value: 1 }));

const page = (format: "text" | "openMetrics" = "text") => prometheusText({ figures: everySeries(), gauges, format });

/** Names of all series of a page. */
const namesOf = (text: string): Set<string> =>
  new Set(text.split("\n").flatMap((line) => /^([a-z_]+)[{ ]/.exec(line)?.[1] ?? []));

function promtool(...args: string[]): { code: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync("promtool", args, { encoding: "utf8" });
  return { code: status, output: stdout + stderr };
}

const hasPromtool = spawnSync("promtool", ["--version"]).status === 0;

describe.skipIf(!hasPromtool)("Prometheus' own tool (apt package prometheus where skipped)", () => {
  test("accepts every metric, with nothing to complain of", async () => {
    const { status, stdout, stderr } = spawnSync("promtool", ["check", "metrics"], {
      input: await page(),
      encoding: "utf8",
    });
    expect([status, stdout + stderr]).toEqual([0, ""]);
  });

  test("complains of a wrong metric: the check works", () => {
    const { status } = spawnSync("promtool", ["check", "metrics"], { input: "# TYPE a_total gauge\na_total 1\n" });
    expect(status).not.toBe(0);
  });

  test("reads the OpenMetrics form into a database", async () => {
    const folder = mkdtempSync(join(tmpdir(), "nanotype-tsdb-"));
    try {
      // Its importer wants times; the form is otherwise as served.
      const timed = (await page("openMetrics")).replace(/^([^#\n].*)$/gm, "$1 1700000000");
      writeFileSync(join(folder, "page"), timed);
      const { code, output } = promtool("tsdb", "create-blocks-from", "openmetrics", join(folder, "page"), folder);
      expect([code, output]).toEqual([0, expect.stringMatching(/\d/)]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test("accepts the rules, whose alerts fire when they should", () => {
    expect(promtool("check", "rules", rules)).toMatchObject({ code: 0 });
    expect(promtool("test", "rules", ruleTests)).toMatchObject({ code: 0 });
  });

  test("accepts a team's configuration and rules, whose alerts fire when they should", () => {
    expect(promtool("check", "config", "--syntax-only", "deploy/prometheus/prometheus.yml")).toMatchObject({ code: 0 });
    expect(promtool("test", "rules", "deploy/prometheus/team.rules.test.yml")).toMatchObject({ code: 0 });
  });
});

test("counts latencies up to each bound, within a percent of it", async () => {
  const text = await page();
  const upTo = (bound: string): number =>
    Number(
      new RegExp(`nanotype_stage_seconds_bucket\\{stage="total",le="${bound.replace("+", "\\+")}"\\} (\\d+)`).exec(
        text,
      )?.[1],
    );
  expect(["0.0002", "0.002", "0.005", "0.1", "30", "+Inf"].map(upTo)).toEqual([1, 1, 3, 4, 4, 5]);
  expect(text).toMatch(/nanotype_stage_seconds_sum\{stage="total"\} 700\.07614\n/);
  expect(text).toMatch(/nanotype_stage_seconds_count\{stage="total"\} 5\n/);
});

test("the rules and the dashboard use only metrics that the server exports, and the dashboard most of them", async () => {
  const exported = namesOf(await page());
  const used = (path: string): string[] => [
    ...new Set([...readFileSync(path, "utf8").matchAll(/\bnanotype_[a-z_]+/g)].map(([name]) => name)),
  ];
  expect(used(rules).filter((name) => !exported.has(name))).toEqual([]);
  expect(used(dashboard).filter((name) => !exported.has(name))).toEqual([]);
  expect(used(dashboard).length).toBeGreaterThan(18);
  // A rule's own names are recorded by one.
  const recorded = [...readFileSync(rules, "utf8").matchAll(/record: (\S+)/g)].map(([, name]) => name);
  for (const [name] of readFileSync(rules, "utf8").matchAll(/\bnanotype:[\w:]+/g)) expect(recorded).toContain(name);
});

test("docs/metrics.md names every metric, setting's name apart", async () => {
  const manual = readFileSync("docs/metrics.md", "utf8");
  const documented = [...Object.values(counterTable).map(({ metric }) => `${metric}_total`)];
  for (const { metric } of [...Object.values(timeTable), ...Object.values(gaugeTable)]) documented.push(metric);
  for (const name of documented) expect(manual).toContain(`\`${name}`);
  const known = [...namesOf(await page())];
  for (const [, name] of manual.matchAll(/`(nanotype_[a-z_]+)/g))
    expect([name, known.some((series) => series.startsWith(name))]).toEqual([name, true]);
});
