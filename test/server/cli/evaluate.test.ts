// Own folder: the repositories that are evaluated are made here, commit by commit.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { program, runNanotype, type Run } from "../../support/commandLine";
import { createRepository, type GitFixture } from "../../support/gitFixture";
import { StandIn } from "../../support/standIn/standIn";

const syllables = [
  "bri",
  "dle",
  "ka",
  "lor",
  "mup",
  "ned",
  "osk",
  "pli",
  "qua",
  "rin",
  "sto",
  "tev",
  "ulm",
  "vax",
  "wob",
  "zem",
];

/** Returns a word that occurs nowhere else. */
const wordOf = (index: number): string =>
  [index, index >> 4, index * 7 + 3].map((each) => syllables[each % syllables.length]).join("");

/** Lines of which none says anything about another: they can only be known. */
const blocks = Array.from({ length: 20 }, (_, line) => {
  const [first, second, third, fourth, fifth] = [0, 1, 2, 3, 4].map((part) => wordOf(line * 5 + part));
  return `${first}.${second}(${third}, "${fourth} ${fifth}");\n`;
});

interface Report {
  readonly head: string;
  readonly arms: readonly Readonly<Record<string, unknown>>[];
  readonly verdicts: readonly string[];
  readonly lines: readonly {
    readonly commit: string;
    readonly file: string;
    readonly results: Readonly<Record<string, Readonly<Record<string, number | boolean>>>>;
  }[];
}

let own: string;
let repository: GitFixture;
beforeEach(() => {
  vi.stubEnv("NANOTYPE_SETTINGS", join(own, "settings.json"));
  vi.stubEnv("NANOTYPE_CACHE", join(own, "cache"));
  vi.stubEnv("NANOTYPE_KEY_TEAM", "secret-key");
});
afterEach(() => vi.unstubAllEnvs());
beforeAll(() => {
  own = mkdtempSync(join(tmpdir(), "nanotype-evaluate-"));
  repository = createRepository();
  // The commits' ids choose the lines: the same dates give the same lines at every run.
  repository.environment["GIT_AUTHOR_DATE"] = repository.environment["GIT_COMMITTER_DATE"] = "2026-01-01T12:00:00Z";
  repository.commit("Start", { "src/ledger.ts": "export interface Ledger {\n  total: number;\n}\n" });
  repository.commit("Add carts", { "src/cart.ts": blocks.join("") });
  repository.commit("Add bills", {
    "src/bill.ts": `import { Ledger } from "./ledger";\n\n${blocks.toReversed().join("")}`,
  });
});
afterAll(() => {
  repository.dispose();
  rmSync(own, { recursive: true, force: true });
});

const evaluate = (...args: readonly string[]): Promise<Run> =>
  runNanotype(["evaluate", ...args], { folder: repository.folder });
const readReport = (): Report => JSON.parse(readFileSync(join(own, "report.json"), "utf8")) as Report;
const keptFiles = (): string[] =>
  existsSync(join(own, "cache", "evaluate")) ? readdirSync(join(own, "cache", "evaluate")) : [];
const common = ["--by-key", "--models", "nanotype-6m", "--json"] as const;

/** The report without times. */
function timeless({ arms, lines, verdicts }: Report): unknown {
  const without = (one: Readonly<Record<string, unknown>>): unknown => ({ ...one, latencyMs: 0, p50Ms: 0, p95Ms: 0 });
  return {
    arms: arms.map(without),
    verdicts,
    lines: lines.map((line) => ({ ...line, results: Object.values(line.results).map(without) })),
  };
}

describe("nanotype evaluate", () => {
  test("sees what the parent had and nothing later, continues a stopped run to the same figures, and keeps no text", async () => {
    const [report, picture] = [join(own, "report.json"), join(own, "picture.svg")];
    const args = [...common, report, "--picture", picture];
    const { code, stdout } = await evaluate(...args);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^nanotype-6m +\d+ /m);
    expect(readFileSync(picture, "utf8")).toMatch(/^<svg [^]*Exact lines[^]*<\/svg>\n$/);
    const whole = readReport();
    const [bills, carts] = ["HEAD", "HEAD~1"].map((name) => repository.git("rev-parse", name).trim());
    const savedIn = (commit: string): number[] =>
      whole.lines
        .filter((line) => line.commit === commit)
        .map(({ results }) => results["nanotype-6m"])
        .map(({ savedCharCount, truthCharCount }) => Number(savedCharCount) / Number(truthCharCount));
    const mean = (shares: readonly number[]): number => shares.reduce((sum, share) => sum + share, 0) / shares.length;
    // The working tree and the last commit hold every line of the one before.
    expect(mean(savedIn(carts))).toBeLessThan(0.2);
    expect(mean(savedIn(bills))).toBeGreaterThan(0.3);
    expect(keptFiles()).toEqual([]);

    const stopped = spawn(process.execPath, [program, "evaluate", ...args], {
      cwd: repository.folder,
      stdio: "ignore",
    });
    const ended = new Promise((resolve) => stopped.once("exit", resolve));
    await vi.waitFor(() => expect(keptFiles()).toHaveLength(1), { timeout: 30_000, interval: 5 });
    stopped.kill("SIGINT");
    expect(await ended).toBe(1);
    const kept = readFileSync(join(own, "cache", "evaluate", keptFiles()[0]), "utf8");
    expect(kept).not.toMatch(new RegExp(`ledger|cart|bill|src|nanotype-6m|${wordOf(7)}`, "i"));
    expect(kept.trim().split("\n").length).toBeLessThan(whole.lines.length);

    const { stderr } = await evaluate(...args);
    expect(stderr).toMatch(/Continues a run that was stopped after \d+ answers/);
    expect(timeless(readReport())).toEqual(timeless(whole));
    expect(keptFiles()).toEqual([]);
  });

  test("says what is wrong with a folder without commits, and with a model that isn't there", async () => {
    const empty = createRepository();
    const { code, stderr } = await runNanotype(["evaluate"], { folder: empty.folder });
    expect([code, stderr]).toEqual([1, "nanotype: This repository has no commits yet.\n"]);
    empty.dispose();
    const missing = await evaluate("--models", "./nowhere");
    expect(missing.code).toBe(1);
    expect(missing.stderr).toMatch(/nowhere/);
    // Also if the first model could answer: nothing is asked before all of them are there.
    const second = await evaluate("--models", "nanotype-6m,./nowhere");
    expect([second.code, second.stdout]).toEqual([1, ""]);
    expect(second.stderr).toMatch(
      /^nanotype: nowhere can't be evaluated\. There is no model folder at [^\n]*nowhere\.[^\n]*\n$/,
    );
  });
});

describe("nanotype evaluate with an endpoint", () => {
  let standIn: StandIn;
  beforeEach(async () => {
    standIn = await StandIn.start();
    standIn.usual = { kind: "answer", text: "aBirdInTheHand();\n" };
  });
  afterEach(() => standIn.close());
  const settings = (more: Readonly<Record<string, unknown>> = {}): void => {
    const endpoints = [{ name: "team", kind: "azure", url: standIn.url, model: "gpt-4.1-nano" }];
    writeFileSync(join(own, "settings.json"), JSON.stringify({ endpoints, ...more }));
  };
  const asked = ["--endpoints", "team", "--lines", "3", "--json"];

  test("asks it after consent only, never offline, within the day's limit, and counts tokens and money", async () => {
    const report = join(own, "report.json");
    settings();
    const unasked = await evaluate(...asked, report);
    expect([unasked.code, unasked.stdout]).toEqual([1, ""]);
    expect(unasked.stderr).toContain("nanotype consent allow");
    await runNanotype(["consent", "allow"], { folder: repository.folder });
    settings({ mode: "offline" });
    expect((await evaluate(...asked, report)).stderr).toContain("nanotype.mode is offline");
    settings({ cost: { dailyCapUsd: 0.000_1 } });
    expect((await evaluate(...asked, report)).stderr).toContain("That may exceed today's limit");
    expect(standIn.connectionCount).toBe(0);

    settings();
    const { code, stdout, stderr } = await evaluate(...asked, report);
    expect([code, standIn.refusals]).toEqual([0, []]);
    expect(stderr).toMatch(/team: 3 requests at most, at most \$0\.0\d+\./);
    expect(stdout).toMatch(/^team +3 /m);
    const [arm] = readReport().arms;
    const sent = standIn.requests.reduce((sum, { counts }) => sum + counts.prompt, 0);
    expect(arm).toMatchObject({ name: "team", lineCount: 3, failures: {}, promptTokens: sent });
    expect(arm["usd"]).toBeGreaterThan((sent * 0.1) / 1_000_000);
    const used = (await runNanotype(["endpoints", "usage"])).stdout;
    expect(used).toContain(`team\ttoday\t${sent}\t`);
  });

  test("estimates a route with the price of each of its endpoints", async () => {
    const priced = ["team", "spare"].map((name, index) => ({
      ...{ name, kind: "azure", url: standIn.url, model: "gpt-4.1-nano" },
      price: { input: 0, output: 1_000 * (index + 1) },
    }));
    settings({ endpoints: priced });
    await runNanotype(["consent", "allow"], { folder: repository.folder });
    const arms = ["--endpoints", "team", "--route", "nanotype-6m,team,spare", "--lines", "3", "--estimate"];
    const { stderr } = await evaluate(...arms);
    const [one, both] = [...stderr.matchAll(/at most \$(\d+\.\d+)\./g)].map(([, usd]) => Number(usd));
    expect(both).toBeCloseTo(one * 3, 3);
  });

  test("keeps what was paid for if an endpoint fails midway, says how it failed, and asks for the rest only", async () => {
    settings();
    await runNanotype(["consent", "allow"], { folder: repository.folder });
    const args = ["--endpoints", "team", "--lines", "6", "--by-key"];
    standIn.usual = () =>
      standIn.requests.length > 3 ? { kind: "status", status: 401 } : { kind: "answer", text: "aBirdInTheHand();\n" };
    const first = await evaluate(...args);
    expect(first.code).toBe(0);
    expect(first.stderr).toMatch(/team failed at \d of \d lines, which count as nothing offered: unauthorized \d\./);
    expect(first.stderr).toContain("The answers are kept: the same command asks for the rest only.");
    const askedCount = standIn.requests.length;
    standIn.usual = { kind: "answer", text: "aBirdInTheHand();\n" };
    const second = await evaluate(...args);
    expect(second.stderr).toContain("Continues a run that was stopped after 3 answers");
    expect(standIn.requests.length - askedCount).toBe(3);
    expect(keptFiles()).toEqual([]);
  });
});
