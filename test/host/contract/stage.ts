import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { waitUntil, type HostVersion } from "../hostProcess";
import type { Window } from "../window";
import type { Workbench } from "../workbench";

/** The window of the contract suite, with what several points do in it. */
export class Stage {
  /** The user's settings at the beginning. */
  #settings: string | undefined;

  constructor(
    readonly version: HostVersion,
    readonly workbench: Workbench,
    /** Folder that replaces the kernel's files on power. */
    readonly power: string,
    /** Port at which the host's environment expects Ollama. */
    readonly ollamaPort: number,
  ) {}

  get window(): Window {
    return this.workbench.window;
  }

  /** Leaves what the last test may have left open, and restores the settings. */
  async calm(): Promise<void> {
    const input = this.window.page.locator(".quick-input-widget:visible");
    for (let count = 0; count < 3 && (await input.isVisible()); count++) await this.window.press("Escape");
    // A request ends every pause that undo, deletion or Escape has begun.
    await this.window.press("Alt+Backslash");
    this.window.changeSettings({});
    const { profile } = this.workbench.host;
    const path = join(profile, "data/User/settings.json");
    const settings = readFileSync(path, "utf8");
    this.#settings ??= settings;
    if (settings !== this.#settings) writeFileSync(path, this.#settings);
  }

  /** Returns Nanotype's answer to the question why nothing was offered. */
  async why(): Promise<string> {
    await this.window.command("Notifications: Clear All Notifications");
    await this.window.command("Nanotype: Why Was Nothing Offered?");
    await waitUntil(async () => (await this.window.notifications()).length > 0);
    return (await this.window.notifications()).join("\n");
  }

  /** Changes a quick setting by one click in the menu, which then shows it as `after`, and closes the menu. */
  async changeInMenu(before: string, after: string): Promise<void> {
    await this.window.openMenu();
    await this.window.quickInput.pick(before);
    await this.window.quickInput.entry(after);
    await this.window.press("Escape");
    await this.window.page.locator(".quick-input-widget:visible").waitFor({ state: "hidden" });
    await this.window.page.waitForSelector(".monaco-editor.focused");
  }

  /** Takes the first entry of the menu by Enter, as trusting users do. */
  async chooseFirst(expected: string): Promise<void> {
    expect((await this.window.openMenu()).at(0)).toBe(expected);
    await this.window.press("Enter");
  }
}

/** Proof of one point. */
export type Proof = (stage: Stage) => Promise<void>;

/**
 * Returns two functions with the same beginning, of which one is called twice. Each test has a `thing` of its own: the
 * memory learns from every file, half-written lines included.
 */
export function calls(thing: string): string {
  return `export function send${thing}ToCustomer(street: string, town: string): string {
  return street + town;
}

export function send${thing}Back(street: string): string {
  return street;
}

const first${thing} = send${thing}ToCustomer("Main Street", "York");
const second${thing} = send${thing}ToCustomer("Main Street", "York");
`;
}
