import { readFileSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { join } from "node:path";
import { expect } from "vitest";
import { StandIn } from "../../support/standIn/standIn";
import { waitUntil } from "../hostProcess";
import { statusSelector, Window } from "../window";
import { calls, type Proof, type Stage } from "./stage";

/** The question stays in the status bar of each window, until one answer. */
export const consentWaits: Proof = async (stage) => {
  const { window, workbench } = stage;
  await window.openAt("one/consent.ts", `${calls("Kettle")}█\n`);
  await withEndpoint(stage, async () => {
    const other = await Window.open(workbench.browser, {
      host: workbench.host,
      folder: workbench.folder,
      workspace: "both.code-workspace",
      file: "packages/core/src/one/consent.ts",
    });
    try {
      for (const each of [window, other]) {
        await each.waitForStatus(/wait for your consent .* Click to decide\.$/);
        expect(await each.page.locator(`${statusSelector}.warning-kind`).count()).toBe(1);
        await each.command("Notifications: Clear All Notifications");
        await each.waitForStatus(/Click to decide\.$/);
        if (each === window) await each.screenshots("consent-waits");
        expect((await each.openMenu()).at(0)).toMatch(/^Allow endpoints for/);
        await each.press("Escape");
      }
      await other.chooseFromMenu("Allow endpoints for");
      await other.page.waitForSelector(".notification-toast >> text=Allow Nanotype to send code");
      await other.screenshot("consent-asked");
      await other.act("Allow");
      // Another folder may wait too.
      for (const each of [other, window]) await each.waitForStatus(/^(?!.*code from one\b)/);
    } finally {
      await other.close();
    }
  });
};

/** An open page of what would be sent follows the caret and the endpoints. */
export const previewFollows: Proof = async (stage) => {
  const { window } = stage;
  await window.openAt("one/follow.ts", "const first = 1;\nconst second = █\n");
  await withEndpoint(stage, async (standIn) => {
    await window.command("Nanotype: Show What Would Be Sent");
    await window.waitForText(/follow\.ts, line 2, column 16/);
    await window.screenshot("preview");
    const groups = window.page.locator(".editor-group-container");
    const shown = groups.last().locator(".view-lines");
    const shows = (text: RegExp) =>
      waitUntil(async () => text.test(((await shown.textContent()) ?? "").replaceAll("\u00a0", " ")));
    await shows(/── To team/);
    await groups.first().locator(".view-line", { hasText: "first" }).click();
    await shows(/follow\.ts, line 1,/);
    writeEndpoints(stage, [endpointAt(standIn, "renamed")]);
    await shows(/── To renamed/);
    await window.command("View: Close All Editors");
  });
};

/** Servers on this machine are proposed, a refused key is asked for again, and endpoints are changed and removed. */
export const endpointsAreManaged: Proof = async (stage) => {
  const { window, ollamaPort } = stage;
  const { quickInput } = window;
  const standIn = await StandIn.start({ models: ["gpt-4.1-nano", "gpt-4.1-mini"] });
  const ollama = await startOllama(ollamaPort);
  const said = (text: string) =>
    waitUntil(async () => (await window.notifications()).some((message) => message.includes(text)));
  const written = (): unknown => endpointsIn(stage);
  const choice = async (): Promise<string> => {
    await quickInput.entry("Chat model");
    return (await quickInput.entries())[0] ?? "";
  };
  try {
    await quickInput.beginCommand("Nanotype: Add Endpoint…");
    await quickInput.entry("Ollama");
    await window.screenshot("endpoint-found");
    await quickInput.pick("Another server…");
    const url = `${standIn.url}/v1/chat/completions`;
    await quickInput.say(url);
    expect(await choice()).toBe("Chat model");
    await quickInput.pick("Chat model");
    await quickInput.say("wrong-key");
    const question = window.page.locator(".quick-input-widget:visible", { hasText: /refused the key/ });
    await question.waitFor();
    await window.screenshot("endpoint-key-again");
    await quickInput.say("secret-key");
    await quickInput.pick("gpt-4.1-mini");
    await said("box works; gpt-4.1-mini answered");
    const chat = { name: "box", kind: "openai", url, model: "gpt-4.1-mini" };
    await waitUntil(() => JSON.stringify(written()) === JSON.stringify([chat]));

    await window.command("Notifications: Clear All Notifications");
    await window.quickInput.beginCommand("Nanotype: Manage Endpoints…");
    await quickInput.pick("box");
    await quickInput.pick("Change the model…");
    await quickInput.pick("gpt-4.1-nano");
    await said("box works; gpt-4.1-nano answered");
    await window.command("Notifications: Clear All Notifications");
    await window.chooseFromMenu("Manage your endpoints…");
    await quickInput.pick("box");
    await quickInput.pick("Remove it");
    await said("The endpoint box was removed.");
    await waitUntil(() => JSON.stringify(written()) === "[]");
  } finally {
    writeEndpoints(stage, []);
    await new Promise((done) => ollama.close(done));
    await standIn.close();
  }
};

/** Starts what answers as Ollama's own interface does. */
async function startOllama(port: number): Promise<Server> {
  const server = createServer((request, response) => {
    if (request.url === "/api/version") response.end(JSON.stringify({ version: "0.12.0" }));
    else response.writeHead(404).end();
  });
  await new Promise<void>((done, failed) => void server.once("error", failed).listen(port, "127.0.0.1", done));
  return server;
}

function endpointAt(standIn: StandIn, name: string): Record<string, unknown> {
  return { name, kind: "openai", url: `${standIn.url}/v1`, model: "gpt-4.1-nano" };
}

/** Runs `act` while the settings have an endpoint. */
async function withEndpoint(stage: Stage, act: (standIn: StandIn) => Promise<void>): Promise<void> {
  const standIn = await StandIn.start();
  try {
    writeEndpoints(stage, [endpointAt(standIn, "team")]);
    await act(standIn);
  } finally {
    writeEndpoints(stage, []);
    await standIn.close();
  }
}

/** Endpoints are settings of the machine that a window works on. */
function machineSettings({ workbench }: Stage): { path: string; settings: Record<string, unknown> } {
  const path = join(workbench.host.profile, "data/Machine/settings.json");
  return { path, settings: JSON.parse(readFileSync(path, "utf8")) as Record<string, unknown> };
}

function endpointsIn(stage: Stage): unknown {
  return machineSettings(stage).settings["nanotype.endpoints"] ?? [];
}

function writeEndpoints(stage: Stage, endpoints: readonly unknown[]): void {
  const { path, settings } = machineSettings(stage);
  writeFileSync(path, JSON.stringify({ ...settings, "nanotype.endpoints": endpoints }));
}
