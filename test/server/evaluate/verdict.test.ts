import { expect, test } from "vitest";
import { compareArms, figuresOf } from "../../../server/src/evaluate/figures";
import type { LineResult } from "../../../server/src/evaluate/lineResult";
import { drawPicture } from "../../../server/src/evaluate/picture";
import { ProgressBar } from "../../../server/src/evaluate/progressBar";
import type { ArmResults } from "../../../server/src/evaluate/runArms";
import { verdictOn } from "../../../server/src/evaluate/verdict";

const result: LineResult = {
  ...{ isExact: false, isOffered: true, isWrongAtOnce: false, savedCharCount: 0, truthCharCount: 20, hasFailed: false },
  ...{ latencyMs: 20, promptTokens: 0, cachedTokens: 0, completionTokens: 0, usd: 0 },
};

/** An arm whose every `step`th line saves all of its characters. */
function arm(name: string, step: number, more: Partial<LineResult> = {}): ArmResults {
  const lines = Array.from({ length: 300 }, (_, index): [string, LineResult] => {
    const isHit = index % step === 0;
    return [
      String(index),
      { ...result, isExact: isHit, savedCharCount: isHit ? 20 : 0, isWrongAtOnce: !isHit, ...more },
    ];
  });
  return { name, results: new Map(lines) };
}

function verdict(one: ArmResults, other: ArmResults): string {
  return verdictOn(compareArms(one, other), figuresOf(one), figuresOf(other));
}

test("a verdict says that there is no difference to be seen where the interval contains zero", () =>
  expect(verdict(arm("b", 10), arm("a", 11))).toMatch(
    /^No difference between b and a that 300 lines can show: 0\.7 points of the characters saved \(95 %: −\d\.\d to \d\.\d\)\.$/,
  ));

test("a verdict names the better one, whichever comes first, and the time that it costs", () => {
  const [good, poor] = [arm("good", 2, { latencyMs: 260 }), arm("poor", 10)];
  const expected =
    /^good saves more than poor: 40\.0 points of the characters \(95 %: 3\d\.\d to 4\d\.\d\)\. .*good takes 13 times as long \(median 260 ms instead of 20 ms\)\.$/;
  expect(verdict(good, poor)).toMatch(expected);
  expect(verdict(poor, good)).toMatch(expected);
});

test("arms are compared over the lines that both answered", () => {
  const whole = arm("whole", 2);
  const half = { ...arm("half", 2), results: new Map([...arm("half", 2).results].slice(0, 150)) };
  expect(compareArms(half, whole)).toMatchObject({ lineCount: 150, shares: { saved: { value: 0, low: 0, high: 0 } } });
});

test("a picture is well-formed whatever an arm is called, and shows its figures", () => {
  const picture = drawPicture([figuresOf(arm('<b>"&\u0007', 2)), figuresOf(arm("plain", 3))], "2 lines");
  expect(picture).toContain("&lt;b>&quot;&amp; ");
  expect(picture).toContain("50.0 %");
  expect(picture.match(/<circle /g)).toHaveLength(8);
});

test("a terminal gets a bar with the time left, and a file now and then a line", () => {
  const written: string[] = [];
  let nowMs = 0;
  const screen = { isTTY: true, write: (text: string) => written.push(text) };
  const bar = new ProgressBar({ screen, total: 100, nowMs: () => nowMs });
  for (let done = 0; done < 50; done++) {
    nowMs += 200;
    bar.step("model", true);
  }
  expect(written.at(-1)).toBe("\r\u001b[K████████████░░░░░░░░░░░░ 50 of 100, model, 10 s left");
  written.length = 0;
  const plain = new ProgressBar({ screen: { write: screen.write }, total: 100, nowMs: () => nowMs });
  for (let done = 0; done < 100; done++) {
    nowMs += 200;
    plain.step("model", true);
  }
  expect(written).toHaveLength(3);
  expect(written.at(-1)).toBe("100 of 100, model\n");
});
