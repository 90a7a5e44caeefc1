import { Parser } from "@vscode/tree-sitter-wasm";
import { expect, test, vi } from "vitest";
import { openSyntax } from "../../support/openSyntax";
import { parserBombs } from "../../support/parserBombs";
import { patiently } from "../../support/patiently";

test.each(parserBombs)(
  "%s (%s) are parsed to an end, in slices, and edits after it too",
  async (_name, languageId, text) => {
    const { syntax, whenIdle, viewAt } = openSyntax();
    let turnCount = 0;
    const turns = setInterval(() => turnCount++, 1);
    syntax.open("file:///bomb", languageId, text);
    await whenIdle();
    expect(turnCount).toBeGreaterThan(2); // others had their turn meanwhile
    clearInterval(turns);
    expect(syntax.at("file:///bomb", text.length, text, languageId).place).toBeDefined();
    const changed = `${text}x`;
    const edit = { startOffset: text.length, oldEndOffset: text.length, newEndOffset: changed.length };
    syntax.change("file:///bomb", [edit], changed);
    await whenIdle();
    expect(syntax.at("file:///bomb", changed.length, changed, languageId).place).toBeDefined();
    syntax.close("file:///bomb");
    expect((await viewAt("typescript", "const a = 1; // note █\n")).place).toBe("lineComment");
  },
);

test.each(["at rest", "while it parses"])(
  "memory that a text has damaged does not keep the server from ending, %s",
  (when) =>
    // In one of many whole runs no grammar could be read at that moment, so that there was no parser to free.
    patiently(async () => {
      const { syntax, whenIdle } = openSyntax();
      syntax.open("file:///a", "typescript", "const a = 1;\n");
      await whenIdle();
      const damaged = vi.spyOn(Parser.prototype, "delete").mockImplementation(() => {
        throw new Error("memory access out of bounds");
      });
      try {
        if (when === "while it parses") {
          const [, languageId, text] = parserBombs[0];
          syntax.open("file:///bomb", languageId, text);
          await new Promise((resolve) => setTimeout(resolve, 1));
        }
        expect(() => syntax.dispose()).not.toThrow();
        await whenIdle(); // an uncaught error fails the run
        expect(damaged).toHaveBeenCalledOnce();
      } finally {
        damaged.mockRestore();
      }
    }),
);
