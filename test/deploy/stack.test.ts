import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { addTypists, measureCrowd } from "../../bench/team/crowd";
import { areEnginesInstalled, notInstalledNote, patienceMs } from "../engines/engine";
import { patiently } from "../support/patiently";
import { childrenOf, gone } from "../support/processes";
import { cloudBackend, completionRequest, textOf } from "../support/standIn/cloudFixture";
import { StandIn, type Received } from "../support/standIn/standIn";
import { askPrometheus, panelQueries } from "./dashboardPanels";
import { LocalStack } from "./localStack";

const signal = new AbortController().signal;
const loop = "for (let i = 0; i < items.length;█\n  return total;\n";
const ending = " i++) {";
const traceparent = /^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/;

describe.skipIf(!areEnginesInstalled)(
  // Its tests share one stack, and come in this order.
  `a team's stack on this machine (${notInstalledNote} where skipped)`,
  { timeout: patienceMs },
  () => {
    let folder: string;
    let standIn: StandIn;
    let stack: LocalStack;
    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), "nanotype-team-test-"));
      standIn = await StandIn.start({
        models: ["stand-in"],
        answersAs: "stand-in",
        keys: ["secret-key", "reserved-key"],
      });
      const params = { model: "openai/stand-in", api_base: `${standIn.url}/v1`, api_key: "secret-key" };
      const costly = { ...params, input_cost_per_token: 1, output_cost_per_token: 1 };
      // Only a test asks it.
      const model_info = { disable_background_health_check: true };
      const models = [
        // A failing server is left out for a while, so that each test has its own.
        ...["stand-in", "limited", "quoting"].map((model_name) => ({ model_name, litellm_params: params, model_info })),
        { model_name: "costly", litellm_params: costly, model_info },
        { model_name: "ordered", litellm_params: { ...params, api_key: "reserved-key", order: 1 }, model_info },
        { model_name: "ordered", litellm_params: { ...params, order: 2 }, model_info },
      ];
      writeFileSync(join(folder, "models.yaml"), JSON.stringify({ model_list: models }));
      stack = await LocalStack.start("--servers", "2", "--models", join(folder, "models.yaml"));
    }, patienceMs);
    afterAll(async () => {
      await stack.stop();
      await standIn.close();
      rmSync(folder, { recursive: true });
    }, patienceMs);

    /** Adds a person as an operator does, and returns the key. */
    function addUser(name: string, ...limits: readonly string[]): string {
      const users = join(stack.places.state, "litellm/users.json");
      const keyFile = join(stack.places.state, "keys", name);
      const args = ["deploy/local/users.py", users, "add", name, "--key-file", keyFile, ...limits];
      const printed = execFileSync(".cache/engines/bin/python3", args, { encoding: "utf8" });
      expect(printed).not.toContain(stack.key(name));
      return stack.key(name);
    }

    /** Completes as an editor does. */
    async function complete(
      params: {
        key?: string;
        model?: string;
        kind?: "fim" | "openai";
        fixture?: string;
      } = {},
    ): Promise<string> {
      const { key = stack.key("you"), model = stack.places.model, kind = "fim", fixture = loop } = params;
      const { backend, connection } = cloudBackend(stack.places, {
        endpoint: { kind, url: stack.places.url, model },
        credential: { kind: "key", value: key },
        limits: { firstTokenMs: 30_000 },
      });
      try {
        return await textOf(backend.stream(completionRequest(fixture, { stop: ["\n"] }), signal));
      } finally {
        await connection.close();
      }
    }

    /** A text that no cache knows. */
    const unseen = (): string => `// ${Math.random()}\n${loop}`;

    test("completes a line by the command line, which says who answered", () => {
      const args = ["scripts/run.mjs", "scripts/demoTeam.ts", "--state", stack.places.state];
      const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
      expect(stderr).toBe("");
      expect(stdout).toMatch(/^nanotype-6m at team answered in \d+ ms:\n.*█ i\+\+\) \{/);
    });

    test("says how its model is asked, its context and its price", async () => {
      const { backend, connection } = cloudBackend(stack.places, {
        endpoint: { kind: "openai", url: stack.places.url, model: "unknown" },
        credential: { kind: "key", value: stack.key("you") },
      });
      const models = await backend.describeModels(signal);
      expect(models).toContainEqual({
        ...{ model: "nanotype-6m", kind: "fim", contextTokens: 2_048 },
        price: { input: 0.01, output: 0.1 },
      });
      await connection.close();
    });

    test("keeps its keys in files that only their owner may read, and prints none", () => {
      for (const name of ["operator", "redis", "model-server", "prometheus", "you"]) {
        expect(statSync(join(stack.places.state, "keys", name)).mode & 0o777).toBe(0o600);
        expect(JSON.stringify(stack.places)).not.toContain(stack.key(name));
      }
    });

    test.each(["openai", "fim"] as const)("completes by a server of another kind, too (%s)", async (kind) => {
      standIn.usual = { kind: "answer", text: "größe();\n", gapMs: 5 };
      const text = await complete({ model: "stand-in", kind });
      expect(text).toMatch(/^größe\(\);/);
      expect(standIn.refusals).toEqual([]);
    });

    test("reports that the server behind it asks to slow down", async () => {
      standIn.usual = { kind: "status", status: 429 };
      await expect(complete({ model: "limited", fixture: unseen() })).rejects.toMatchObject({ kind: "rateLimited" });
    });

    test("takes the next deployment in order once the first one asks to slow down", async () => {
      const isReserved = ({ headers }: Received): boolean => headers.authorization === "Bearer reserved-key";
      standIn.usual = (received) =>
        isReserved(received) ? { kind: "status", status: 429 } : { kind: "answer", text: "a\n" };
      const { length } = standIn.requests;
      await expect(complete({ model: "ordered", fixture: unseen() })).rejects.toMatchObject({ kind: "rateLimited" });
      expect(await complete({ model: "ordered", fixture: unseen() })).toBe("a\n");
      expect(standIn.requests.slice(length).map(isReserved)).toEqual([true, false]);
    });

    test("hands a request's trace on to the model server, and reuses answers for all that", async () => {
      standIn.usual = { kind: "answer", text: "a\n" };
      const { length } = standIn.requests;
      const fixtures = [unseen(), unseen()];
      for (const fixture of [...fixtures, ...fixtures]) await complete({ model: "stand-in", fixture });
      const traces = standIn.requests.slice(length).map(({ headers }) => headers["traceparent"]);
      expect(traces).toEqual([traceparent, traceparent].map((form) => expect.stringMatching(form) as string));
      expect(new Set(traces).size).toBe(2);
    });

    test("writes no text of a request anywhere, also where a model server quotes it", async () => {
      const canary = "canaryInTheCoalMine";
      const fixture = `const ${canary} = ${Math.random()};\n${loop}`;
      await complete({ fixture });
      const body = JSON.stringify({ error: { message: `cannot parse: ${fixture}`, code: 500 } });
      for (const [status, kind] of [
        [400, "badRequest"],
        [500, "server"],
      ] as const) {
        standIn.usual = { kind: "status", status, body };
        await expect(complete({ model: "quoting", fixture })).rejects.toMatchObject({ kind });
      }
      const found = spawnSync("grep", ["-rl", canary, stack.places.state], { encoding: "utf8" });
      expect(found.stdout).toBe("");
      const password = { REDISCLI_AUTH: stack.key("redis") };
      const redis = (...words: readonly string[]): string =>
        execFileSync("redis-cli", ["-p", String(stack.places.redisPort), ...words], {
          encoding: "utf8",
          env: { ...process.env, ...password },
        });
      const keys = redis("--scan").split("\n").filter(Boolean);
      expect(keys.length).toBeGreaterThan(0);
      expect(keys.join()).not.toContain(canary);
      for (const key of keys) expect(redis("DUMP", key)).not.toContain(canary);
    });

    test("lets in no key but a person's, and none that was removed", async () => {
      const refused = { kind: "unauthorized", message: expect.stringContaining("refused the key (401)") as string };
      await expect(complete({ key: "sk-wrong" })).rejects.toMatchObject(refused);
      const key = addUser("bea");
      expect(await complete({ key })).toBe(ending);
      const users = join(stack.places.state, "litellm/users.json");
      execFileSync(".cache/engines/bin/python3", ["deploy/local/users.py", users, "remove", "bea"]);
      await expect(complete({ key })).rejects.toMatchObject(refused);
      const expired = addUser("old", "--expires", "2026-01-01");
      await expect(complete({ key: expired })).rejects.toMatchObject(refused);
    });

    test("limits a person's requests a minute", async () => {
      const key = addUser("cy", "--requests-per-minute", "1");
      expect(await complete({ key })).toBe(ending);
      await expect(complete({ key })).rejects.toMatchObject({ kind: "rateLimited" });
      expect(await complete()).toBe(ending);
    });

    test("limits a person's money a day, and says so", async () => {
      standIn.usual = { kind: "answer", text: "a\n" };
      const key = addUser("di", "--dollars-per-day", "1");
      await complete({ key, model: "costly", fixture: unseen() });
      await patiently(() =>
        expect(complete({ key, model: "costly", fixture: unseen() })).rejects.toMatchObject({
          kind: "rateLimited",
          fault: "quota",
          message: "Your budget at team is used up. Ask who runs it for a larger one, or wait for the next day.",
        }),
      );
    });

    /** Number of several requests, one after another, that get no answer. */
    async function countMissed(): Promise<number> {
      let missedCount = 0;
      for (let request = 0; request < 6; request++) {
        const text = await complete({ fixture: unseen() }).catch(() => undefined);
        if (text === undefined) missedCount++;
        else expect(text).toBe(ending);
      }
      return missedCount;
    }

    test("misses one answer at most when a model server dies, and starts it again", async () => {
      const answer = await fetch(`${stack.places.url}/v1/completions`, {
        method: "POST",
        headers: { authorization: `Bearer ${stack.key("you")}`, "content-type": "application/json" },
        body: JSON.stringify({ model: stack.places.model, prompt: unseen(), max_tokens: 1 }),
      });
      // The server that this person stays with.
      const url = answer.headers.get("x-litellm-model-api-base")?.replace("/v1", "") ?? "";
      const part = `llama-cpp-${stack.places.modelServers.indexOf(url) + 1}`;
      const killed = stack.pid(part);
      process.kill(killed, "SIGKILL");
      await gone(killed);
      expect(await countMissed()).toBeLessThanOrEqual(1);
      await patiently(() => expect(stack.pid(part)).not.toBe(killed));
      await patiently(async () => expect((await fetch(`${url}/health`)).ok).toBe(true));
    });

    test("misses no answer when Redis dies, and starts it again", async () => {
      const killed = stack.pid("redis");
      process.kill(killed, "SIGKILL");
      await gone(killed);
      expect(await countMissed()).toBe(0);
      await patiently(() => expect(stack.pid("redis")).not.toBe(killed));
    });

    test("has data of a load test for every panel of the dashboard", async () => {
      const crowd = addTypists(stack, 3);
      const { prometheus } = stack.places;
      const money = panelQueries().find(({ title }) => title === "Money, by person")?.expression ?? "";
      const typistsPaid = async (): Promise<number> =>
        (await askPrometheus(prometheus, money)).filter(({ labels }) => labels["user"]?.startsWith("typist-")).length;
      // A rate needs two visits of Prometheus, five seconds apart, and a rule its turn after them.
      const visit = { timeout: 8_000, interval: 500 };
      let paidCount = 0;
      // Once, but for a machine that is too busy to answer anyone between two keys.
      for (let pass = 0; pass < 5 && paidCount === 0; pass++) {
        await measureCrowd(crowd, 3, { keyCount: 40, restMs: 0, leastBeginMs: 1_000 });
        paidCount = await vi.waitUntil(typistsPaid, visit).catch(() => 0);
      }
      expect(paidCount).toBeGreaterThan(0);
      const empty = panelQueries();
      expect(empty.length).toBeGreaterThan(20);
      await vi.waitFor(
        async () => {
          for (const panel of [...empty])
            if ((await askPrometheus(prometheus, panel.expression)).length > 0) empty.splice(empty.indexOf(panel), 1);
          expect(empty).toEqual([]);
        },
        { timeout: 60_000, interval: 1_000 },
      );
    });

    test("gives no person more than a few figures, so that reading them doesn't hold up answers", async () => {
      const headers = { authorization: `Bearer ${stack.key("prometheus")}` };
      const page = await (await fetch(`${stack.places.url}/metrics/`, { headers })).text();
      const lines = page.split("\n").filter((line) => line.includes('"cy"'));
      expect(lines.length).toBeGreaterThan(0);
      expect(lines.length).toBeLessThan(15);
      expect(lines.join("\n")).not.toContain("_bucket");
      expect(page).not.toContain("client_ip");
    });

    test("is watched: Prometheus reads every part, and has the team's rules", async () => {
      const ask = async <T>(path: string): Promise<T> =>
        (await (await fetch(`${stack.places.prometheus}/api/v1/${path}`)).json()) as T;
      // The model server that was killed is up again from Prometheus' next visit.
      await patiently(async () => {
        const { data: targets } = await ask<{ data: { activeTargets: { health: string }[] } }>("targets");
        expect(targets.activeTargets.map(({ health }) => health)).toEqual(["up", "up", "up"]);
      });
      const { data: rules } = await ask<{ data: { groups: { name: string; rules: { health: string }[] }[] } }>("rules");
      expect(rules.groups.map(({ name }) => name)).toContain("team.alerts");
      expect(rules.groups.flatMap((group) => group.rules).filter(({ health }) => health === "err")).toEqual([]);
    });

    // The last one.
    test("ends with nothing left behind", async () => {
      const parts = ["redis", "llama-cpp-1", "llama-cpp-2", "litellm", "prometheus"].map((part) => stack.pid(part));
      expect(childrenOf(stack.processId).toSorted()).toEqual(parts.toSorted());
      await stack.stop();
      await Promise.all(parts.map(gone));
    });
  },
);
