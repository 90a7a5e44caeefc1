import { createLog, stderrSink } from "../base/log";
import { searchedAtOnce } from "../completion/buildPrompt";
import { createEngine, pathsBeside, type Engine, type EngineParams } from "../engine";
import { Consents } from "../safety/consent/consents";
import type { Gate } from "../safety/consent/gate";
import { SecretNames } from "../safety/secrets/secretNames";
import { accountsPath, auditPath, consentPath } from "../settings/userSettings";
import type { Settings } from "../settings/settings";
import { consentFolder, consentFolders } from "./consentFolders";

/** The engine for one command. */
export interface OpenEngine {
  readonly engine: Engine;
  /** Lists facts for the user, a sentence each: endpoints that failed, and those that wait for consent. */
  readonly notices: () => string[];
  /** Stops the model, closes the connections, and writes the audit log and the accounts. */
  readonly close: () => Promise<void>;
}

/** Parts that a command brings itself. */
type OwnBasics = Pick<EngineParams, "clock" | "createModel" | "onDraft" | "recorded">;

/**
 * Builds the engine as the language server does: the same pipeline, model, gate, accounts, limits and audit log. `uri` is the
 * document or folder that text will be taken from; `onDraft` sees the first candidate as it grows, before it is cleaned. Nothing is started or opened before the engine's `use` is called; in the
 * modes `local` and `offline`, and without consent, nothing that speaks to a network is even loaded.
 */
export function openEngine(settings: Settings, uri: string, basics: OwnBasics = {}): OpenEngine {
  const consents = new Consents(consentPath());
  const engine = createEngine({
    paths: pathsBeside(__dirname),
    log: createLog({ sink: stderrSink, level: () => (settings.logLevel === "info" ? "error" : settings.logLevel) }),
    settings: () => settings,
    accountsPath: accountsPath(),
    auditPath: auditPath(),
    consents,
    keepsAnswers: false,
    askConsent: () => Promise.resolve(undefined), // `nanotype consent` answers
    askSecret: () => Promise.resolve(undefined), // keys come from the environment or a token command
    hasKeychain: false,
    isTrusted: true,
    secrets: searchedAtOnce(new SecretNames()),
    ...basics,
  });
  const { gate, cloud } = engine;
  gate.setFolders(consentFolders(consents, uri));
  gate.opened(uri);
  // The clock's timers don't keep the process alive, and a wait for an endpoint's turn may be all there is.
  const alive = setInterval(() => undefined, 60_000);
  return {
    engine,
    notices: () => [...cloud.warnings().map(({ message }) => message), ...cloud.notices(), ...consentNotice(gate, uri)],
    close: () => engine.close().finally(() => clearInterval(alive)),
  };
}

function consentNotice(gate: Gate, uri: string): string[] {
  if (gate.receivers.length === 0 || gate.permission(uri) !== "undecided") return [];
  const folder = consentFolder(uri);
  return [
    `Nothing was sent: you have not agreed to send text of ${folder} to ${gate.receivers.join(", ")} yet. If you do: nanotype consent allow ${folder}`,
  ];
}
