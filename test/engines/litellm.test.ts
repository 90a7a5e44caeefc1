import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cloudBackend, completionRequest, textOf } from "../support/standIn/cloudFixture";
import { StandIn } from "../support/standIn/standIn";
import { areEnginesInstalled, freePort, notInstalledNote, patienceMs, startEngine, type Engine } from "./engine";

const signal = new AbortController().signal;

describe.skipIf(!areEnginesInstalled)(
  `LiteLLM's proxy in front of the strict test endpoint (${notInstalledNote} where skipped)`,
  { timeout: patienceMs },
  () => {
    let engine: Engine;
    let standIn: StandIn;
    let folder: string;
    beforeAll(async () => {
      standIn = await StandIn.start();
      standIn.usual = { kind: "answer", text: "größe();\n", gapMs: 5 };
      const upstream = { api_base: `${standIn.url}/v1`, api_key: "secret-key" };
      const config = {
        router_settings: { num_retries: 0 },
        model_list: [
          { model_name: "chat", litellm_params: { ...upstream, model: "openai/gpt-4.1-nano" } },
          { model_name: "fim", litellm_params: { ...upstream, model: "text-completion-openai/gpt-4.1-nano" } },
        ],
      };
      folder = mkdtempSync(join(tmpdir(), "nanotype-litellm-"));
      writeFileSync(join(folder, "config.yaml"), JSON.stringify(config)); // JSON is YAML
      const port = await freePort();
      engine = await startEngine({
        program: "litellm",
        args: ["--config", join(folder, "config.yaml"), "--port", String(port), "--host", "127.0.0.1"],
        url: `http://127.0.0.1:${port}`,
        // It needs its own key; the fixture's backend sends this one to every endpoint.
        environment: {
          LITELLM_MASTER_KEY: "secret-key",
          LITELLM_DANGEROUSLY_PERMIT_WEAK_OR_UNSET_MASTER_KEY: "true",
          LITELLM_LOCAL_MODEL_COST_MAP: "True", // nothing is fetched from the network
        },
        key: "secret-key",
      });
    }, patienceMs);
    afterAll(async () => {
      await engine.stop();
      await standIn.close();
      rmSync(folder, { recursive: true });
    });

    test.each([
      ["openai", "chat"],
      ["fim", "fim"],
    ] as const)("completes through it as %s", async (kind, model) => {
      const limits = { firstTokenMs: 30_000 };
      const endpoint = { kind, url: engine.url, model };
      const { backend, connection, usages } = cloudBackend(standIn, { endpoint, limits });
      expect((await backend.listModels(signal)).map(({ id }) => id)).toContain(model);
      expect(await textOf(backend.stream(completionRequest("return █;"), signal))).toBe("größe();\n");
      expect(standIn.refusals).toEqual([]);
      expect(usages).toEqual([expect.objectContaining({ isEstimated: false })]);
      await connection.close();
    });

    test("reports that the endpoint behind it asks to slow down", async () => {
      standIn.usual = { kind: "status", status: 429 };
      const endpoint = { kind: "openai", url: engine.url, model: "chat" } as const;
      const { backend, connection } = cloudBackend(standIn, { endpoint, limits: { firstTokenMs: 30_000 } });
      const answer = textOf(backend.stream(completionRequest("█"), signal));
      await expect(answer).rejects.toMatchObject({ kind: "rateLimited" });
      await connection.close();
    });
  },
);
