import { writeFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { isHostInstalled, notInstalledNote, type HostVersion } from "./hostProcess";
import { hostTest, useWorkbench } from "./useWorkbench";
import type { Window } from "./window";
import type { Workbench } from "./workbench";

/** Two loops over customers, so that the third is easy to predict. */
const loops = `import { type Customer } from "./customer";

export function greet(customers: readonly Customer[]): void {
  for (const customer of customers) {
    console.log(customer.name);
  }
}

export function write(customers: readonly Customer[]): void {
  for (const customer of customers) {
    console.log(customer.email);
  }
}
`;

/** A typical monorepo, with VS Code's default settings: IntelliSense and its pop-ups beside ghost text. */
export function realWorkspaceSuite(version: HostVersion): void {
  const title = `VS Code ${version} (${notInstalledNote} where skipped)`;
  describe.skipIf(!isHostInstalled(version))(title, hostTest, () => {
    let workbench: Workbench;
    let window: Window;

    useWorkbench(
      () => ({ version }),
      async (opened) => {
        workbench = opened;
        window = opened.window;
        await window.openAt("warm-up.ts", `${loops}█\n`);
        await window.waitForStatus(/Ready/);
      },
    );

    test("offers the rest of a loop's head and doubles neither bracket nor brace", async () => {
      const begun =
        "\nexport function count(customers: readonly Customer[]): void {\n  for (const customer of █) {\n  }\n}\n";
      await window.openAt("loop.ts", loops + begun);
      await window.press("Alt+Backslash");
      await window.waitForGhost(/^customers/m);
      await window.screenshot("real-loop");
      await window.press("Tab");
      const text = await window.savedText("loop.ts");
      expect(text.match(/^ {2}for \(const customer of customers\) \{$/gm)).toHaveLength(3);
      expect(ts.transpileModule(text, { reportDiagnostics: true }).diagnostics).toEqual([]);
    });

    test("extends the item that IntelliSense has selected, and Tab takes the visible text", async () => {
      const calls = "\ngreet([]);\nwrite([]);\n";
      await window.openAt("widget.ts", `${loops}${calls}█\n`);
      await window.type("gre");
      // The newest VS Code doesn't open the list by itself where ghost text came first.
      await window.press("Control+Space");
      await window.page.waitForSelector(".suggest-widget.visible .monaco-list-row.focused");
      await window.screenshot("real-intellisense");
      await window.press("Tab");
      expect((await window.savedText("widget.ts")).split("\n").at(-2)).toMatch(/^greet(\(.*\);?)?$/);
    });

    test("keeps CR LF line ends", async () => {
      const crlf = loops.replaceAll("\n", "\r\n");
      await window.openAt(
        "windows.ts",
        `${crlf}\r\nexport function both(customers: readonly Customer[]): void {\r\n  for (const █\r\n}\r\n`,
      );
      await window.press("Alt+Backslash");
      await window.waitForGhost(/^customer of customers/m);
      await window.press("Tab");
      const text = await window.savedText("windows.ts");
      expect(text).toContain("for (const customer of customers) {\r\n");
      expect(text).not.toMatch(/(?<!\r)\n|\r(?!\n)/);
    });

    // Once is enough: both versions are asked by the same command.
    const once = version === "1.139" ? test : () => undefined;
    once("names only members that the editor's own language features know", async () => {
      // What it returns is written nowhere: only TypeScript's own service can tell.
      writeFileSync(
        join(workbench.folder, "packages/core/src/invoice.ts"),
        "const make = (id: string) => ({ id, total: 1 });\n" +
          "export const loadInvoice = (id: string): ReturnType<typeof make> => make(id);\n",
      );
      const logs = ["first", "second", "third"].map(
        (name) => `function ${name}(quote: Quote) {\n  console.log(quote.discountRate);\n}\n\n`,
      );
      const begun = `import { loadInvoice } from "./invoice";\n\ninterface Quote {\n  discountRate: number;\n}\n\n${logs.join("")}`;
      await window.openAt("quoted.ts", `${begun}function last(quote: Quote) {\n  console.log(quote.█);\n}\n`);
      await window.press("Alt+Backslash");
      await window.waitForGhost(/^discountRate/m);

      const quote = 'const quote = loadInvoice("a");';
      await window.openAt("invoiced.ts", `${begun}function last() {\n  ${quote}\n  console.log(quote.█);\n}\n`);
      const asked = async (): Promise<string> => {
        await window.press("Alt+Backslash");
        await window.page.waitForTimeout(1_500);
        return window.ghost();
      };
      // TypeScript's service may still be reading the file at the first time. The model's own guess is `discountRate`.
      await expect.poll(asked).toMatch(/^(?:id|total)\b/m);
    });

    test("writes no TypeScript into the Go file beside it", async () => {
      const path = join(workbench.folder, "services/orders/cmd/orders/main.go");
      await window.quickOpen(`${path}:34:1`);
      await window.waitForStatus(/Ready/);
      await window.type("\n\tif ");
      await window.press("Alt+Backslash");
      await window.page.waitForTimeout(1_500);
      await window.screenshot("real-go");
      expect(await window.ghost()).not.toMatch(/this\.|=>|const |throw |===|: (string|number|boolean)/);
      await window.press("Escape", "Control+z", "Control+z");
    });

    test("offers nothing in a file that an ignore file four folders deep excludes, and says so", async () => {
      await window.quickOpen(`${join(workbench.folder, "packages/web/app/src/private/pricing-rules.ts")}:1:1`);
      await window.waitForStatus(/ignore/i);
      await window.press("Alt+Backslash");
      expect(await window.showsGhostWithin(1_000)).toBe(false);
      await window.screenshot("real-ignored");
    });
  });
}
