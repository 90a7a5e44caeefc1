import { systemClock } from "../../server/src/base/clock";
import { lfText } from "../../server/src/base/lineEnds";
import { languageOf } from "../../server/src/code/languages";
import { placeByText } from "../../server/src/code/placeByText";
import { createAsk } from "../../server/src/completion/ask";
import { completionSettings } from "../../server/src/completion/completionSettings";
import { readFeatures, type Facts, type Features } from "../../server/src/completion/control/features";
import { Trace } from "../../server/src/completion/trace";
import { defaultSettings } from "../../server/src/settings/settings";
import type { QualityCase } from "../quality/cases";
import { score } from "../quality/metrics";
import { openJudgedEngine } from "./judgedEngine";

/** A candidate, and whether it was right. */
export interface Judgement extends Omit<Facts, "ask"> {
  readonly testCase: QualityCase;
  /** True if the first character was right. */
  readonly isRight: boolean;
  readonly savedCharCount: number;
  readonly truthCharCount: number;
}

/** Completes every case as a keystroke would, through the engine, and notes the candidate that it would judge; absent where there is none. */
export async function collect(
  cases: readonly QualityCase[],
  onProgress: (doneCount: number) => void,
): Promise<(Judgement | undefined)[]> {
  const { engine, settings, judged } = await openJudgedEngine();
  const results: (Judgement | undefined)[] = [];
  for (const testCase of cases) {
    const { repository, path, languageId, prefix, suffix } = testCase;
    const uri = `file:///quality/${repository}/${path}`;
    const text = lfText(prefix + suffix);
    const project = await new Promise<string>((take) => engine.projects.whenDecided(uri, take));
    engine.remember({ uri, languageId }, text, project);
    judged.take();
    const document = { uri, path, languageId, version: 1, text };
    const request = { document, offset: prefix.length, trigger: "automatic" as const };
    const { items } = await engine.provider.provide(
      request,
      completionSettings(settings),
      new AbortController().signal,
    );
    const item = items.at(0);
    const offer = { text: item?.insertText ?? "", replaceSuffixLength: (item?.end ?? 0) - prefix.length, latencyMs: 0 };
    const { isOffered, isWrongAtOnce, savedCharCount, truthCharCount } = score(testCase, offer);
    const facts = judged.take();
    results.push(
      facts === undefined || !isOffered
        ? undefined
        : { ...facts, testCase, isRight: !isWrongAtOnce, savedCharCount, truthCharCount },
    );
    engine.remember({ uri, languageId }, "", project);
    engine.provider.documentClosed(uri);
    engine.provider.clear();
    onProgress(results.length);
  }
  await engine.close();
  return results;
}

/** Reads the features of a candidate as the pipeline would. */
export function featuresOf({ testCase, ...facts }: Judgement): Features {
  const { languageId, path, prefix, suffix } = testCase;
  const text = lfText(prefix + suffix);
  const document = { uri: `file:///${path}`, path, languageId, version: 1, text };
  const ask = createAsk({
    request: { document, offset: prefix.length, trigger: "automatic" },
    settings: completionSettings(defaultSettings),
    place: placeByText(languageOf(languageId), { text, offset: prefix.length }),
    project: "",
    trace: new Trace(systemClock),
    signal: new AbortController().signal,
  });
  return readFeatures({ ask, ...facts });
}
