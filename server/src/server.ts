/** The language server: one client's side of the engine (engine.ts). Each feature in lsp/ registers itself and returns its capabilities. */
import {
  ErrorCodes,
  ResponseError,
  type Connection,
  type InitializeParams,
  type InitializeResult,
} from "vscode-languageserver";
import { version } from "../../package.json";
import { systemClock } from "./base/clock";
import { Emitter } from "./base/emitter";
import { inBackground } from "./base/inBackground";
import { createEngine, type EngineBasics } from "./engine";
import { clientLogSink } from "./lsp/clientLog";
import { createConsentAsker } from "./lsp/consent";
import { features } from "./lsp/features";
import { Lifecycle, notInitialized } from "./lsp/lifecycle";
import { createNamesAsker } from "./lsp/names";
import { createSecretAsker } from "./lsp/secrets";
import { initializationOptions } from "./protocol";
import { Configuration } from "./settings/configuration";
import type { Policy } from "./settings/policy";

/** Parameters of a server. */
export interface ServerParams extends EngineBasics {
  readonly connection: Connection;
  /** The administrator's policy; without it there is none. */
  readonly policy?: Policy;
  /** Folder for kept completions, unless the client names one; without either they last as long as the server. */
  readonly cacheFolder?: string;
}

/** Longest that a server that ends waits for its last writes, in ms; VS Code waits for two seconds. */
const lastWriteMs = 1_500;

/** Serves one client on `connection`, from `initialize` until it says `shutdown`. */
export function startServer(params: ServerParams): void {
  const { connection } = params;
  const lifecycle = new Lifecycle();
  const early = connection.onRequest(() => notInitialized());
  connection.onInitialize((initialize) => {
    if (lifecycle.phase !== "new")
      return new ResponseError(ErrorCodes.InvalidRequest, "Nanotype is initialized already.", { retry: false });
    lifecycle.phase = "starting";
    early.dispose();
    return serve(params, lifecycle, initialize);
  });
}

/** Builds the engine by what the client says of itself, and registers every feature. */
function serve(params: ServerParams, lifecycle: Lifecycle, initialize: InitializeParams): InitializeResult {
  const { connection, policy, cacheFolder, userSettings, clock = systemClock } = params;
  const options = initializationOptions().parse(initialize.initializationOptions);
  const hasKeychain = options.keepsSecrets === true;
  const configuration = new Configuration({
    sink: clientLogSink(connection),
    policy,
    environment: hasKeychain ? {} : process.env, // VS Code has settings and a keychain of its own
  });
  configuration.start(userSettings, options.settings);
  const engine = createEngine({
    ...params,
    log: configuration.log,
    settings: () => configuration.settings,
    keepsAnswers: true,
    cacheFolder: options.cacheFolder ?? cacheFolder,
    askConsent: createConsentAsker(connection),
    askSecret: createSecretAsker(connection, hasKeychain),
    hasKeychain,
    ...(options.knowsNames === true && { askNames: createNamesAsker(connection) }),
    isTrusted: options.isTrusted,
    hostDelayMs: options.hostDelayMs,
  });
  engine.setFolders((initialize.workspaceFolders ?? []).map(({ uri }) => uri));
  const client = initialize.capabilities;
  const busy = new Emitter<1 | -1>("counting completions");
  const { name = "an unnamed client", version: clientVersion = "" } = initialize.clientInfo ?? {};
  const clientName = `${name} ${clientVersion}`.trim();
  const face = { connection, lifecycle, engine, configuration, options, client, clientName, busy };
  const registered = features.map((register) => register(face));
  // A client that sends the user's settings at once need not wait for our question before its model is loaded.
  if (options.settings !== undefined) engine.useModel(configuration.settings);

  connection.onInitialized(() => {
    lifecycle.phase = "running";
    inBackground("mending stored files", engine.mend());
    for (const feature of registered) feature.start?.();
  });
  connection.onShutdown(async () => {
    lifecycle.phase = "shutDown";
    for (const feature of registered) feature.dispose?.();
    // The accounts, answers and audit log are written before the client hears that it may leave.
    const late = new Promise<void>((resolve) => clock.after(lastWriteMs, resolve));
    await Promise.race([engine.close(), late]);
  });
  const capabilities = registered.reduce<InitializeResult["capabilities"]>(
    (all, feature) => ({ ...all, ...feature.capabilities }),
    {},
  );
  return { capabilities, serverInfo: { name: "nanotype", version } };
}
