// Own settings: an endpoint and consent; its folder has one known file.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { canaries } from "../../support/canaries";
import { runNanotype, type Run } from "../../support/commandLine";
import type { Behaviour } from "../../support/standIn/behaviour";
import { StandIn } from "../../support/standIn/standIn";

// The line already occurs in the file, so that this machine knows it whatever the model predicts.
const shop = `const totalPrice = computeTotalPrice(basket, discountRate);\n${"// more\n".repeat(3)}const totalPrice = computeTot\n`;
const local = /^alPrice\(basket, discountRate\)/;

let folder: string;
let standIn: StandIn;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "nanotype-cli-cloud-"));
  mkdirSync(join(folder, "work", "below"), { recursive: true });
  vi.stubEnv("NANOTYPE_SETTINGS", join(folder, "own", "settings.json"));
  vi.stubEnv("NANOTYPE_KEY_TEAM", "secret-key");
  standIn = await StandIn.start();
  standIn.usual = { kind: "answer", text: "alFromCloud();\n" };
  file("work/shop.ts", shop);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await standIn.close();
  rmSync(folder, { recursive: true, force: true });
});

function file(name: string, text: string): void {
  mkdirSync(join(folder, name, ".."), { recursive: true });
  writeFileSync(join(folder, name), text);
}

/** Returns the user's settings, with an endpoint. */
function settings(more: Readonly<Record<string, unknown>>): void {
  const endpoints = [{ name: "team", kind: "azure", url: standIn.url, model: "gpt-4.1-nano" }];
  file("own/settings.json", JSON.stringify({ endpoints, ...more }));
}

const run = (args: readonly string[], where = "work"): Promise<Run> =>
  runNanotype(args, { folder: join(folder, where) });
const allow = (): Promise<Run> => run(["consent", "allow"]);
const complete = (...more: readonly string[]): Promise<Run> => run(["complete", "shop.ts:5:30", ...more]);
/** Completes without a model on this machine, which would answer instead of an endpoint that a busy machine delays. */
const completeByCloud = (caret = "shop.ts:5:30", where?: string): Promise<Run> =>
  run(["complete", caret, "--json", "--set", "local.model=./nowhere"], where);
const fromCloud = /"completions":\[\{"text":"alFromCloud\(\);"/;

describe("nanotype complete with an endpoint", () => {
  test("gives its answer once the user has agreed, notes what was sent, and counts what it cost", async () => {
    settings({ mode: "cloud" });
    await allow();
    const { code, stdout } = await completeByCloud();
    expect(code).toBe(0);
    expect(stdout).toMatch(fromCloud);
    expect(stdout).toContain('"model":"gpt-4.1-nano at team"');
    expect(standIn.refusals).toEqual([]);

    const sent = (await run(["audit", "--json"])).stdout.trim().split("\n");
    expect(sent).toHaveLength(standIn.requests.length);
    expect(sent[0]).toMatch(/"purpose":"completion","subject":"file:.*shop\.ts","receiver":"127\.0\.0\.1:\d+"/);
    const { prompt = 0 } = standIn.requests.at(0)?.counts ?? {};
    // An answer that is known before the endpoint has told its count is estimated.
    const [, counted] = /team\ttoday\t(\d+)\t/.exec((await run(["endpoints", "usage"])).stdout) ?? [];
    expect(Math.abs(Number(counted) / prompt - 1)).toBeLessThan(0.2);
  });

  test("gives its answer in hybrid mode, too, which is the default with an endpoint", async () => {
    settings({});
    await allow();
    expect((await completeByCloud()).stdout).toMatch(fromCloud);
  });

  test("sends nothing before the user has agreed, and says how to", async () => {
    settings({ mode: "cloud" });
    const { code, stdout, stderr } = await complete();
    expect(code).toBe(0);
    expect(stdout).toMatch(local);
    const work = join(folder, "work");
    expect(stderr).toContain(`you have not agreed to send text of ${work} to 127.0.0.1:${standIn.port} yet.`);
    expect(stderr).toContain(`nanotype consent allow ${work}\n`);
    expect(standIn.connectionCount).toBe(0);
  });

  test("keeps to a no, and says nothing more about it", async () => {
    settings({ mode: "cloud" });
    await run(["consent", "revoke"]);
    const { stdout, stderr } = await complete();
    expect(stdout).toMatch(local);
    expect(stderr).toBe("");
    expect(standIn.connectionCount).toBe(0);
  });

  test("takes an answer for a repository, from wherever in it", async () => {
    settings({ mode: "cloud" });
    mkdirSync(join(folder, "work", ".git"));
    file("work/below/shop.ts", shop);
    const before = await run(["complete", "shop.ts:5:30"], "work/below");
    expect(before.stderr).toContain(`nanotype consent allow ${join(folder, "work")}\n`);
    await allow();
    expect((await completeByCloud("shop.ts:5:30", "work/below")).stdout).toMatch(fromCloud);
    expect((await completeByCloud("work/below/shop.ts:5:30", ".")).stdout).toMatch(fromCloud);
    expect(standIn.requests).toHaveLength(2);
  });

  test("takes no answer for a folder above a repository, which may have been meant for its own files", async () => {
    settings({ mode: "cloud" });
    await allow();
    mkdirSync(join(folder, "work", "below", ".git"), { recursive: true });
    file("work/below/src/shop.ts", shop);
    file("beside/shop.ts", shop);
    for (const [where, caret] of [
      ["work/below", "src/shop.ts:5:30"],
      ["work/below/src", "shop.ts:5:30"],
      ["work", "below/src/shop.ts:5:30"],
      ["beside", "shop.ts:5:30"],
      ["work", "../beside/shop.ts:5:30"],
    ])
      expect((await completeByCloud(caret, where)).stdout).not.toMatch(fromCloud);
    expect(standIn.connectionCount).toBe(0);
  });

  test("sends no secret, and no file that is kept out", async () => {
    settings({ mode: "cloud" });
    await allow();
    const [, , { secret }] = canaries(1);
    file("work/shop.ts", `const token = "${secret}";\n${shop}`);
    expect((await completeByCloud("shop.ts:6:30")).stdout).toMatch(fromCloud);
    file("work/.nanotypeignore", "hidden.ts\n");
    file("work/hidden.ts", shop);
    expect((await run(["complete", "hidden.ts:5:30"])).code).toBe(1);
    expect(standIn.requests).toHaveLength(1);
    expect(JSON.stringify(standIn.wire)).not.toContain(secret);
  });

  test("answers from this machine where the endpoint refuses the key, and says so", async () => {
    settings({ mode: "cloud" });
    await allow();
    vi.stubEnv("NANOTYPE_KEY_TEAM", "wrong");
    const { code, stdout, stderr } = await complete();
    expect(code).toBe(0);
    expect(stdout).toMatch(local);
    expect(stderr).toMatch(/team refused the key \(401\)/);
  });

  test.each<[string, Behaviour, RegExp]>([
    [
      "broken off with an error",
      { kind: "errorInStream", text: "" },
      /^nanotype: team ended its answer with an error/m,
    ],
    ["filtered", { kind: "answer", text: "", finish: "content_filter" }, /^nanotype: team's content filter declined/m],
    ["a tool call", { kind: "answer", text: "", finish: "tool_calls" }, /^nanotype: team called a tool/m],
    ["empty", { kind: "emptyStream" }, /^nanotype: team sent an empty answer/m],
  ])("says that an answer was %s, and names the model that wrote the text", async (_name, fault, reason) => {
    settings({ mode: "cloud" });
    await allow();
    standIn.usual = fault;
    const { code, stdout, stderr } = await complete("--json");
    expect(code).toBe(0);
    expect(stderr).toMatch(reason);
    expect(stdout).toContain('"model":"nanotype-');
    expect(stdout).toMatch(/"completions":\[\{"text":"alPrice/);
  });

  test("answers from this machine where the day's limit is reached, and says so", async () => {
    settings({ mode: "cloud", cost: { dailyCapUsd: 0.000_001 } });
    await allow();
    expect((await completeByCloud()).stdout).toMatch(fromCloud);
    const { stdout, stderr } = await complete();
    expect(stdout).toMatch(local);
    expect(stderr).toContain("Today's limit");
    expect(standIn.requests).toHaveLength(1);
  });

  test("stays on this machine in the modes that say so, whatever was agreed to", async () => {
    settings({ mode: "cloud" });
    await allow();
    for (const mode of ["local", "offline"]) expect((await complete("--set", `mode=${mode}`)).stdout).toMatch(local);
    expect(standIn.connectionCount).toBe(0);
  });

  test("takes the endpoint that the variables of Azure's tools describe, where endpoints are asked for", async () => {
    vi.stubEnv("AZURE_OPENAI_ENDPOINT", standIn.url);
    vi.stubEnv("AZURE_OPENAI_API_KEY", "secret-key");
    file("own/settings.json", JSON.stringify({ mode: "cloud" }));
    await allow();
    expect((await complete("--set", "mode=auto")).stdout).toMatch(local);
    expect(standIn.connectionCount).toBe(0);
    expect((await completeByCloud()).stdout).toMatch(fromCloud);
  });
});
