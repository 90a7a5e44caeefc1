import { systemClock } from "../../server/src/base/clock";
import { silentLog } from "../../server/src/base/log";
import { searchedAtOnce } from "../../server/src/completion/buildPrompt";
import type { Facts } from "../../server/src/completion/control/features";
import { createEngine, pathsBeside, type Engine } from "../../server/src/engine";
import { SecretNames } from "../../server/src/safety/secrets/secretNames";
import { parseSettings, type Settings } from "../../server/src/settings/settings";

/** An engine that shows every candidate, and keeps what was known about the last one that it had to judge. */
export interface JudgedEngine {
  readonly engine: Engine;
  readonly settings: Settings;
  /** `take` returns the facts once. */
  readonly judged: { take(): Facts | undefined };
}

/** Opens the engine with the embedded model; close it at the end. */
export async function openJudgedEngine(): Promise<JudgedEngine> {
  const { settings } = parseSettings({ mode: "offline", "debounce.maxMs": 0, eagerness: "eager" });
  const last: Facts[] = [];
  const engine = createEngine({
    paths: pathsBeside(`${process.cwd()}/dist`),
    clock: systemClock,
    log: silentLog,
    settings: () => settings,
    keepsAnswers: false,
    askConsent: () => Promise.resolve(undefined),
    askSecret: () => Promise.resolve(undefined),
    hasKeychain: false,
    secrets: searchedAtOnce(new SecretNames()),
    control: {
      verdict: (facts) => {
        last[0] = facts;
        return { offer: true };
      },
    },
  });
  await engine.use(settings);
  return { engine, settings, judged: { take: () => last.pop() } };
}
