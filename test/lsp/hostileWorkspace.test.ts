// Own folder: the workspace itself is hostile.
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import manifest from "../../package.json";
import type { ModelChoice } from "../../server/src/model/modelSlot";
import { trustedMethod } from "../../server/src/protocol";
import { rows } from "../../server/src/settings/settings";
import { EchoModel } from "../support/echoModel";
import type { LspClient } from "../support/lspClient";
import { usingClients } from "../support/lspSession";
import { parserBombs } from "../support/parserBombs";
import { inMemoryClient } from "../support/lspServers";

const use = usingClients();
let folder: string;
let outside: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "nanotype-evil-"));
  outside = mkdtempSync(join(tmpdir(), "nanotype-outside-"));
});
afterEach(() => {
  for (const each of [folder, outside]) rmSync(each, { recursive: true, force: true });
});

/** Starts a server in the hostile folder, whose models say `local();`; `choices` are the models it was asked to run. */
async function start(params: { settings?: object; own?: object; isTrusted?: boolean } = {}) {
  const choices: ModelChoice[] = [];
  const createModel = (choice: ModelChoice): EchoModel => {
    choices.push(choice);
    return new EchoModel(() => "local();\n");
  };
  const client = use(
    inMemoryClient({ createModel, ...(params.own && { userSettings: params.own as Record<string, unknown> }) }),
  );
  const { isTrusted } = params;
  await client.start({
    configuration: params.settings ?? {},
    folders: [pathToFileURL(folder).href],
    initializationOptions: { ...(isTrusted !== undefined && { isTrusted }) },
  });
  return { client, choices };
}

/** Returns the offer at the end of a document in the folder. */
async function complete(client: LspClient, text = "const total = ", languageId = "typescript"): Promise<string[]> {
  const uri = `${pathToFileURL(folder).href}/a.${languageId}`;
  client.open(uri, text, languageId);
  return (await client.complete(uri, text.length, { isInvoked: true })).map(({ insertText }) => insertText);
}

describe("a workspace that names its own model", () => {
  const embedded = expect.stringMatching(/server.models.nanotype-6m$/) as string;

  test.each<[string, () => string]>([
    ["by its path", () => join(folder, "model")],
    ["by a detour", () => join(folder, "..", folder.split("/").at(-1)!, "model")],
    [
      "through a link into it",
      () => {
        mkdirSync(join(folder, "model"));
        symlinkSync(folder, join(outside, "link"));
        return join(outside, "link", "model");
      },
    ],
    [
      "through a link that leads out of it",
      () => {
        symlinkSync(outside, join(folder, "link"));
        return join(folder, "link");
      },
    ],
  ])("%s does not get it loaded, and the status says why", async (_name, path) => {
    const { client, choices } = await start({ settings: { "local.model": path() } });
    expect(await complete(client)).toEqual(["local();"]);
    expect(choices).toMatchObject([{ modelFolder: embedded }]);
    const { message, remedy } = await client.status(({ health }) => health === "warning");
    expect(message).toMatch(/is inside this workspace, which may not choose the model/);
    expect(remedy).toEqual({ kind: "chooseModel" });
  });

  test("gets it loaded if the user trusts the workspace, or names it themselves", async () => {
    const model = join(folder, "model");
    const restricted = await start({ settings: { "local.model": model }, isTrusted: false });
    await complete(restricted.client);
    expect(restricted.choices).toMatchObject([{ modelFolder: embedded }]);
    await restricted.client.connection.sendNotification(trustedMethod);
    await vi.waitFor(() => expect(restricted.choices.at(-1)).toMatchObject({ modelFolder: model }), {
      timeout: 10_000,
    });
    const own = await start({ settings: { "local.model": model }, own: { "local.model": model } });
    await complete(own.client);
    expect(own.choices).toMatchObject([{ modelFolder: model }]);
  });
});

test("VS Code takes nothing from a workspace that decides where text and keys go, nor a model from an untrusted one", () => {
  const properties: Record<string, { scope?: string }> = manifest.contributes.configuration.properties;
  const decisive = Object.values(rows)
    .map(({ key }) => key)
    .filter((key) => /^(mode|endpoints|hedge|network|cost|cache\.redis)/.test(key));
  expect(decisive.length).toBeGreaterThan(6);
  for (const key of decisive) expect([key, properties[`nanotype.${key}`].scope]).toEqual([key, "machine"]);
  expect(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations).toContain("nanotype.local.model");
});

test.each(parserBombs)(
  "text that chokes a parser harms only itself: %s (%s); typing continues here and elsewhere",
  async (_name, languageId, text) => {
    const { client } = await start();
    await complete(client, text, languageId);
    const uri = `${pathToFileURL(folder).href}/a.${languageId}`;
    for (let count = 0; count < 20; count++) client.type(uri, client.text(uri).length, "x");
    expect(await complete(client)).toEqual(["local();"]);
    expect((await client.stats()).requests.failed).toBe(0);
  },
);
