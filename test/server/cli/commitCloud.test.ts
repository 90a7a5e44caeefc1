// Own folder: consent, keys and the user's settings are judged; each case has its own repository to agree to.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { canaries } from "../../support/canaries";
import { program, runNanotype, type Run } from "../../support/commandLine";
import { createRepository, type GitFixture } from "../../support/gitFixture";
import { StandIn } from "../../support/standIn/standIn";
import { canTrace, SocketTrace } from "../../support/tracedSockets";

let own: string;
let repository: GitFixture;
let standIn: StandIn;

beforeEach(async () => {
  own = mkdtempSync(join(tmpdir(), "nanotype-cli-commit-"));
  vi.stubEnv("NANOTYPE_SETTINGS", join(own, "settings.json"));
  vi.stubEnv("NANOTYPE_KEY_TEAM", "secret-key");
  standIn = await StandIn.start();
  answer("tell whether a list is empty");
  repository = createRepository();
  repository.commit("feat(shop): add the shop", { "src/shop.ts": "export const prices = [1];\n" });
  repository.write(
    "src/shop.ts",
    "export const prices = [1];\n\nexport function isEmpty(list: number[]): boolean {\n  return list.length === 0;\n}\n",
  );
  repository.git("add", "-A");
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await standIn.close();
  repository.dispose();
  rmSync(own, { recursive: true, force: true });
});

function answer(subject: string): void {
  standIn.usual = { kind: "answer", text: JSON.stringify({ type: "feat", scope: "shop", subject, body: "" }) };
}

/** Returns the user's settings, with an endpoint. */
function settings(more: Readonly<Record<string, unknown>> = {}): void {
  const endpoints = [{ name: "team", kind: "azure", url: standIn.url, model: "gpt-4.1-nano" }];
  writeFileSync(join(own, "settings.json"), JSON.stringify({ endpoints, ...more }));
}

const run = (args: readonly string[], folder = repository.folder): Promise<Run> => runNanotype(args, { folder });
const allow = (folder?: string): Promise<Run> => run(["consent", "allow"], folder);
const draft = (...more: readonly string[]): Promise<Run> => run(["commit", ...more]);

const byRules = { code: 0, stdout: "feat(shop): add isEmpty\n" };
const byEndpoint = { code: 0, stdout: "feat(shop): tell whether a list is empty\n" };

describe("nanotype commit with an endpoint", () => {
  test("lets it write once the user has agreed, and notes what was sent", async () => {
    settings();
    await allow();
    expect(await draft()).toEqual({ ...byEndpoint, stderr: "" });
    const { stdout } = await draft("--json");
    expect(JSON.parse(stdout)).toMatchObject({
      backend: "team",
      alternatives: expect.arrayContaining(["feat(shop): add isEmpty"]) as unknown,
    });
    expect(standIn.refusals).toEqual([]);
    expect((await run(["audit", "--json"])).stdout).toMatch(
      /"purpose":"draft","subject":"file:.*","receiver":"127\.0\.0\.1/,
    );
  });

  test("sends nothing before the user has agreed to the whole repository, and says how to", async () => {
    settings();
    mkdirSync(join(repository.folder, "src"), { recursive: true });
    await allow(join(repository.folder, "src"));
    const { stderr, ...rest } = await draft();
    expect(rest).toEqual(byRules);
    expect(stderr).toContain("nanotype consent allow");
    expect(await run(["commit"], join(repository.folder, "src"))).toMatchObject(byRules);
    expect(standIn.connectionCount).toBe(0);
  });

  test("stays on this machine in the modes that say so, whatever was agreed to", async () => {
    settings();
    await allow();
    for (const mode of ["local", "offline"])
      expect(await draft("--set", `mode=${mode}`)).toEqual({ ...byRules, stderr: "" });
    expect(standIn.connectionCount).toBe(0);
  });

  test("writes by rules where the endpoint refuses or names what the change does not hold, and says so", async () => {
    settings();
    await allow();
    answer("call `frobnicate` twice");
    expect(await draft()).toEqual({
      ...byRules,
      stderr: "nanotype: team gave no usable message; the message was written by rules instead.\n",
    });
    vi.stubEnv("NANOTYPE_KEY_TEAM", "wrong");
    const { stderr, ...rest } = await draft();
    expect(rest).toEqual(byRules);
    expect(stderr).toMatch(/^nanotype: [^\n]*refused the key \(401\)[^\n]*written by rules instead\.\n$/);
  });

  test("sends no secret and nothing of a file that is kept out", async () => {
    settings();
    await allow();
    const [, , { secret }] = canaries(1);
    repository.write("src/token.ts", `export const token = "${secret}";\n`);
    repository.write(".nanotypeignore", "src/hidden.ts\n");
    repository.git("add", ".nanotypeignore");
    repository.git("commit", "--quiet", "--only", "-m", "chore: hide ideas", ".nanotypeignore");
    repository.write("src/hidden.ts", "export const hiddenIdea = 1;\n");
    repository.git("add", "-A");
    expect((await draft()).stdout).toBe(byEndpoint.stdout);
    const wire = JSON.stringify(standIn.wire);
    expect(wire).toContain("isEmpty");
    expect(wire).not.toContain(secret);
    expect(wire).not.toMatch(/hidden\.ts|hiddenIdea/);
  });

  test("lets it write in git's hook, and leaves the message to the rules where it takes too long for that", async () => {
    settings();
    await allow();
    await draft("--install-hook");
    const commit = async (): Promise<void> => {
      const environment = { ...repository.environment, GIT_EDITOR: "true" };
      const child = spawn("git", ["commit", "--quiet"], { cwd: repository.folder, env: environment, stdio: "ignore" });
      await once(child, "close");
    };
    await commit();
    expect(repository.git("log", "-1", "--format=%s")).toBe(byEndpoint.stdout);
    standIn.usual = { kind: "hang" };
    repository.write("src/room.ts", "export function openRoom(): void {}\n");
    repository.git("add", "-A");
    await commit();
    expect(repository.git("log", "-1", "--format=%s")).toBe("feat: add openRoom\n");
  });
});

describe("nanotype commit with a model of the user's own", () => {
  test("lets it write, and writes by rules what fails the checks", async () => {
    cpSync("server/models/nanotype-6m", join(own, "larger"), { recursive: true });
    const { stdout, stderr } = await draft("--json", "--set", `local.model=${join(own, "larger")}`);
    const { message, backend, alternatives } = JSON.parse(stdout) as Record<string, unknown>;
    expect([message, alternatives].flat()).toContain("feat(shop): add isEmpty");
    expect(message).toMatch(/^feat\(shop\): \S.{0,58}$/);
    expect(stderr).toBe(
      backend === "offline"
        ? "nanotype: larger gave no usable message; the message was written by rules instead.\n"
        : "",
    );
  });
});

test.skipIf(!canTrace)(
  "nanotype commit opens no socket by itself, nor offline with endpoints (strace where skipped)",
  () => {
    for (const more of [undefined, { mode: "offline" }]) {
      const trace = new SocketTrace();
      try {
        if (more) settings(more);
        const { stdout } = spawnSync("strace", [...trace.arguments, process.execPath, program, "commit"], {
          cwd: repository.folder,
          env: { ...process.env, ...repository.environment, NANOTYPE_SETTINGS: join(own, "settings.json") },
          encoding: "utf8",
        });
        expect(stdout).toBe(byRules.stdout);
        expect(trace.processCount).toBeGreaterThan(1);
        expect(trace.networkCalls()).toEqual([]);
      } finally {
        trace.remove();
      }
    }
    expect(readFileSync(join(own, "settings.json"), "utf8")).toContain(standIn.url);
  },
);
