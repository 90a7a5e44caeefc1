import { expect, test } from "vitest";
import { remainderOf } from "../../../server/src/completion/typeThrough";

/** `offered` and `now` hold the caret as `█`; the offer is the text in `├…┤`, which replaces `replaced` behind the caret. */
function check(offered: string, now: string, expected: string | undefined, replaced = ""): void {
  const [prefix = "", rest = ""] = offered.split("├");
  const [text = "", suffix = ""] = rest.split("┤");
  const [prefixNow = "", suffixNow = ""] = now.split("█");
  const offer = { prefix, suffix: replaced + suffix, text, replaceSuffixLength: replaced.length };
  const left = remainderOf(offer, prefixNow, suffixNow);
  const shown = left && `${prefixNow}├${left.text}┤${suffixNow.slice(left.replaceSuffixLength)}`;
  expect(shown).toBe(expected);
}

test("leaves what was not yet typed", () => check("a = ├bar();┤\n", "a = ba█\n", "a = ba├r();┤\n"));

test("ends when something else is typed", () => check("a = ├bar();┤\n", "a = bx█\n", undefined));

test("ends when everything is typed", () => check("a = ├bar┤\n", "a = bar█\n", undefined));

test("ends when text elsewhere changes", () => check("a = ├bar┤\nb\n", "a = b█\nc\n", undefined));

test("takes in a bracket that the editor closed meanwhile", () => check("f├(one);┤\n", "f(█)\n", "f(├one);┤\n"));

test("keeps the bracket it replaced from the start", () => check("f(├one);┤\n", "f(o█)\n", "f(o├ne);┤\n", ")"));

test("continues after the editor's bracket was typed over", () =>
  check("f(├one);┤\n", "f(one)█\n", "f(one)├;┤\n", ")"));

test("does not take in a bracket that the rest does not contain", () => check("f├(one┤\n", "f(█)\n", undefined));

test("never replaces text beyond the caret's line", () => check("a├b c┤", "ab█\nx", undefined));
