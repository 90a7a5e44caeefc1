import { createLocalModel } from "../../server/src/model/local/localModel";
import { ScoredText } from "../../server/src/completion/scoredText";
import { familyOf } from "../../server/src/code/languageFamily";
import { systemClock } from "../../server/src/base/clock";
import { promptText } from "../../server/src/safety/promptText";
import type { Arm, ModelSettings } from "./arms";
import type { Offer, QualityCase } from "./cases";

/** Most text sent from before the caret, in UTF-16 units; the model's own window is smaller. */
const prefixChars = 8000;
/** Most text sent from after the caret, in UTF-16 units. */
const suffixChars = 2000;

/**
 * Answers straight from the local engine, without trigger, stop conditions, post-processing or ranking: the model's own
 * knowledge. Each case sees only its own file, as in `createServerArm`.
 */
export async function createEngineArm(arm: "model" | "both", model: ModelSettings): Promise<Arm> {
  const engine = createLocalModel({
    bundlePath: "dist/modelProcess.js",
    modelFolder: model.modelFolder ?? "server/models/nanotype-6m",
    quantization: quantizationOf(model.quantization),
    threadCount: 1,
    idleLimitMs: 0,
    memoryLimitBytes: 2 ** 30,
    clock: systemClock,
    log: { info: () => undefined, warn: (message) => console.error(message) },
  });
  await engine.ensureStarted();
  const complete = async (testCase: QualityCase): Promise<Offer> => {
    const { prefix, suffix, path, languageId, hole } = testCase;
    const documentUri = `file:///quality/${testCase.repository}/${path}`;
    if (arm === "both") engine.memorize(documentUri, prefix + suffix, { project: "", languageId });
    const startMs = performance.now();
    const scored = new ScoredText();
    const chunks = engine.stream(
      {
        prompt: {
          path: promptText(path, []),
          languageId: languageId,
          prefix: promptText(prefix.slice(-prefixChars), []),
          suffix: promptText(suffix.slice(0, suffixChars), []),
        },
        candidateCount: 1,
        maxTokens: hole === "line" ? 48 : 128,
        stop: hole === "line" ? ["\n"] : [],
        priority: "keystroke",
        documentUri,
        memory: arm === "both" ? "mixed" : "off",
        reader: { project: "", family: familyOf(languageId) },
      },
      new AbortController().signal,
    );
    for await (const chunk of chunks) scored.append(chunk);
    const latencyMs = performance.now() - startMs;
    engine.forget(documentUri);
    const { text } = scored;
    const certainty = scored.certainty(0, text.length);
    return { text, replaceSuffixLength: 0, latencyMs, ...(certainty === undefined ? {} : { certainty }) };
  };
  return {
    complete,
    dispose() {
      engine.dispose();
      return Promise.resolve();
    },
  };
}

function quantizationOf(name: string | undefined): "auto" | "q8" | "q4" | "fp32" {
  return name === "q8" || name === "q4" || name === "fp32" ? name : "auto";
}
