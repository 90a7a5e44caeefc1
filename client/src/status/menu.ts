import * as vscode from "vscode";
import { menuEntries, type MenuCommand, type MenuEntry, type MenuFacts } from "./menuEntries";
import type { ConsentResult } from "../../../server/src/protocol";
import type { StatusText } from "./statusText";

export interface MenuParams extends Omit<MenuFacts, "consent"> {
  readonly state: StatusText;
  readonly consent: Promise<ConsentResult | undefined>;
}

/** Time for the server to say what may be sent, in ms. A server that hangs must not keep the menu closed. */
const consentWaitMs = 300; // guess

/** Opens the status bar's menu: the state on top, then everything that can be changed from here. */
export async function showMenu(params: MenuParams): Promise<void> {
  const tooLate = new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), consentWaitMs));
  const consent = await Promise.race([params.consent, tooLate]);
  // A click outside the editor opened the menu; the user continues typing in the editor, to which VS Code gives the keys back.
  await vscode.commands.executeCommand("workbench.action.focusActiveEditorGroup");
  const chosen = await chooseIn(`Nanotype: ${params.state.tooltip}`, () => menuEntries({ ...params, consent }));
  if (chosen !== undefined) await vscode.commands.executeCommand(chosen.command, chosen.argument);
}

/** The frequent entries, the rarer ones, or all of them while the user types. */
type MenuPage = "first" | "more" | "all";

/**
 * Shows the entries until the user chooses a command or leaves. A quick setting changes at once, and the menu stays open
 * with its new value. Text in the input searches all entries.
 * @throws Error if a setting can't be written; VS Code says why
 */
async function chooseIn(
  title: string,
  entries: () => ReturnType<typeof menuEntries>,
): Promise<MenuCommand | undefined> {
  const picker = vscode.window.createQuickPick<MenuEntry>();
  Object.assign(picker, { title, placeholder: "Choose an action, or type to search all", keepScrollPosition: true });
  let page: MenuPage = "first";
  /** Draws the page anew; its active entry remains. */
  const draw = (): void => {
    const { first, more } = entries();
    const active = picker.items.findIndex((item) => item === picker.activeItems[0]);
    picker.items = { first, more, all: [...first, ...more] }[page];
    const again = picker.items.find((_, index) => index === active);
    if (again !== undefined) picker.activeItems = [again];
  };
  const turnTo = (next: MenuPage): void => {
    page = next;
    picker.items = [];
    picker.buttons = page === "more" ? [vscode.QuickInputButtons.Back] : [];
    draw();
  };
  const listeners = [
    // The new value of a quick setting, or a change made elsewhere.
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration("nanotype")) draw();
    }),
    picker.onDidChangeValue((value) => {
      if (value === "" ? page === "all" : page !== "all") turnTo(value === "" ? "first" : "all");
    }),
    picker.onDidTriggerButton(() => turnTo("first")),
  ];
  try {
    return await new Promise((resolve, reject) => {
      const take = async (entry: MenuEntry | undefined): Promise<void> => {
        if (entry?.run !== undefined) resolve(entry.run);
        else if (entry?.opensMore === true) turnTo("more");
        else await entry?.change?.();
      };
      listeners.push(
        picker.onDidAccept(() => void take(picker.selectedItems[0]).catch(reject)),
        picker.onDidHide(() => resolve(undefined)),
      );
      draw();
      picker.show();
    });
  } finally {
    for (const part of [...listeners, picker]) part.dispose();
  }
}
