import { randomBytes } from "node:crypto";
import * as vscode from "vscode";
import { inBackground } from "../../../server/src/base/inBackground";
import {
  requestsMethod,
  statsMethod,
  usageMethod,
  type RequestsResult,
  type Stats,
  type UsageParams,
  type UsageReport,
} from "../../../server/src/protocol";
import type { ServerRunner } from "../server/serverRunner";
import { dashboardCommands, periodDays, readFromPage, type Period, type ToPage } from "./dashboardData";
import { dashboardShell } from "./dashboardShell";

/** Time between two readings of the figures while the page is visible, in ms. // guess */
const refreshMs = 3_000;

/** Type of the panel, by which VS Code restores it after a reload. */
const viewType = "nanotype.dashboard";

/** Shows the figures on a page, and reads them anew every few seconds while it is visible. Reads nothing while it is hidden or closed. */
export class Dashboard implements vscode.Disposable, vscode.WebviewPanelSerializer {
  readonly #runner: ServerRunner;
  readonly #folder: vscode.Uri;
  readonly #registration: vscode.Disposable;
  #panel: vscode.WebviewPanel | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** Counts the page's wishes, so that figures for an earlier one aren't shown. */
  #wish = 0;

  /** `folder` has the page's script and style. */
  constructor(params: { runner: ServerRunner; folder: vscode.Uri }) {
    this.#runner = params.runner;
    this.#folder = params.folder;
    this.#registration = vscode.window.registerWebviewPanelSerializer(viewType, this);
  }

  /** Opens the page, or brings it to the front. */
  open(): void {
    if (this.#panel !== undefined) {
      this.#panel.reveal();
      return;
    }
    this.#fill(vscode.window.createWebviewPanel(viewType, "Nanotype Dashboard", vscode.ViewColumn.Active));
  }

  /** Fills the panel that was open before the window was reloaded. */
  deserializeWebviewPanel(panel: vscode.WebviewPanel): Promise<void> {
    this.#panel?.dispose();
    this.#fill(panel);
    return Promise.resolve();
  }

  dispose(): void {
    this.#stop();
    this.#registration.dispose();
    this.#panel?.dispose();
  }

  #fill(panel: vscode.WebviewPanel): void {
    this.#panel = panel;
    const { webview } = panel;
    webview.options = {
      enableScripts: true,
      enableCommandUris: Object.values(dashboardCommands),
      localResourceRoots: [this.#folder],
    };
    const uriOf = (name: string): string => webview.asWebviewUri(vscode.Uri.joinPath(this.#folder, name)).toString();
    // The page is made anew each time it becomes visible, and then says what it shows.
    webview.onDidReceiveMessage((message: unknown) => {
      const wanted = readFromPage(message);
      if (wanted !== undefined) this.#show(panel, wanted.period);
    });
    panel.onDidChangeViewState(() => {
      if (!panel.visible) this.#stop();
    });
    panel.onDidDispose(() => {
      if (this.#panel !== panel) return;
      this.#stop();
      this.#panel = undefined;
    });
    webview.html = dashboardShell({
      scriptUri: uriOf("dashboard.js"),
      styleUri: uriOf("dashboard.css"),
      nonce: randomBytes(16).toString("base64url"),
    });
  }

  /** Sends the figures of a period now, and again after a while, until the page is hidden or wants others. */
  #show(panel: vscode.WebviewPanel, period: Period): void {
    this.#stop();
    const wish = this.#wish;
    const send = async (): Promise<void> => {
      const figures = await this.#read(period).catch((error: unknown): ToPage => {
        const name = error instanceof Error ? error.name : typeof error;
        return { kind: "problem", problem: `The figures can't be read just now (${name}).` };
      });
      if (wish !== this.#wish) return;
      await panel.webview.postMessage(figures);
      this.#timer = setTimeout(() => inBackground("refreshing the dashboard", send()), refreshMs);
    };
    inBackground("filling the dashboard", send());
  }

  #stop(): void {
    this.#wish++;
    clearTimeout(this.#timer);
  }

  async #read(period: Period): Promise<ToPage> {
    const client = await this.#runner.ready();
    if (client === undefined)
      return { kind: "problem", problem: "The language server has stopped, so there are no figures." };
    const usage = (days: number): Promise<UsageReport> =>
      client.sendRequest<UsageReport>(usageMethod, { days } satisfies UsageParams);
    const month = usage(periodDays.month);
    const [report, stats, { requests }] = await Promise.all([
      period === "month" ? month : usage(periodDays[period]),
      client.sendRequest<Stats>(statsMethod),
      client.sendRequest<RequestsResult>(requestsMethod),
    ]);
    const settings = vscode.workspace.getConfiguration("nanotype");
    return {
      ...{ kind: "figures", period, readAtMs: Date.now(), report, month: await month, stats, requests },
      dailyCapUsd: settings.get<number>("cost.dailyCapUsd", 0),
      isKept: settings.get<boolean>("metrics.history", true),
    };
  }
}
