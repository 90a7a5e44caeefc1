import { expect, test } from "vitest";
import { createStopText } from "../../../../server/src/model/local/stopText";

/** Pushes pieces one by one; what comes out each time, and at the end. */
function check(stops: string[], pieces: string[], expected: string[]): void {
  const text = createStopText(stops);
  const out: string[] = [];
  for (const piece of pieces) {
    const { text: safe, isStopped } = text.push(piece);
    out.push(isStopped ? `${safe}|` : safe);
    if (isStopped) break;
  }
  if (!out.at(-1)?.endsWith("|")) out.push(text.flush());
  expect(out).toEqual(expected);
}

test("ends before a stop sequence within one piece", () => check(["\n"], ["ab\ncd"], ["ab|"]));
test("ends before a stop sequence that is spread over three pieces", () =>
  check(["</end>"], ["a<", "/en", "d>b"], ["a", "", "|"]));
test("holds back what may become a stop sequence and gives it out when it does not", () =>
  check(["\n\n"], ["a\n", "b"], ["a", "\nb", ""]));
test("gives out what was held back at the end", () => check(["\n\n"], ["a\n"], ["a", "\n"]));
test("takes the first of several stop sequences", () => check(["cd", "b"], ["abcd"], ["a|"]));
test("holds back the longest beginning of any sequence", () => check(["xyz", "aax"], ["paa", "xq"], ["p", "|"]));
test("passes everything without stop sequences", () => check(["", ""], ["a", "b"], ["a", "b", ""]));
