import type { Locator, Page } from "playwright-core";

/** The input at the top of a window, in which people choose files, commands and entries of menus, and answer questions. */
export class QuickInput {
  constructor(private readonly page: Page) {}

  /** Opens a file by its path; `path:line:column` works if no file of that name was open before. */
  async openFile(target: string, name: string): Promise<void> {
    await this.#open("Control+p");
    await this.#choose(target, name);
    await this.#isClosed();
  }

  /** Runs a command by its title. */
  async runCommand(title: string): Promise<void> {
    await this.beginCommand(title);
    // Otherwise the next key would still reach this input.
    await this.#isClosed();
  }

  /** Lists the commands that the palette finds for a title, and closes it. */
  async commandsLike(title: string): Promise<string[]> {
    await this.#open("F1");
    await this.#widget.locator(".quick-input-box input").fill(`>${title}`);
    // The list is filtered a moment after the text.
    await this.page.waitForTimeout(500);
    const found = await this.entries();
    await this.page.keyboard.press("Escape");
    await this.#isClosed();
    return found;
  }

  /** Runs a command that continues in this input. */
  async beginCommand(title: string): Promise<void> {
    await this.#open("F1");
    await this.#choose(`>${title}`, title);
  }

  /** Returns the entries on the screen, as soon as there are any. */
  async entries(): Promise<string[]> {
    const rows = this.#widget.locator(".monaco-list-row");
    await rows.first().waitFor();
    const labels = await rows.locator(".quick-input-list-row .label-name:visible").allTextContents();
    return labels.map((label) => label.trim());
  }

  /** Waits for the entry whose label begins so, and returns it. */
  async entry(label: string): Promise<Locator> {
    const name = this.page.locator(".label-name", { hasText: new RegExp(`^\\s*${escaped(label)}`) });
    const row = this.#widget.locator(".monaco-list-row").filter({ has: name }).first();
    await row.waitFor();
    return row;
  }

  /** Narrows a list to one entry: only the rows in sight exist. */
  async narrow(label: string): Promise<void> {
    await this.#widget.locator(".monaco-list-row").first().waitFor();
    await this.#widget.locator(".quick-input-box input").fill(label);
  }

  async pick(label: string): Promise<void> {
    await (await this.entry(label)).click();
  }

  /**
   * Answers a question. With `expected`, which then appears below it: an objection stops the answer, a hint does not.
   */
  async say(answer: string, expected?: RegExp): Promise<void> {
    const question = this.page.locator(".quick-input-widget:visible:not(:has(.monaco-list-row))");
    const input = question.locator(".quick-input-box input");
    await input.fill(answer);
    if (expected !== undefined) await question.locator(".quick-input-message", { hasText: expected }).waitFor();
    await input.press("Enter");
  }

  get #widget(): Locator {
    return this.page.locator(".quick-input-widget:visible");
  }

  async #isClosed(): Promise<void> {
    await this.#widget.waitFor({ state: "hidden" });
  }

  /** A window that is still starting misses keys, so the key is pressed until it has worked. */
  async #open(key: string): Promise<void> {
    const input = this.#widget.locator(".quick-input-box input");
    for (let count = 0; count < 10 && !(await input.isVisible()); count++) {
      await this.page.keyboard.press(key);
      await input.waitFor({ timeout: 2_000 }).catch(() => undefined);
    }
  }

  /**
   * Types into the open input and chooses the entry that begins with `expected`, as soon as the list shows it. Earlier
   * entries, such as recently opened files, don't count and must disappear first. A list that was opened before its
   * extension was known never changes, so the text is typed again.
   */
  async #choose(text: string, expected: string): Promise<void> {
    const begins = new RegExp(`^(\\w[\\w ]*: )?${escaped(expected)}`);
    const input = this.#widget.locator(".quick-input-box input");
    const row = this.#widget.locator(".monaco-list-row").filter({ hasText: begins }).first();
    const becomes = (state: "hidden" | "visible"): Promise<boolean> =>
      row.waitFor({ state, timeout: 3_000 }).then(
        () => true,
        () => false,
      );
    for (let count = 0, isListed = false; count < 10 && !isListed; count++) {
      // Not a word: similar commands would also be listed.
      await input.fill(`${text.startsWith(">") ? ">" : ""}qzxqzx`);
      if (!(await becomes("hidden"))) continue; // a busy window may not have noticed the text
      await input.fill(text);
      isListed = await becomes("visible");
    }
    await row.click();
  }
}

function escaped(text: string): string {
  return text.replaceAll(/[.?*+^$()|[\]{}\\]/g, "\\$&");
}
