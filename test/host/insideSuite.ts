// Own folder: runs in the window of `electron.ts`, beside documents that it makes itself.
/** Runs inside the extension host: what can be seen through VS Code's API alone, without a page to look at. */
import assert from "node:assert/strict";
import * as vscode from "vscode";

const code = `export interface Customer {
  name: string;
  address: string;
}

function createCustomerRecord(name: string, address: string): Customer {
  return { name, address };
}

const first = createCustomerRecord("Ann", "Main Street");
`;

const cases: readonly (readonly [string, () => Promise<void>])[] = [
  ["activates the installed extension", activates],
  [
    "completes a line of TypeScript",
    () => completes("typescript", `${code}const second = createCust`, /= createCustomerRecord\(/),
  ],
  [
    "continues a comment",
    () =>
      completes(
        "typescript",
        "// Customers without an address get no letter.\n// Customers without an",
        /an address get/,
      ),
  ],
  ["registers its commands", registersCommands],
  ["opens the settings file at a misspelt setting", opensMisspeltSetting],
];

/** Entry point for VS Code: runs every case and rejects when one failed. */
export async function run(): Promise<void> {
  const failures: string[] = [];
  for (const [name, runCase] of cases) {
    try {
      await runCase();
      console.log(`PASS ${name}`);
    } catch (error) {
      console.error(`FAIL ${name}: ${String(error)}`);
      failures.push(name);
    }
  }
  console.log(`${cases.length - failures.length} passed, ${failures.length} failed`);
  if (failures.length > 0) throw new Error(`Failed: ${failures.join(", ")}`);
}

async function activates(): Promise<void> {
  const extension = vscode.extensions.getExtension("nanotype.nanotype");
  assert.ok(extension, "Nanotype is not installed");
  const startMs = performance.now();
  await extension.activate();
  console.log(`activate(): ${Math.round(performance.now() - startMs)} ms`);
}

/** Requests repeatedly at the end of `text` and takes each offer, until the document matches. */
async function completes(language: string, text: string, expected: RegExp): Promise<void> {
  const document = await vscode.workspace.openTextDocument({ language, content: text });
  const editor = await vscode.window.showTextDocument(document);
  const end = document.positionAt(text.length);
  editor.selection = new vscode.Selection(end, end);
  // The workspace memory learns a document once it rests.
  await new Promise((done) => setTimeout(done, 600));
  for (let attempt = 0; attempt < 60 && document.getText() === text; attempt++) {
    await vscode.commands.executeCommand("editor.action.inlineSuggest.trigger");
    await new Promise((done) => setTimeout(done, 250));
    await vscode.commands.executeCommand("editor.action.inlineSuggest.commit");
  }
  assert.match(document.getText().split("\n").at(-1) ?? "", expected);
  await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
}

async function registersCommands(): Promise<void> {
  const manifest: { contributes: { commands: { command: string }[] } } =
    vscode.extensions.getExtension("nanotype.nanotype")?.packageJSON;
  const registered = new Set(await vscode.commands.getCommands(true));
  assert.deepEqual(
    manifest.contributes.commands.filter(({ command }) => !registered.has(command)),
    [],
  );
}

/** Expects the file to open: the key has no place in the settings page. */
async function opensMisspeltSetting(): Promise<void> {
  await vscode.commands.executeCommand("nanotype.openSettings", "nanotype.eagernes");
  assert.match(vscode.window.activeTextEditor?.document.uri.path ?? "", /settings\.json$/);
  await vscode.commands.executeCommand("workbench.action.closeActiveEditor");
}
