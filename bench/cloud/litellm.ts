// node scripts/run.mjs bench/cloud/litellm.ts PATH/TO/litellm: completes through LiteLLM's real proxy, which forwards to the strict
// stand-in, by each kind of endpoint it serves. `pip install 'litellm[proxy]'` installs it. Fails if an answer is not the stand-in's.
import { spawn } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { EndpointKind } from "../../server/src/backend/cloud/endpoint";
import { cloudBackend, completionRequest, textOf } from "../../test/support/standIn/cloudFixture";
import { StandIn } from "../../test/support/standIn/standIn";

/** Longest wait for the proxy to start, in ms. */
const startMs = 90_000;

async function main(): Promise<void> {
  const program = process.argv[2] ?? "litellm";
  const standIn = await StandIn.start();
  standIn.usual = { kind: "answer", text: "größe();\n", gapMs: 5 };
  const model = { model: "openai/gpt-4.1-nano", api_base: `${standIn.url}/v1`, api_key: "secret-key" };
  const text = { ...model, model: "text-completion-openai/gpt-4.1-nano" };
  const config = {
    model_list: [
      { model_name: "chat", litellm_params: model },
      { model_name: "fim", litellm_params: text },
    ],
  };
  const path = join(mkdtempSync(join(tmpdir(), "nanotype-litellm-")), "config.yaml");
  writeFileSync(path, JSON.stringify(config)); // JSON is YAML
  const port = await freePort();
  // It wants a key of its own; the fixture's backend sends this one to every endpoint.
  const env = {
    ...process.env,
    LITELLM_MASTER_KEY: "secret-key",
    LITELLM_DANGEROUSLY_PERMIT_WEAK_OR_UNSET_MASTER_KEY: "true",
  };
  const proxy = spawn(program, ["--config", path, "--port", String(port), "--host", "127.0.0.1"], {
    stdio: "ignore",
    env,
  });
  try {
    for (const [kind, name] of [
      ["openai", "chat"],
      ["fim", "fim"],
    ] as const)
      await check({ kind, name, standIn, url: `http://127.0.0.1:${port}` });
  } finally {
    proxy.kill();
    await standIn.close();
  }
}

async function check(params: { kind: EndpointKind; name: string; standIn: StandIn; url: string }): Promise<void> {
  const { kind, name, standIn, url } = params;
  const endpoint = { kind, url, model: name };
  const { backend, connection, usages } = cloudBackend(standIn, { endpoint, limits: { firstTokenMs: 20_000 } });
  const never = new AbortController().signal;
  await until(() => backend.listModels(never));
  const startedMs = performance.now();
  const answer = await textOf(backend.stream(completionRequest("return █;"), never));
  const elapsedMs = performance.now() - startedMs;
  await connection.close();
  const isRight = answer === "größe();\n" && standIn.refusals.length === 0;
  const refused = standIn.refusals.map(({ param, message }) => `${param ?? ""} ${message}`).join("; ");
  console.log(
    `${kind}: ${JSON.stringify(answer)} after ${elapsedMs.toFixed(0)} ms, ${JSON.stringify(usages)} ${refused}`,
  );
  if (!isRight) process.exitCode = 1;
}

async function until(work: () => Promise<unknown>): Promise<void> {
  const endMs = performance.now() + startMs;
  for (;;) {
    try {
      await work();
      return;
    } catch (error) {
      if (performance.now() > endMs) throw error;
      await sleep(500);
    }
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

void main();
