import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { isHostInstalled, notInstalledNote, waitUntil, type HostVersion } from "./hostProcess";
import { hostTest, useWorkbench } from "./useWorkbench";
import type { Window } from "./window";
import { calmEditor, type Workbench } from "./workbench";

/** Drafting commit messages in Source Control, with two repositories; one is a worktree. */
export function commitSuite(version: HostVersion): void {
  const title = `VS Code ${version}, Source Control (${notInstalledNote} where skipped)`;
  describe.skipIf(!isHostInstalled(version))(title, hostTest, () => {
    let workbench: Workbench;
    let window: Window;

    useWorkbench(
      // A folder of its own, since the suite looks at two repositories side by side; calm, since it reads ghost text in
      // the commit box.
      () => ({
        version,
        ownFolder: mkdtempSync(join(tmpdir(), "nanotype-ws-")),
        settings: calmEditor,
        prepare: prepareRepositories,
      }),
      async (opened) => {
        workbench = opened;
        window = opened.window;
        // A window that is still starting misses keys.
        try {
          await waitUntil(async () => {
            await window.press("Control+Shift+G");
            return (await window.page.locator(".scm-view .scm-input").count()) === 2;
          });
        } finally {
          await window.screenshot("source-control");
        }
      },
    );

    // The older host also shows a list of repositories; the boxes are in the other list.
    const titles = () => window.page.locator(".scm-view:has(.scm-input) .monaco-list-row:has(.scm-provider)");
    const indexOf = async (repository: string): Promise<number> => {
      const names = await titles().locator(".name, .label-name").allTextContents();
      return names.findIndex((name) => name.trim() === repository);
    };
    const textOf = async (repository: string): Promise<string> => {
      const box = window.page.locator(".scm-input .view-lines").nth(await indexOf(repository));
      return ((await box.textContent()) ?? "").replaceAll("\u00a0", " ");
    };
    /** Presses the button in a repository's title. */
    const draft = async (repository: string): Promise<void> => {
      const title = titles().nth(await indexOf(repository));
      await title.hover();
      await title.locator("[aria-label='Draft Commit Message']").click();
      // Otherwise the button's tooltip would cover the box below it.
      await window.page.mouse.move(700, 700);
    };
    const enter = async (repository: string): Promise<void> => {
      await window.page
        .locator(".scm-input .monaco-editor .view-lines")
        .nth(await indexOf(repository))
        .click();
    };
    const waitForText = async (repository: string, matches: RegExp): Promise<string> => {
      await waitUntil(async () => matches.test(await textOf(repository)));
      return textOf(repository);
    };

    test("drafts for the repository whose button is pressed, from all changes if none are staged", async () => {
      await draft("api");
      await waitForText("api", /list_users/);
      await window.screenshot("commit-draft");
      expect(await textOf("shop")).toBe("");
    });

    test("says that there is no other good message when asked again, and undo takes the draft back", async () => {
      const first = await textOf("api");
      await draft("api");
      await waitUntil(async () =>
        (await window.notifications()).some((text) => text.includes("No other good message")),
      );
      expect(await textOf("api")).toBe(first);
      await window.command("Notifications: Clear All Notifications");
      await enter("api");
      await window.press("Control+z");
      await waitUntil(async () => (await textOf("api")) === "");
    });

    test("continues the typed text, from this worktree's staged changes alone, and undo keeps the typed text", async () => {
      await enter("shop");
      await window.type("Add");
      await draft("shop");
      const message = await waitForText("shop", /^Add .*refundOrder/);
      expect(message).not.toMatch(/unstaged|cancelOrder/i);
      await enter("shop");
      await window.press("Control+z");
      await waitUntil(async () => (await textOf("shop")) === "Add");
    });

    test("stops on Escape, restores the typed text, and shows nothing later", async () => {
      const release = workbench.hold(/dist\/server\.js/);
      try {
        await draft("shop");
        await window.page.locator("[aria-label^='Stop Drafting']").first().waitFor();
        await window.screenshot("commit-drafting");
        await enter("shop");
        await window.press("Escape");
        await window.page.locator("[aria-label='Draft Commit Message']").first().waitFor();
      } finally {
        release();
      }
      await draft("api");
      await waitForText("api", /list_users/);
      expect(await textOf("shop")).toBe("Add");
    });

    test("drafts from the command palette for the repository of the active file", async () => {
      await enter("shop");
      await window.press("Control+a", "Delete");
      await window.quickOpen(join(workbench.folder, "shop/orders.ts"));
      await window.page.waitForSelector(".tab.active[data-resource-name='orders.ts']");
      await window.command("Nanotype: Draft Commit Message");
      await waitForText("shop", /refundOrder/);
      expect(await window.notifications()).toEqual([]);
    });
  });
}

/** `api` has a change. `shop`, the worktree of a repository elsewhere, has a staged one and another; so has that repository. */
function prepareRepositories(folder: string): void {
  const git = (path: string, ...args: string[]): void => {
    const author = ["-c", "user.name=Ann", "-c", "user.email=ann@example.org"];
    execFileSync("git", [...author, ...args], { cwd: join(folder, path) });
  };
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  const commit = (path: string, message: string): void => {
    git(path, "init", "--quiet", "--initial-branch=main");
    git(path, "add", ".");
    git(path, "commit", "--quiet", "--message", message);
  };
  const users = "def load_user(name):\n    return name\n";
  write("api/users.py", users);
  commit("api", "Add users");
  write("api/users.py", `${users}\n\ndef list_users(names):\n    return sorted(names)\n`);

  const order = "export function loadOrder(id: string): string {\n  return id;\n}\n";
  const another = (name: string): string =>
    `\nexport function ${name}(id: string): string {\n  return \`no \${id}\`;\n}\n`;
  // Deeper than Source Control looks for repositories.
  const origin = "elsewhere/far/away/shop";
  write(`${origin}/orders.ts`, order);
  commit(origin, "Add orders");
  git(origin, "worktree", "add", "--quiet", join(folder, "shop"));
  write(`${origin}/orders.ts`, order + another("cancelOrder"));
  git(origin, "add", ".");
  write("shop/orders.ts", order + another("refundOrder"));
  git("shop", "add", ".");
  write("shop/unstaged.ts", "export const unstaged = true;\n");
}
