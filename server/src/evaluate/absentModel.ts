import type { LocalModel } from "../model/local/localModel";

/** Makes a model for machines that have none: it answers nothing, so that endpoints are judged alone. */
export function absentModel(): LocalModel {
  return {
    name: "local",
    model: "",
    limits: { contextTokens: 2048, suffixTokens: 512, charsPerToken: 3.7 },
    state: { kind: "loading" },
    processId: undefined,
    async *stream() {
      // It has nothing to say.
    },
    expectedLatencyMs: () => 0,
    onStateChange: () => () => undefined,
    ensureStarted: () => Promise.resolve(),
    prepare: () => undefined,
    memorize: () => undefined,
    forget: () => undefined,
    tellWorkspace: () => undefined,
    searchWorkspace: () => Promise.resolve(undefined),
    usage: () => ({ promptTokenCount: 0, reusedTokenCount: 0, generatedTokenCount: 0, rssBytes: 0 }),
    dispose: () => undefined,
  };
}
