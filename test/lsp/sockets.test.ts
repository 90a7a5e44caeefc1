// Own folder: a document in memory; the sockets of a server's process are counted.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { acceptedCommand } from "../../server/src/protocol";
import type { LspClient } from "../support/lspClient";
import { stdioClient } from "../support/lspServers";
import { StandIn } from "../support/standIn/standIn";
import { canTrace, SocketTrace } from "../support/tracedSockets";

const uri = "file:///work/total.ts";
const code = `export function total(prices: number[]): number {
  let sum = 0;
  for (const price of prices) {
    `;

describe.skipIf(!canTrace)("sockets of the server and its child, by strace (strace where skipped)", () => {
  let standIn: StandIn;
  let trace: SocketTrace;
  beforeEach(async () => {
    standIn = await StandIn.start();
    trace = new SocketTrace();
    vi.stubEnv("NANOTYPE_KEY_TEAM", "secret-key");
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await standIn.close();
    trace.remove();
  });

  const endpoints = () => [{ name: "team", kind: "azure", url: standIn.url, model: "gpt-4.1-nano" }];

  /**
   * Runs a session from the first message to the last: open, type, request, take, change the settings, change the
   * model, close.
   */
  async function session(settings: Record<string, unknown>): Promise<void> {
    const client: LspClient = stdioClient(
      [...trace.arguments, process.execPath, "dist/nanotype.js", "serve", "--stdio"],
      "strace",
    );
    await client.start({ configuration: settings, folders: ["file:///work"] });
    client.open(uri, code);
    await client.ready();
    const end = client.type(uri, code.length, "sum += pr");
    const items = await client.complete(uri, end, { isInvoked: true });
    expect(items.length).toBeGreaterThan(0);
    client.accepted(items[0].command.arguments?.[0] as string);
    await client.connection.sendRequest("workspace/executeCommand", { command: acceptedCommand, arguments: ["1"] });
    client.configurationChanged({ ...settings, eagerness: "eager", local: { quantization: "q4" } });
    client.open("file:///work/other.md", "# Total\n\nThe total of ", "markdown");
    await client.complete("file:///work/other.md", 23);
    await client.stats();
    await client.explain(uri);
    await client.consent(uri);
    await client.connection.sendRequest("nanotype/model/list");
    client.close(uri);
    await client.stop();
    expect(trace.processCount).toBeGreaterThan(2);
  }

  test.each<[string, () => Record<string, unknown>]>([
    ["by default", () => ({})],
    [
      "offline, with an endpoint, consent, a port for metrics and a collector for traces",
      () => ({ mode: "offline", endpoints: endpoints(), metrics: { port: 9464 }, traces: { url: standIn.url } }),
    ],
    ["in local mode, with an endpoint and consent", () => ({ mode: "local", endpoints: endpoints() })],
  ])("none is opened %s, through a whole session", async (_name, settings) => {
    await session(settings());
    expect(trace.networkCalls()).toEqual([]);
    expect(standIn.connectionCount).toBe(0);
  });

  test("in cloud mode the same session is seen to open some: the measure works", async () => {
    await session({ mode: "cloud", endpoints: endpoints() });
    expect(trace.networkCalls().join("\n")).toMatch(new RegExp(`connect\\(.*sin_port=htons\\(${standIn.port}\\)`));
  });

  test("the administrator's policy is looked for where only an administrator can put it, whatever the environment says", () => {
    const file = join(mkdtempSync(join(tmpdir(), "nanotype-policy-")), "trace");
    const environment = { ...process.env, NANOTYPE_POLICY: "/nowhere", XDG_CONFIG_DIRS: "/nowhere", HOME: "/nowhere" };
    for (const command of [
      ["dist/server.js", "--stdio"],
      ["dist/nanotype.js", "consent", "allow", "test"],
    ]) {
      const traced = ["-f", "-qq", "-e", "trace=openat,open", "-o", file, process.execPath, ...command];
      spawnSync("strace", traced, { env: environment, input: "" });
      expect(readFileSync(file, "utf8")).toContain('"/etc/nanotype/policy.json"');
    }
    rmSync(dirname(file), { recursive: true });
  });

  test.each(["offline", "local"])("the command line opens none in mode %s, with an endpoint and consent", (mode) => {
    const folder = mkdtempSync(join(tmpdir(), "nanotype-offline-"));
    const environment = { ...process.env, NANOTYPE_SETTINGS: join(folder, "settings.json") };
    const settings = (mode: string): void =>
      writeFileSync(join(folder, "settings.json"), JSON.stringify({ mode, endpoints: endpoints() }));
    writeFileSync(join(folder, "total.ts"), code);
    const run = (...args: string[]): string => {
      const traced = [...trace.arguments, process.execPath, join(process.cwd(), "dist/nanotype.js"), ...args];
      const { stdout, status } = spawnSync("strace", traced, { cwd: folder, env: environment, encoding: "utf8" });
      expect(status).toBe(0);
      return stdout;
    };
    settings("cloud");
    run("consent", "allow");
    settings(mode);
    expect(run("complete", "total.ts:4:5")).not.toBe("");
    execFileSync("git", ["init", "--quiet", folder]);
    execFileSync("git", ["-C", folder, "add", "total.ts"]);
    expect(run("commit")).toContain("total");
    run("endpoints", "list");
    run("consent", "list");
    rmSync(folder, { recursive: true, force: true });
    expect(trace.networkCalls()).toEqual([]);
  });
});
