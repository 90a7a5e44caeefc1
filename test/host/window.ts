import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { chromium, type Browser, type Page } from "playwright-core";
import { chromiumPath, waitUntil, type HostProcess } from "./hostProcess";
import { QuickInput } from "./quickInput";

/** Our item in the status bar. */
export const statusSelector = "[id='nanotype.nanotype.nanotype.status']";

/** Folder for new files in the realistic workspace: three folders deep, below an ignore file. */
const sourceFolder = "packages/core/src";

/** Everything that the editor draws as ghost text, in both host versions. */
const ghostSelector = ".monaco-editor [class*=ghost-text], .monaco-editor .suggest-preview-text";

/**
 * Script in the page (a text, since this project is compiled without the types of a browser): ghost text, line by line.
 */
const ghostLines = `(() => {
  const lines = new Map();
  for (const element of document.querySelectorAll(${JSON.stringify(ghostSelector)})) {
    if (element.parentElement.closest("[class*=ghost-text]") !== null) continue;
    const line = element.closest(".view-line") ?? element;
    lines.set(line, (lines.get(line) ?? "") + element.innerText);
  }
  return [...lines.values()];
})()`;

/**
 * Script in the page: the active editor's lines on the screen, with wrapped lines joined; each begins at a line number.
 */
const activeText = `(() => {
  const found = (name) => [...document.querySelectorAll(".editor-group-container.active .editor-instance " + name)]
    .map((element) => ({ top: Math.round(element.getBoundingClientRect().top), text: element.textContent }));
  const beginnings = new Set(found(".line-numbers").filter(({ text }) => text !== "").map(({ top }) => top));
  const rows = found(".view-line").sort((one, other) => one.top - other.top);
  return rows.map(({ top, text }) => (beginnings.has(top) ? "\\n" : "") + text).join("").slice(1);
})()`;

/** Starts the browser that shows the windows of a suite. */
export function openBrowser(): Promise<Browser> {
  const args = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--force-color-profile=srgb"];
  return chromium.launch({ executablePath: chromiumPath, args });
}

/** A VS Code window as a person uses it: keys, the screen, and the files on disk. */
export class Window {
  readonly quickInput: QuickInput;
  /** Paths of the opened files. */
  readonly #opened = new Map<string, { readonly path: string; readonly tries: number }>();

  private constructor(
    readonly page: Page,
    private readonly host: HostProcess,
    readonly folder: string,
    private readonly workspace: string | undefined,
  ) {
    this.quickInput = new QuickInput(page);
  }

  /** Opens `folder`, or its file `workspace` that names several folders, with `file` of it in an editor. */
  static async open(
    browser: Browser,
    params: {
      host: HostProcess;
      folder: string;
      workspace?: string;
      file?: string;
      size?: { width: number; height: number };
    },
  ): Promise<Window> {
    const { host, folder, file, workspace } = params;
    const page = await browser.newPage({ viewport: params.size ?? { width: 1280, height: 800 } });
    page.setDefaultTimeout(30_000);
    const window = new Window(page, host, folder, workspace);
    await window.#load(file);
    return window;
  }

  /** Reloads the window, as "Developer: Reload Window" does. */
  async reload(file?: string): Promise<void> {
    await this.#load(file);
  }

  async close(): Promise<void> {
    await this.page.close();
  }

  /**
   * Writes a file among the workspace's sources, with the caret marked by `█`, opens it and puts the caret there. A
   * file that was opened before, for example when a test is retried, gets a new name, so that the editor's knowledge of
   * the old one has no effect.
   */
  async openAt(file: string, fixture: string): Promise<void> {
    const caret = fixture.indexOf("█");
    const text = fixture.replace("█", "");
    const tries = (this.#opened.get(file)?.tries ?? 0) + 1;
    const name = `${tries === 1 ? "" : `again-${tries}-`}${basename(file)}`;
    const path = join(this.folder, sourceFolder, dirname(file), name);
    this.#opened.set(file, { path, tries });
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    const before = text.slice(0, caret).split("\n");
    const line = before.length;
    const column = (before.at(-1)?.length ?? 0) + 1;
    // The absolute path is found without a search, even for a file that has just been written.
    await this.quickOpen(`${path}:${line}:${column}`);
    await this.page.waitForSelector(`.tab.active[data-resource-name="${name}"]`);
    await this.page.waitForSelector(".monaco-editor.focused");
    await this.page.waitForSelector(`.statusbar-item >> text="Ln ${line}, Col ${column}"`);
    // A person looks before typing; meanwhile the workspace memory learns the file.
    await this.page.waitForTimeout(500);
  }

  /** Goes to a file: its path, or `path:line:column` if no file of that name was open before. */
  async quickOpen(target: string): Promise<void> {
    await this.quickInput.openFile(target, basename(target.replace(/:.*/, "")));
  }

  /** Runs a command by its title from the command palette. */
  async command(title: string): Promise<void> {
    await this.quickInput.runCommand(title);
  }

  /** Types as a person does, `keyGapMs` between the keys. */
  async type(text: string, keyGapMs = 60): Promise<void> {
    await this.page.keyboard.type(text, { delay: keyGapMs });
  }

  async press(...keys: string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  /**
   * Returns the ghost text on the screen, lines joined by `
   * `; empty if there is none.
   */
  async ghost(): Promise<string> {
    const parts = await this.page.evaluate<string[]>(ghostLines);
    return parts.join("\n").replaceAll("\u00a0", " ").trimEnd();
  }

  /**
   * Waits for ghost text that `matches`, and returns it.
   * @throws Error with the text that was seen instead
   */
  async waitForGhost(matches: RegExp = /\S/, timeoutMs = 30_000): Promise<string> {
    const endMs = Date.now() + timeoutMs;
    let seen = "";
    while (Date.now() < endMs) {
      seen = await this.ghost();
      if (matches.test(seen)) return seen;
      await this.page.waitForTimeout(40);
    }
    throw new Error(`No ghost text like ${String(matches)} within ${timeoutMs} ms; seen: ${JSON.stringify(seen)}`);
  }

  /** Waits until no ghost text is on the screen. */
  async waitForNoGhost(timeoutMs = 5_000): Promise<void> {
    await this.page.waitForSelector(ghostSelector, { state: "detached", timeout: timeoutMs });
  }

  /** Watches for `durationMs` and reports whether ghost text appeared; for "stays away". */
  async showsGhostWithin(durationMs: number): Promise<boolean> {
    return this.page.waitForSelector(ghostSelector, { state: "attached", timeout: durationMs }).then(
      () => true,
      () => false,
    );
  }

  /** Returns every ghost text that was on the screen during `act`, typed-through forms included. */
  async ghostsDuring(act: () => Promise<void>): Promise<string[]> {
    const look = `seenGhosts.add(${ghostLines}.join("\\n").replaceAll("\\u00a0", " ").trimEnd())`;
    await this.page.evaluate(`var seenGhosts = new Set(); var ghostWatch = setInterval(() => ${look}, 30)`);
    await act();
    const seen = await this.page.evaluate<string[]>(`clearInterval(ghostWatch), [...seenGhosts]`);
    return seen.filter((ghost) => ghost.trim() !== "");
  }

  /** Writes the folder's or the workspace's own settings, as a person who edits .vscode/settings.json does. */
  changeSettings(settings: Readonly<Record<string, unknown>>): void {
    if (this.workspace !== undefined) {
      const path = join(this.folder, this.workspace);
      const before = readFileSync(path, "utf8");
      const { folders } = JSON.parse(before) as { folders: unknown };
      const after = JSON.stringify({ folders, settings }, null, 2);
      // A file that is written again makes VS Code read everything again.
      if (after !== before) writeFileSync(path, after);
      return;
    }
    mkdirSync(join(this.folder, ".vscode"), { recursive: true });
    writeFileSync(join(this.folder, ".vscode/settings.json"), JSON.stringify(settings, null, 2));
  }

  /** Saves the active file and returns its text on disk. */
  async savedText(file: string): Promise<string> {
    await waitUntil(async () => {
      await this.page.keyboard.press("Control+s");
      // A change that comes right after the key isn't saved by it.
      const saved = this.page.waitForSelector(".tab.active:not(.dirty)", { timeout: 1_000 });
      return saved.then(
        () => true,
        () => false,
      );
    });
    const path = this.#opened.get(file)?.path ?? join(this.folder, file);
    let text = "";
    let before: string | undefined;
    // A file that is being written is empty first; saving without changes also writes it.
    while (text === "" || text !== before) {
      before = text;
      await this.page.waitForTimeout(30);
      text = readFileSync(path, "utf8");
    }
    return text;
  }

  /** Saves the active file until its text on disk matches, and returns it. */
  async waitForSaved(file: string, matches: RegExp): Promise<string> {
    let text = "";
    await waitUntil(async () => matches.test((text = await this.savedText(file)))).catch(() => {
      throw new Error(`${file} never was like ${String(matches)}; last: ${JSON.stringify(text)}`);
    });
    return text;
  }

  /** Waits until the visible text in the active editor matches, and returns it. */
  async waitForText(matches: RegExp): Promise<string> {
    let text = "";
    await waitUntil(async () =>
      matches.test((text = (await this.page.evaluate<string>(activeText)).replaceAll("\u00a0", " "))),
    );
    return text;
  }

  /** Returns the status bar item's text and the sentence behind it. */
  async status(): Promise<{ text: string; label: string }> {
    const item = this.page.locator(statusSelector);
    if ((await item.count()) === 0) return { text: "", label: "" };
    const label = (await item.locator("[aria-label]").first().getAttribute("aria-label")) ?? "";
    return { text: ((await item.textContent()) ?? "").trim(), label };
  }

  /** Waits until the sentence behind the status bar item matches. */
  async waitForStatus(matches: RegExp, timeoutMs = 20_000): Promise<void> {
    const endMs = Date.now() + timeoutMs;
    let label = "";
    while (Date.now() < endMs) {
      ({ label } = await this.status());
      if (matches.test(label)) return;
      await this.page.waitForTimeout(50);
    }
    throw new Error(`The status never was like ${String(matches)}; last: ${JSON.stringify(label)}`);
  }

  /** Returns the messages of the notifications on the screen. */
  async notifications(): Promise<string[]> {
    const messages = await this.page.locator(".notification-toast .notification-list-item-message").allTextContents();
    return messages.filter((message) => !message.startsWith("Nanotype is ready."));
  }

  /**
   * Presses a notification's button with this title. A notification that has left the screen meanwhile is looked up in
   * their list.
   */
  async act(title: string): Promise<void> {
    const name = new RegExp(`^\\s*${title}\\s*$`);
    const button = this.page.locator(".notification-list-item-buttons-container a:visible", { hasText: name }).first();
    if (!(await button.isVisible())) await this.command("Notifications: Show Notifications");
    await button.click();
  }

  /** Opens the menu of the status bar item and returns its entries. */
  async openMenu(): Promise<string[]> {
    await this.page.click(statusSelector);
    return this.quickInput.entries();
  }

  /** Chooses an entry of the menu of the status bar item. */
  async chooseFromMenu(entry: string): Promise<void> {
    await this.openMenu();
    await this.quickInput.narrow(entry);
    await this.quickInput.pick(entry);
  }

  /** Keeps a picture of the window as an artefact of the run. */
  async screenshot(name: string): Promise<string> {
    const path = resolve("test-results/host", this.host.version, `${name}.png`);
    mkdirSync(dirname(path), { recursive: true });
    await this.page.screenshot({ path });
    return path;
  }

  /** Takes a picture in the light theme and one in the dark theme; the window's settings must follow the system's. */
  async screenshots(name: string): Promise<void> {
    for (const [scheme, theme] of [
      ["dark", "vs-dark"],
      ["light", "vs"],
    ] as const) {
      await this.page.emulateMedia({ colorScheme: scheme });
      await this.page.waitForSelector(`.monaco-workbench.${theme}`);
      await this.screenshot(`${name}-${scheme}`);
    }
  }

  async #load(file: string | undefined): Promise<void> {
    const open = `vscode-remote://127.0.0.1:${this.host.port}${join(this.folder, file ?? "")}`;
    const payload = file === undefined ? "" : `&payload=${encodeURIComponent(JSON.stringify([["openFile", open]]))}`;
    const place =
      this.workspace === undefined ? `folder=${this.folder}` : `workspace=${join(this.folder, this.workspace)}`;
    await this.page.goto(`http://127.0.0.1:${this.host.port}/?${place}${payload}`);
    await this.page.waitForSelector(".monaco-workbench .statusbar-item", { timeout: 60_000 });
    if (file !== undefined) {
      await this.page.waitForSelector(".monaco-editor .view-lines .view-line", { timeout: 60_000 });
      await this.page.click(".monaco-editor .view-lines");
    }
  }
}
