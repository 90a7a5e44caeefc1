import { describe, expect, test } from "vitest";
import { languageOf } from "../../../../server/src/code/languages";
import { placeByText } from "../../../../server/src/code/placeByText";
import { postprocess, rules } from "../../../../server/src/completion/postprocess";
import type { Example, Rule } from "../../../../server/src/completion/postprocess/lib/rule";

/** The part of an example's reply that may be inserted; `null` if nothing. */
function resultOf({ languageId, before, rest, reply, lines = "block", ...example }: Example, using?: Rule[]) {
  const place = placeByText(languageOf(languageId), { text: before + rest, offset: before.length });
  const input = { text: reply, prefix: before, suffix: rest, languageId, place, lines, ...circumstances(example) };
  const output = postprocess(input, using);
  return output.kind === "keep" ? output.text : null;
}

function circumstances({ isLocal = false, isAutomatic = false, isCutOff = false, scope }: Partial<Example>) {
  const caretScope = scope && {
    declares: (name: string) => scope.declared.includes(name),
    hasSelf: () => scope.hasSelf,
  };
  return { isLocal, isAutomatic, isCutOff, scope: caretScope };
}

describe.each(rules)("the rule $name", (rule) => {
  test("makes of its example what it promises", () => expect(resultOf(rule.example)).toBe(rule.example.result));
  test("is needed for it: without the rule the user gets something else", () =>
    expect(
      resultOf(
        rule.example,
        rules.filter((each) => each !== rule),
      ),
    ).not.toBe(rule.example.result));
  test("says in one sentence why", () => expect(rule.why).toMatch(/^\p{Lu}[^\n]{10,120}\.$/u));
});

test("no two rules share a name", () => expect(new Set(rules.map(({ name }) => name)).size).toBe(rules.length));
