import { randomBytes } from "node:crypto";
import * as vscode from "vscode";
import {
  doctorMethod,
  reportMethod,
  type DoctorParams,
  type DoctorResult,
  type ReportResult,
} from "../../../server/src/protocol";
import { isRelevantScheme } from "../offers/documentSelector";
import type { ServerRunner } from "../server/serverRunner";
import type { StatusView } from "../status/statusText";
import { hostFindings } from "./hostFindings";
import { serverFinding } from "./serverFinding";
import { mendCommand, setupPage, type SetupState } from "./setupPage";

const nothing: SetupState = { findings: [], mended: [], notes: [], checked: [], isBusy: true };

/** Examines the set-up of this window, and shows a page on which each finding is mended by one click. */
export class SetupDoctor implements vscode.Disposable {
  readonly #runner: ServerRunner;
  readonly #view: (document: vscode.TextDocument | undefined) => StatusView;
  /** The document whose set-up is examined: that of the last editor in front, which the page may cover. */
  #document: vscode.TextDocument | undefined;
  #panel: vscode.WebviewPanel | undefined;
  #state: SetupState = nothing;
  #examinationCount = 0;

  constructor(params: { runner: ServerRunner; view: (document: vscode.TextDocument | undefined) => StatusView }) {
    this.#runner = params.runner;
    this.#view = params.view;
  }

  /** Opens the page, or brings it to the front, and examines everything anew. */
  async check(): Promise<void> {
    this.#document = vscode.window.activeTextEditor?.document ?? this.#document;
    this.#panel ??= this.#open();
    this.#panel.reveal(undefined, true);
    await this.#examine();
  }

  /** Does what a finding's button says, and examines everything anew. */
  async mend(id: unknown): Promise<void> {
    const finding = this.#state.findings.find((found) => found.id === id);
    if (finding === undefined) return;
    const before = this.#examinationCount;
    await finding.mend.run();
    if (this.#examinationCount === before) await this.#examine();
    const isMended = !this.#state.findings.some((found) => found.id === id);
    if (isMended) this.#show({ ...this.#state, mended: [...this.#state.mended, finding.what] });
  }

  /** Opens a bug report for the user to read and save. */
  async report(): Promise<void> {
    const client = await this.#runner.ready();
    if (client === undefined) return this.check(); // says that the server has stopped
    const { text } = await client.sendRequest<ReportResult>(reportMethod, paramsHere());
    const document = await vscode.workspace.openTextDocument({ language: "markdown", content: text });
    await vscode.window.showTextDocument(document);
  }

  dispose(): void {
    this.#panel?.dispose();
  }

  async #examine(): Promise<void> {
    this.#examinationCount++;
    this.#show({ ...this.#state, isBusy: true });
    const { notes, checked, findings } = await this.#askServer();
    const document = this.#document?.isClosed === true ? undefined : this.#document;
    const here = hostFindings(this.#view(document), document);
    this.#show({
      findings: [...here, ...findings.map(serverFinding)],
      notes,
      checked: ["VS Code's settings", "other assistants", ...checked],
      mended: this.#state.mended,
      isBusy: false,
    });
  }

  async #askServer(): Promise<DoctorResult> {
    const client = await this.#runner.ready();
    if (client === undefined) return { findings: [], notes: [], checked: [] }; // a stopped server is a finding of its own
    return client.sendRequest<DoctorResult>(doctorMethod, paramsHere());
  }

  #open(): vscode.WebviewPanel {
    const place = { viewColumn: vscode.ViewColumn.Active, preserveFocus: false };
    const enableCommandUris = [mendCommand, "nanotype.checkSetup", "nanotype.report"];
    const options = { enableScripts: false, enableCommandUris, localResourceRoots: [] };
    const panel = vscode.window.createWebviewPanel("nanotype.setup", "Check My Setup", place, options);
    panel.onDidDispose(() => {
      this.#panel = undefined;
      this.#state = nothing;
      this.#document = undefined;
    });
    return panel;
  }

  #show(state: SetupState): void {
    this.#state = state;
    if (this.#panel !== undefined) this.#panel.webview.html = setupPage(state, randomBytes(16).toString("base64url"));
  }
}

/** The languages of the open documents, and the first folder. */
function paramsHere(): DoctorParams {
  const documents = vscode.workspace.textDocuments.filter(({ uri }) => isRelevantScheme(uri.scheme));
  const folder = vscode.workspace.workspaceFolders?.at(0);
  return {
    languages: [...new Set(documents.map(({ languageId }) => languageId))],
    ...(folder === undefined ? {} : { folderUri: folder.uri.toString() }),
  };
}
