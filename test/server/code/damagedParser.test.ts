// Own process: a text that has really damaged the parser's memory, as those of parserBombs.test.ts may, leaves no parser to make here.
import { Parser } from "@vscode/tree-sitter-wasm";
import { expect, test, vi } from "vitest";
import { openSyntax } from "../../support/openSyntax";
import { parserBombs } from "../../support/parserBombs";

test.each(["at rest", "while it parses"])(
  "memory that a text has damaged does not keep the server from ending, %s",
  async (when) => {
    const { syntax, whenIdle } = openSyntax();
    syntax.open("file:///a", "typescript", "const a = 1;\n");
    await whenIdle();
    const damaged = vi.spyOn(Parser.prototype, "delete").mockImplementation(() => {
      throw new Error("memory access out of bounds");
    });
    if (when === "while it parses") {
      const [, languageId, text] = parserBombs[0];
      syntax.open("file:///bomb", languageId, text);
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    expect(() => syntax.dispose()).not.toThrow();
    await whenIdle(); // an uncaught error fails the run
    expect(damaged).toHaveBeenCalledOnce();
    damaged.mockRestore();
  },
);
