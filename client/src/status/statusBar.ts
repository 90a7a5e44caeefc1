import * as vscode from "vscode";
import { statusText, type StatusView } from "./statusText";

/** Time for which the model must be busy before the icon shows it, in ms. Below that the icon would only flicker. */
const busyAfterMs = 400; // guess

/** The item in the status bar. Shows what `view` says, a moment later when it only says "busy". */
export class StatusBar {
  readonly #item: vscode.StatusBarItem;
  #busyTimer: NodeJS.Timeout | undefined;

  constructor(private readonly view: () => StatusView) {
    this.#item = vscode.window.createStatusBarItem("nanotype.status", vscode.StatusBarAlignment.Right, 100);
    this.#item.name = "Nanotype";
    this.#item.command = "nanotype.menu";
    this.#item.show();
    this.update();
  }

  /** Renders the current state. */
  update(): void {
    clearTimeout(this.#busyTimer);
    const view = this.view();
    const isBusy = view.server.kind === "running" && view.server.status?.state === "busy";
    if (isBusy) this.#busyTimer = setTimeout(() => this.#render(this.view()), busyAfterMs);
    else this.#render(view);
  }

  dispose(): void {
    clearTimeout(this.#busyTimer);
    this.#item.dispose();
  }

  #render(view: StatusView): void {
    const { text, tooltip, severity } = statusText(view);
    this.#item.text = text;
    this.#item.tooltip = hover(tooltip);
    this.#item.accessibilityInformation = { label: `Nanotype: ${tooltip}`, role: "button" };
    this.#item.backgroundColor =
      severity === "none" ? undefined : new vscode.ThemeColor(`statusBarItem.${severity}Background`);
  }
}

/** Writes the hover: the state, and one click from it why nothing is suggested. */
function hover(tooltip: string): vscode.MarkdownString {
  const text = new vscode.MarkdownString(undefined, true);
  text.isTrusted = { enabledCommands: ["nanotype.explain", "nanotype.openSettings"] };
  text.appendText(`Nanotype: ${tooltip}`);
  text.appendMarkdown("\n\n[Why no suggestion?](command:nanotype.explain) · [Settings](command:nanotype.openSettings)");
  return text;
}
