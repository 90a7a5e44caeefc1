import { languageOf } from "../../server/src/code/languages";
import { placeByText } from "../../server/src/code/placeByText";
import { postprocess, rules, type PostprocessInput } from "../../server/src/completion/postprocess";
import { percentile } from "../latency/figures";

/** Passes over all replies, with and without rules in turn. */
const passCount = 60;

/** Cleaning the rules' own examples, in a document of some length, over joining them with the rest of the line alone: medians. */
export function cleaningOverBare(): Promise<number> {
  const inputs = rules.map(({ example }): PostprocessInput => {
    const { languageId, before, rest, reply, lines = "block", isLocal = false } = example;
    const place = placeByText(languageOf(languageId), { text: before + rest, offset: before.length });
    return { text: reply, prefix: before, suffix: rest, languageId, place, lines, isLocal };
  });
  const time = (using: typeof rules): number => {
    const startMs = performance.now();
    for (const input of inputs) postprocess(input, using);
    return performance.now() - startMs;
  };
  const [whole, bare]: [number[], number[]] = [[], []];
  for (let pass = 0; pass < passCount; pass++) {
    whole.push(time(rules));
    bare.push(time([]));
  }
  return Promise.resolve(percentile(whole, 0.5) / percentile(bare, 0.5));
}
