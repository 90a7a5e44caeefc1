// Own folder: documents in memory; models are pulled into a folder of the test's own, from a hub on this machine.
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { CancellationTokenSource, ProgressType } from "vscode-languageserver/node";
import {
  listModelsMethod,
  pullModelMethod,
  removeModelMethod,
  selectModelMethod,
  type ModelInfo,
  type ModelProgress,
  type PullModelResult,
  type RemoveModelResult,
  type SelectModelResult,
} from "../../server/src/protocol";
import { embeddedFiles, LoopbackHub } from "../support/loopbackHub";
import type { LspClient } from "../support/lspClient";
import { usingClients } from "../support/lspSession";
import { stdioClient } from "../support/lspServers";

const id = "smollm2-135m";
const acceptedLicence = "Apache-2.0";
const use = usingClients();
let hub: LoopbackHub;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "nanotype-models-"));
  hub = await LoopbackHub.start("HuggingFaceTB/SmolLM2-135M-Instruct", embeddedFiles());
  vi.stubEnv("NANOTYPE_MODELS", folder);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await hub.close();
  rmSync(folder, { recursive: true, force: true });
});

test("a model is listed, pulled with progress, stopped, continued, chosen without a restart, and removed", async () => {
  const client: LspClient = use(stdioClient());
  const settings = { "network.modelHub": hub.address };
  await client.start({ configuration: settings });
  const ask = <T>(method: string, params?: unknown): Promise<T> => client.connection.sendRequest<T>(method, params);
  const listed = async (): Promise<ModelInfo | undefined> =>
    (await ask<ModelInfo[]>(listModelsMethod)).find((model) => model.id === id);
  expect(await listed()).toMatchObject({
    state: "absent",
    licence: { id: acceptedLicence },
    downloadMb: 200,
    usedFor: [],
  });
  expect((await ask<SelectModelResult>(selectModelMethod, { id, role: "code" })).hindrance).toContain("pull it first");
  expect(hub.requests).toEqual([]);
  expect(await ask<PullModelResult>(pullModelMethod, { id, acceptedLicence: "" })).toMatchObject({ outcome: "failed" });
  expect(hub.requests).toEqual([]);

  // A model that the settings name before it is here is used as soon as it is.
  client.configurationChanged({ ...settings, local: { model: id } });
  await client.status(({ state, remedy }) => state === "stopped" && remedy?.kind === "chooseModel");
  hub.bytesPerS = 4_000_000;
  const seen: ModelProgress[] = [];
  const stop = new CancellationTokenSource();
  client.connection.onProgress(new ProgressType<ModelProgress>(), "pull", (progress) => {
    seen.push(progress);
    if (progress.doneBytes > 1_500_000) stop.cancel();
  });
  const pull = { id, acceptedLicence, partialResultToken: "pull" };
  const stopped = await client.connection.sendRequest<PullModelResult>(pullModelMethod, pull, stop.token);
  expect(stopped).toEqual({ outcome: "cancelled", message: "Stopped; what has arrived is kept." });
  expect(seen.some(({ text }) => /^\d\.\d of 5\.2 MB, \d(\.\d)? MB\/s, \d s left$/.test(text))).toBe(true);
  expect(await listed()).toMatchObject({ state: "partial" });
  hub.bytesPerS = Infinity;
  expect(await ask<PullModelResult>(pullModelMethod, pull)).toEqual({ outcome: "installed", message: "" });
  expect(await listed()).toMatchObject({ state: "installed", usedFor: ["code"] });
  await client.status(({ state, model }) => state === "ready" && model === id);
  client.open("file:///work/loop.ts", "for (let i = 0; i < items.length; ");
  const items = await client.complete("file:///work/loop.ts", 34, { isInvoked: true });
  expect(items.at(0)?.insertText).toMatch(/^i\+\+/);

  expect(await ask<RemoveModelResult>(removeModelMethod, { id })).toEqual({
    freedBytes: 0,
    message: `${id} is in use here for code. Choose another model first, then remove it.`,
  });
  expect(existsSync(join(folder, id))).toBe(true);
  client.configurationChanged(settings);
  await client.status(({ state, model }) => state === "ready" && model === "nanotype-6m");
  expect(await ask<SelectModelResult>(selectModelMethod, { id, role: "text" })).toEqual({
    key: "local.textModel",
    value: id,
  });
  const removed = await ask<RemoveModelResult>(removeModelMethod, { id });
  expect(removed).toMatchObject({ message: "", freedBytes: expect.any(Number) as number });
  expect(removed.freedBytes).toBeGreaterThan(5_000_000);
  expect(existsSync(join(folder, id))).toBe(false);
  expect((await ask<RemoveModelResult>(removeModelMethod, { id: "nanotype-6m" })).message).toContain("was not pulled");
  expect((await ask<PullModelResult>(pullModelMethod, { id: "../x", acceptedLicence })).outcome).toBe("failed");
  expect(readdirSync(folder).filter((name) => !name.endsWith(".lock"))).toEqual([]);

  client.configurationChanged({ ...settings, mode: "offline" });
  hub.requests.splice(0);
  expect(await ask<PullModelResult>(pullModelMethod, pull)).toMatchObject({
    outcome: "failed",
    setting: "nanotype.mode",
  });
  expect(hub.requests).toEqual([]);
});
