import { systemClock, type Clock } from "../../server/src/base/clock";
import { Syntax, type SyntaxView } from "../../server/src/code/syntax";
import { silentLog, type Logger } from "../../server/src/base/log";

/** A `Syntax` over the built grammars that can be waited for. */
export function openSyntax(params: { grammarFolder?: string; log?: Logger; clock?: Partial<Clock> } = {}) {
  const syntax = new Syntax({
    grammarFolder: params.grammarFolder ?? "dist/grammars",
    // Does not wait for more changes to come.
    clock: { ...systemClock, after: (_, action) => systemClock.after(0, action), ...params.clock },
    log: params.log ?? silentLog,
  });
  const whenIdle = async (): Promise<void> => {
    while (!syntax.isIdle) await new Promise((resolve) => setTimeout(resolve, 1));
  };
  /** Opens a text with a caret `█`, waits for its tree and reads it. */
  const viewAt = async (languageId: string, fixture: string): Promise<SyntaxView & { text: string }> => {
    const { text, offset } = caretOf(fixture);
    syntax.open("file:///a", languageId, text);
    await whenIdle();
    const view = syntax.at("file:///a", offset, text);
    syntax.close("file:///a");
    return { ...view, text };
  };
  return { syntax, whenIdle, viewAt };
}

/** Takes the caret `█` out of a fixture. */
export function caretOf(fixture: string): { text: string; offset: number } {
  const offset = fixture.indexOf("█");
  if (offset < 0) throw new Error("The fixture has no █.");
  return { text: fixture.slice(0, offset) + fixture.slice(offset + 1), offset };
}
