import * as vscode from "vscode";
import { basename } from "node:path";
import type { LanguageClient } from "vscode-languageclient/node";
import { inBackground } from "../../../server/src/base/inBackground";
import { recordMethod, type RecordParams, type RecordResult, type Status } from "../../../server/src/protocol";
import { setContextKey } from "../contextKey";

/** Consent to a recording, before anything is kept. */
const question = "Record this session of Nanotype?";

/** Says what is kept, what isn't, where, and how it ends. */
function whatIsKept(folder: string): string {
  return [
    "Kept until you stop: the text of all documents that VS Code has open here, also without a tab, and of the commit box; each change and caret; each request and its suggestions.",
    "Left out: excluded files. Recognizable secrets are masked before anything is written.",
    "Your code and the names in it stay readable. Read the file before you give it away; nothing is sent anywhere.",
    `The file goes into ${folder} on this machine. One click on “Recording” in the status bar stops it and shows the file.`,
  ].join("\n\n");
}

/** Records this window's session for `nanotype replay` when the user asks for it. An item in the status bar shows that a recording runs, and stops it. */
export class SessionRecording {
  readonly #item: vscode.StatusBarItem;
  #isOn = false;
  /** True while a recording runs that the user began here, not by the settings. */
  #isOurs = false;

  constructor(
    private readonly parts: {
      /** Starts the server if needed; `undefined` if it stops instead. */
      readonly ready: () => Promise<LanguageClient | undefined>;
      /** Folder for the recordings. */
      readonly folder: string;
    },
  ) {
    this.#item = vscode.window.createStatusBarItem("nanotype.recording", vscode.StatusBarAlignment.Right, 101);
    this.#item.name = "Nanotype: recording";
    this.#item.text = "$(record) Recording";
    this.#item.tooltip = "Nanotype records this session. Click to stop and to see the file.";
    this.#item.accessibilityInformation = { label: "Nanotype records this session. Stop it.", role: "button" };
    this.#item.backgroundColor = new vscode.ThemeColor("statusBarItem.warningBackground");
    this.#item.command = "nanotype.stopRecording";
  }

  /** True while the session is being recorded. */
  get isOn(): boolean {
    return this.#isOn;
  }

  /** Takes the server's newest status; `undefined` while it doesn't run. */
  update(status: Status | undefined): void {
    const isOn = status?.isRecording === true;
    if (isOn === this.#isOn) return;
    this.#isOn = isOn;
    setContextKey("nanotype.isRecording", isOn);
    if (isOn) this.#item.show();
    else this.#item.hide();
    if (isOn || !this.#isOurs) return;
    this.#isOurs = false;
    const message = "The language server has ended, and the recording of this session with it.";
    inBackground("showing a message", vscode.window.showWarningMessage(message));
  }

  /** Begins a recording if the user agrees. */
  async start(): Promise<void> {
    if (this.#isOn) return;
    const { folder, ready } = this.parts;
    const record = "Record";
    const detail = whatIsKept(folder);
    if ((await vscode.window.showInformationMessage(question, { modal: true, detail }, record)) !== record) return;
    const client = await ready();
    if (client === undefined) return; // the status bar says why
    const params: RecordParams = { folder };
    await client.sendRequest<RecordResult>(recordMethod, params);
    this.#isOurs = true;
  }

  /** Ends the recording and opens its file. */
  async stop(): Promise<void> {
    if (!this.#isOn) return;
    this.#isOurs = false;
    const params: RecordParams = {};
    const result = await (await this.parts.ready())?.sendRequest<RecordResult>(recordMethod, params);
    if (result?.file === undefined) {
      await vscode.window.showErrorMessage("The recording couldn't be written. Nanotype's log says why.");
      return;
    }
    await this.#show(vscode.Uri.file(result.file));
  }

  dispose(): void {
    this.#item.dispose();
  }

  async #show(file: vscode.Uri): Promise<void> {
    await vscode.window.showTextDocument(file, { preview: false });
    const [copy, remove] = ["Copy its path", "Delete it"];
    const message = `The session is in ${basename(file.fsPath)}. It holds your code: read it before you give it away.`;
    const choice = await vscode.window.showInformationMessage(message, copy, remove);
    if (choice === copy) await vscode.env.clipboard.writeText(file.fsPath);
    if (choice === remove) await vscode.workspace.fs.delete(file);
  }
}
