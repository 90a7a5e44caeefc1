import { expect, test } from "vitest";
import { openSyntax } from "../../support/openSyntax";
import { parserBombs } from "../../support/parserBombs";

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
