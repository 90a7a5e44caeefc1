import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { strToU8, zipSync } from "fflate";
import { expect } from "vitest";
import { holdNext, installExtension, waitUntil, type HostVersion } from "../hostProcess";
import { copyOfExtensions, installedExtension } from "../vsix";
import { calls, type Proof } from "./stage";

/** Nothing runs before there is a document; then the status says so until the first suggestion is possible. */
export const startsVisibly: Proof = async ({ window, workbench, version }) => {
  // The older host does not even activate it.
  if (version !== "1.93") await window.waitForStatus(/Starts as soon as you type/);
  // A repository, and with it a commit box, isn't a reason to start.
  await window.page.waitForSelector(".statusbar-item >> text=main");
  expect(workbench.host.processes().filter(({ command }) => /dist\/server\.js/.test(command))).toEqual([]);
  let opened = Promise.resolve();
  const release = await holdNext(workbench.host, /dist\/server\.js/, () => {
    opened = window.openAt("one/one.ts", `${calls("Letter")}const third = █\n`);
  });
  try {
    await opened;
    await window.waitForStatus(/Starting/);
    await window.screenshot("status-starting");
  } finally {
    release();
  }
  await window.waitForStatus(/Ready/);
};

/** Another assistant is named once, with the choice. */
export const assistantIsNamed: Proof = async ({ window }) => {
  const told = async (): Promise<string> => (await window.notifications()).join("\n");
  await waitUntil(async () => (await told()).includes("Supermaven also suggests text in the editor."));
  const buttons = window.page.locator(".notification-list-item-buttons-container a:visible");
  expect((await buttons.allTextContents()).map((text) => text.trim())).toEqual(
    expect.arrayContaining(["Keep both", "Turn Nanotype off"]),
  );
  await window.screenshot("other-assistant");
  await window.act("Keep both");
  await waitUntil(async () => !(await told()).includes("Supermaven"));
};

/** The welcome and what was said once don't come again. */
export const welcomesOnce: Proof = async ({ window, workbench, version }) => {
  const welcome = window.page.locator(".notification-toast", { hasText: "Nanotype is ready." });
  await welcome.waitFor();
  for (const action of ["Try it", "Settings"]) await welcome.getByText(action, { exact: true }).waitFor();
  await window.screenshot("welcome");
  const file = "packages/core/src/one/welcomed.ts";
  writeFileSync(join(workbench.folder, file), "const welcomed = 1;\n");
  await window.reload(file);
  const openedMs = performance.now();
  await window.waitForStatus(/Ready/);
  console.log(
    `VS Code ${version}: ready ${Math.round(performance.now() - openedMs)} ms after the file was on the screen`,
  );
  await window.page.waitForTimeout(500);
  expect(await welcome.count()).toBe(0);
  expect(await window.notifications()).toEqual([]);
};

/** Extensions of the suite: Nanotype, and one under the id of another assistant. */
export async function extensionsWithAnother(version: HostVersion): Promise<string> {
  const folder = copyOfExtensions(await installedExtension(version));
  const vsix = join(mkdtempSync(join(tmpdir(), "nanotype-other-")), "other.vsix");
  mkdirSync(join(vsix, ".."), { recursive: true });
  writeFileSync(vsix, zipSync(otherAssistant()));
  installExtension(version, vsix, folder);
  return folder;
}

/** A whole extension that registers a provider of inline completions and has none to give. */
function otherAssistant(): Record<string, Uint8Array> {
  const id = { name: "supermaven", publisher: "Supermaven", version: "0.0.1" };
  const manifest = {
    ...id,
    engines: { vscode: "^1.93.0" },
    activationEvents: ["onStartupFinished"],
    main: "./extension.js",
  };
  const code = `const vscode = require("vscode");
exports.activate = ({ subscriptions }) =>
  subscriptions.push(vscode.languages.registerInlineCompletionItemProvider("*", { provideInlineCompletionItems: () => [] }));`;
  const identity = `<Identity Language="en-US" Id="${id.name}" Version="${id.version}" Publisher="${id.publisher}"/>`;
  const texts = {
    "[Content_Types].xml": `<?xml version="1.0" encoding="utf-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="json" ContentType="application/json"/><Default Extension="js" ContentType="application/javascript"/><Default Extension="vsixmanifest" ContentType="text/xml"/></Types>`,
    "extension.vsixmanifest": `<?xml version="1.0" encoding="utf-8"?><PackageManifest Version="2.0.0" xmlns="http://schemas.microsoft.com/developer/vsx-schema/2011"><Metadata>${identity}<DisplayName>${id.name}</DisplayName></Metadata><Installation><InstallationTarget Id="Microsoft.VisualStudio.Code"/></Installation><Assets><Asset Type="Microsoft.VisualStudio.Code.Manifest" Path="extension/package.json"/></Assets></PackageManifest>`,
    "extension/package.json": JSON.stringify(manifest),
    "extension/extension.js": code,
  };
  return Object.fromEntries(Object.entries(texts).map(([path, text]) => [path, strToU8(text)]));
}
