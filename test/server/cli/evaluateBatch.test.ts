// Own folder: the repository that is evaluated is made here, commit by commit.
import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { program, runNanotype, type Run } from "../../support/commandLine";
import { createRepository, type GitFixture } from "../../support/gitFixture";
import { BatchStandIn, promptTokens, type UploadedLine } from "../../support/standIn/batchStandIn";
import { StandIn } from "../../support/standIn/standIn";

const said = "aBirdInTheHand();\n";
const secret = `ghp_${"a1B2c3D4e5".repeat(3)}f6G7h8`;
const code = Array.from(
  { length: 12 },
  (_, line) => `function part${line}(value: number) {\n  return value * ${line};\n}\n`,
);

let own: string;
let repository: GitFixture;
let batches: BatchStandIn;
const allow = (): Promise<Run> => runNanotype(["consent", "allow"], { folder: repository.folder });
const environment = (): void => {
  vi.stubEnv("NANOTYPE_SETTINGS", join(own, "settings.json"));
  vi.stubEnv("NANOTYPE_CACHE", join(own, "cache"));
  vi.stubEnv("NANOTYPE_KEY_TEAM", "secret-key");
};
beforeAll(async () => {
  own = mkdtempSync(join(tmpdir(), "nanotype-evaluate-batch-"));
  repository = createRepository();
  repository.environment["GIT_AUTHOR_DATE"] = repository.environment["GIT_COMMITTER_DATE"] = "2026-01-01T12:00:00Z";
  repository.commit("Start", { "src/start.ts": "export const start = 1;\n" });
  repository.commit("Add parts", { "src/parts.ts": `const token = "${secret}";\n${code.join("")}` });
  batches = await BatchStandIn.start();
  environment();
  settings();
  await allow();
});
afterAll(async () => {
  await batches.close();
  repository.dispose();
  rmSync(own, { recursive: true, force: true });
});
beforeEach(() => {
  environment();
  batches.reset();
  batches.outcome = () => ({ kind: "answer", text: said });
  settings();
});
afterEach(() => {
  rmSync(join(own, "cache"), { recursive: true, force: true });
  for (const name of ["accounts.json", "audit.jsonl"]) rmSync(join(own, name), { force: true });
  vi.unstubAllEnvs();
});

function settings(
  endpoint: Readonly<Record<string, unknown>> = {},
  more: Readonly<Record<string, unknown>> = {},
): void {
  const team = { name: "team", kind: "azure", url: `${batches.url}/openai/v1`, model: "gpt-4.1-nano", ...endpoint };
  writeFileSync(join(own, "settings.json"), JSON.stringify({ endpoints: [team], ...more }));
}

const lineCount = 4;
const args = ["--endpoints", "team", "--batch", "--by-key", "--lines", String(lineCount), "--json"];
const report = (): string => join(own, "report.json");
const evaluate = (...more: readonly string[]): Promise<Run> =>
  runNanotype(["evaluate", ...args, report(), ...more], { folder: repository.folder });

interface Report {
  readonly arms: readonly Readonly<Record<string, unknown>>[];
  readonly lines: readonly { readonly results: Readonly<Record<string, Readonly<Record<string, unknown>> | null>> }[];
}
const readReport = (): Report => JSON.parse(readFileSync(report(), "utf8")) as Report;
/** Files of runs that aren't finished. */
const leftFiles = (): string[] => {
  try {
    return readdirSync(join(own, "cache", "evaluate"));
  } catch {
    return [];
  }
};
const waiting = (): string =>
  join(own, "cache", "evaluate", leftFiles().find((name) => name.endsWith(".batches")) ?? "");

/** Starts the same command, and stops it by Ctrl+C once the batch is there. */
async function stopWhileWaiting(): Promise<string> {
  batches.isBusy = true;
  const child = spawn(process.execPath, [program, "evaluate", ...args, report()], {
    cwd: repository.folder,
    stdio: ["ignore", "ignore", "pipe"],
  });
  let stderr = "";
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString("utf8")));
  const ended = new Promise((resolve) => child.once("close", resolve));
  await vi.waitFor(() => expect(batches.batches.at(-1)?.status).toBe("in_progress"), { timeout: 30_000, interval: 20 });
  child.kill("SIGINT");
  expect(await ended).toBe(1);
  batches.isBusy = false;
  return stderr;
}

describe("nanotype evaluate --batch", () => {
  test("gives a live run's figures for half the price, and sends the same text and no more", async () => {
    const live = await StandIn.start();
    live.usual = { kind: "answer", text: said };
    settings({ url: live.url });
    await allow();
    const liveArgs = args.filter((arg) => arg !== "--batch");
    await runNanotype(["evaluate", ...liveArgs, report()], { folder: repository.folder });
    const liveReport = readReport();
    const liveBodies = live.requests.map(({ body }) => body);
    await live.close();

    settings();
    await allow();
    batches.checkCount = 1;
    const { code: exit, stdout, stderr } = await evaluate();
    expect([exit, batches.refusals]).toEqual([0, []]);
    expect(stderr).toMatch(/team: 4 requests at most, at most \$0\.0\d+, the price of a batch\./);
    expect(stdout).toMatch(/^team +4 .* – +– /m);
    const lines = batches.uploads.flat();
    const sent = (body: Readonly<Record<string, unknown>>): unknown => ({
      ...body,
      stream: true,
      stream_options: { include_usage: true },
    });
    expect(lines.map(({ body }) => sent(body))).toEqual(liveBodies);
    expect(JSON.stringify(lines)).toContain("const token = ");
    expect(JSON.stringify(lines)).not.toContain(secret);

    const [arm] = readReport().arms;
    const { p50Ms, p95Ms, usd, cachedTokens, promptTokens: _, completionTokens: __, ...figures } = liveReport.arms[0];
    expect([typeof p50Ms, typeof p95Ms, typeof usd, typeof cachedTokens]).toEqual(Array(4).fill("number"));
    expect(arm).toMatchObject({
      ...figures,
      promptTokens: batches.used.prompt,
      completionTokens: batches.used.completion,
    });
    expect(arm).not.toHaveProperty("p50Ms");
    expect(arm["usd"]).toBeCloseTo((batches.used.prompt * 0.05 + batches.used.completion * 0.2) / 1_000_000, 9);
    const usage = (await runNanotype(["endpoints", "usage"])).stdout;
    expect(usage).toContain("team\ttoday\t");

    const audit = (await runNanotype(["audit"])).stdout;
    expect(audit.match(/ {2}batch {2}[\d,]+ bytes {2}file:\/\/.*\/src\/parts\.ts/g)).toHaveLength(lineCount);
    // Nothing is left at the server or in the cache.
    expect([...batches.files.keys()]).toEqual([]);
    expect(leftFiles()).toEqual([]);
  });

  test("sends nothing without consent, offline, and beyond the day's limit", async () => {
    await runNanotype(["consent", "forget"], { folder: repository.folder });
    expect((await evaluate()).stderr).toContain("nanotype consent allow");
    await allow();
    settings({}, { mode: "offline" });
    expect((await evaluate()).stderr).toContain("nanotype.mode is offline");
    settings({}, { cost: { dailyCapUsd: 0.000_1 } });
    expect((await evaluate()).stderr).toContain("That may exceed today's limit");
    settings();
    expect((await evaluate("--estimate")).code).toBe(0);
    expect(batches.calls).toEqual([]);
  });

  test("counts the price that the settings name for batches", async () => {
    settings({ kind: "openai", url: batches.url, price: { input: 100, output: 100, batch: { input: 3, output: 7 } } });
    expect((await evaluate()).code).toBe(0);
    const [arm] = readReport().arms;
    expect(arm["usd"]).toBeCloseTo((batches.used.prompt * 3 + batches.used.completion * 7) / 1_000_000, 9);
    expect(batches.calls[0]).toBe("POST /v1/files");
    expect(batches.uploads.flat().map(({ url }) => url)).toEqual(Array(lineCount).fill("/v1/chat/completions"));
  });

  test("asks Azure's classic style, and models that fill in the middle", async () => {
    settings({ url: `${batches.url}/openai/deployments/gpt-4.1-nano`, apiVersion: "2024-10-21" });
    expect((await evaluate()).code).toBe(0);
    expect(batches.calls[0]).toBe("POST /openai/files?api-version=2024-10-21");
    expect(batches.uploads[0][0]).toMatchObject({ url: "/chat/completions", body: { model: "gpt-4.1-nano" } });
    settings({ kind: "fim", url: batches.url, model: "qwen2.5-coder" });
    expect((await evaluate()).code).toBe(0);
    expect(batches.uploads[1][0].url).toBe("/v1/completions");
    expect(String(batches.uploads[1][0].body["prompt"])).toContain("<|fim_prefix|>");
    expect(batches.refusals).toEqual([]);
  });

  test("continues to wait after Ctrl+C, whenever that came, and pays for nothing twice", async () => {
    expect(await stopWhileWaiting()).toMatch(
      /Stopped after 0 of 4 answers\. The same command continues\. Batches that were sent are worked on/,
    );
    const kept = readFileSync(waiting(), "utf8");
    expect(kept).not.toMatch(/team|part|src/);
    // As if the process had ended between the batch's start and the file's writing.
    writeFileSync(
      waiting(),
      JSON.stringify((JSON.parse(kept) as object[]).map((batch) => ({ ...batch, batchId: undefined }))),
    );
    expect((await evaluate()).code).toBe(0);
    expect([batches.uploads.length, batches.batches.length]).toEqual([1, 1]);
    expect(readReport().arms[0]).toMatchObject({ lineCount, failures: {} });
    expect([...batches.files.keys(), ...leftFiles()]).toEqual([]);
  });

  test("cancels what was sent if it should begin anew", async () => {
    await stopWhileWaiting();
    const { code: exit, stderr } = await evaluate("--fresh");
    expect([exit, batches.batches.map(({ status }) => status)]).toEqual([0, ["cancelled", "completed"]]);
    expect(stderr).toContain("team: batch batch-1 is cancelled");
  });

  test("keeps what an expired batch has answered, and asks for the rest only", async () => {
    batches.outcome = (_, index) => (index < 3 ? { kind: "answer", text: said } : { kind: "expire" });
    const first = await evaluate();
    expect(first.code).toBe(0);
    expect(first.stderr).toContain("team failed at 1 of 4 lines, which count as nothing offered: timeout 1.");
    expect(first.stderr).toContain("team: 1 line got no answer before the batch expired.");
    expect(first.stderr).toContain("The answers are kept: the same command asks for the rest only.");
    batches.outcome = () => ({ kind: "answer", text: said });
    const second = await evaluate();
    expect(second.stderr).toContain("team: 1 requests at most");
    expect(batches.uploads.map(({ length }) => length)).toEqual([4, 1]);
    expect(readReport().arms[0]).toMatchObject({ lineCount, failures: {} });
    expect(leftFiles()).toEqual([]);
  });

  test("counts a line that failed by its kind, and one that is nowhere", async () => {
    const error = { code: "content_filter", message: "declined" };
    batches.outcome = (_, index) =>
      index === 0
        ? { kind: "refuse", status: 400, error }
        : index === 1
          ? { kind: "lose" }
          : { kind: "answer", text: said };
    const { stderr } = await evaluate();
    expect(readReport().arms[0]).toMatchObject({ failures: { contentFiltered: 1, badResponse: 1 } });
    expect(stderr).toContain("team: 1 line got no answer although the batch was completed.");
  });

  test("sends lines once more in the form that the endpoint takes", async () => {
    const isOld = ({ body }: UploadedLine): boolean => "max_tokens" in body;
    const error = {
      code: "unsupported_parameter",
      param: "max_tokens",
      message: "Use 'max_completion_tokens' instead.",
    };
    batches.outcome = (line) => (isOld(line) ? { kind: "refuse", status: 400, error } : { kind: "answer", text: said });
    expect((await evaluate()).code).toBe(0);
    expect(batches.uploads.map((lines) => lines.map(isOld))).toEqual([
      Array(lineCount).fill(true),
      Array(lineCount).fill(false),
    ]);
    const [arm] = readReport().arms;
    expect(arm).toMatchObject({
      lineCount,
      failures: {},
      promptTokens: batches.uploads[1].reduce((sum, line) => sum + promptTokens(line), 0),
    });
  });

  test.each([
    [{ isAbsent: true }, {}, /team has no Batch API at .*Leave out --batch/],
    [
      { refusalCode: "token_limit_exceeded" },
      {},
      /team refused the batch: more tokens are waiting in batches .*\(token_limit_exceeded, line 1\)/,
    ],
    [{ refusalCode: "x <y>" }, {}, /team refused the batch: no reason given, line 1\. Nothing was answered\./],
    [{}, { kind: "llamacpp" }, /team has no Batch API, since its kind is llamacpp/],
  ])("says what is wrong with %j %j", async (server, endpoint, message) => {
    Object.assign(batches, server);
    settings(endpoint);
    const { code: exit, stdout, stderr } = await evaluate();
    expect([exit === 0, stdout]).toEqual([false, ""]);
    expect(stderr).toMatch(message);
    expect(stderr).not.toContain("part");
  });

  test("needs an endpoint", async () => {
    const { code: exit, stderr } = await runNanotype(["evaluate", "--batch", "--models", "nanotype-6m"]);
    expect([exit, stderr]).toEqual([2, expect.stringContaining("--batch needs --endpoints")]);
  });
});
