import { expect, test } from "vitest";
import { verdictAction } from "../../../client/src/status/verdictAction";
import type { Verdict } from "../../../server/src/protocol";

/** Returns the button's title, its command and argument. */
function button(verdict: Verdict | undefined): unknown[] | undefined {
  const action = verdictAction(verdict);
  return action && [action.title, action.command, action.argument].filter((part) => part !== undefined);
}

test("too uncertain a guess offers more suggestions, one step at a time", () => {
  const more = ["Show more suggestions", "nanotype.chooseEagerness"];
  expect(button({ kind: "uncertain", eagerness: "quiet" })).toEqual([...more, "balanced"]);
  expect(button({ kind: "uncertain", eagerness: "balanced" })).toEqual([...more, "eager"]);
  expect(button({ kind: "uncertain", eagerness: "eager" })).toBeUndefined();
});

test("an entry of nanotype.enable is turned on by its name", () => {
  const titles = { comments: "Turn on in comments", "python:strings": "Turn on in strings of python" };
  for (const [name, title] of Object.entries({ ...titles, go: "Turn on for go", "*": "Turn on everywhere" }))
    expect(button({ kind: "switchedOff", name })).toEqual([title, "nanotype.turnOn", name]);
});

test("a document that a setting keeps out leads to the setting", () => {
  const open = (setting: string) => button({ kind: "keptOut", setting });
  expect(open("nanotype.exclude")).toEqual(["Allow here…", "nanotype.openSettings", "nanotype.exclude"]);
  expect(open("nanotype.maxDocumentKb")?.[0]).toBe("Open the setting");
});

test("refused text can be requested, and a failure has the log", () => {
  expect(button({ kind: "refused" })?.[0]).toBe("Suggest it now");
  expect(button({ kind: "failed" })).toEqual(["Show the log", "nanotype.showLog"]);
});

test("other reasons have no button", () => expect(button(undefined)).toBeUndefined());
