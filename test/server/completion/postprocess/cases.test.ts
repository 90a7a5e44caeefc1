import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { rank } from "../../../../server/src/completion/rank";
import { postprocess } from "../../../../server/src/completion/postprocess";
import { languageOf } from "../../../../server/src/code/languages";
import { placeByText } from "../../../../server/src/code/placeByText";

/** Filter cases of other systems; they are beside the checkout and not part of it. */
const path = "../shared/eval/postprocess-cases.json";

interface Case {
  readonly id: string;
  readonly language: string;
  readonly prefix: string;
  readonly suffix: string;
  readonly completion: string | readonly string[] | null;
  readonly expected: string | boolean | null;
  readonly replaceSuffix?: string;
  readonly indentation?: string;
  readonly stop?: readonly string[];
  readonly kind: string;
  readonly tier: "consensus" | "opinionated" | "stretch";
}

/** Returns the document after acceptance of the best completion, or `null` if none is offered. */
function accepted({ prefix, suffix, language, completion, stop = [], indentation }: Case): string | null {
  const place = placeByText(languageOf(language), { text: prefix + suffix, offset: prefix.length });
  const candidates = [completion].flat().flatMap((raw) => {
    const text = stop.reduce((left, token) => left.split(token, 1)[0] ?? "", raw ?? "");
    const input = { text, prefix, suffix, languageId: language, place, lines: "block" as const };
    const result = postprocess({ ...input, ...(indentation === undefined ? {} : { indentation }) });
    return result.kind === "keep" ? [{ ...result, certainty: undefined, source: "model" as const }] : [];
  });
  const best = rank(candidates).at(0);
  return best === undefined ? null : prefix + best.text + suffix.slice(best.replaceSuffixLength);
}

const passes = (each: Case): boolean => {
  const { prefix, suffix, expected, replaceSuffix = "" } = each;
  const wanted = expected === null ? null : prefix + String(expected) + suffix.slice(replaceSuffix.length);
  return accepted(each) === wanted;
};

test("cleans as any good filter does", ({ skip }) => {
  if (!existsSync(path)) skip(`no ${path}`);
  const cases = (JSON.parse(readFileSync(path, "utf8")) as Case[]).filter(({ kind }) => !kind.startsWith("trigger"));
  const consensus = cases.filter(({ tier }) => tier === "consensus");
  const failed = consensus.filter((each) => !passes(each));
  const musts = failed.filter(({ kind }) => kind === "unchanged-control" || kind === "markdown-fence");
  expect(musts.map(({ id }) => id)).toEqual([]);
  expect(consensus.length).toBeGreaterThan(50);
  expect(failed.length / consensus.length, failed.map(({ id }) => id).join(" ")).toBeLessThanOrEqual(0.1);
});
