/**
 * The language server's composition root: builds every part, connects them, and registers every handler. READ FIRST.
 *
 * A keystroke's way: `onDidChangeTextDocument` → Documents → Syntax, MemoryFeed, CompletionProvider; then
 * `inlineCompletion.on` → lsp/inlineCompletionHandler → CompletionProvider → Router → ModelSlot → the model process,
 * and the user's endpoints where there are any.
 */
import { join } from "node:path";
import {
  ErrorCodes,
  ResponseError,
  type Connection,
  type InitializeError,
  type InitializeResult,
} from "vscode-languageserver";
import { version } from "../../package.json";
import { createLocalModel, type LocalModel } from "./model/local/localModel";
import { ModelSlot, type ModelChoice } from "./model/modelSlot";
import { systemClock, type Clock } from "./base/clock";
import { CompletionProvider } from "./completion/provideCompletion";
import { AnswerStores } from "./completion/stored/answerStores";
import { StoredAnswers } from "./completion/stored/storedAnswers";
import { Descriptions } from "./comment/descriptions";
import { offerDocComment } from "./comment/offerDocComment";
import { Configuration, readInitializationOptions } from "./settings/configuration";
import { Syntax } from "./code/syntax";
import { Documents } from "./documents/documents";
import { Explanations } from "./lsp/explanations";
import { inBackground } from "./base/inBackground";
import { createLog, type Logger } from "./base/log";
import { serverCapabilities } from "./lsp/capabilities";
import { StaleNameHints } from "./lsp/staleNameHints";
import { clientLogSink } from "./lsp/clientLog";
import { createConsentAsker } from "./lsp/consent";
import { followDocuments } from "./lsp/followDocuments";
import { followIgnoreFiles } from "./lsp/ignoreFileWatch";
import { registerDrafts } from "./lsp/drafts";
import { createInlineCompletionHandler } from "./lsp/inlineCompletionHandler";
import { Lifecycle } from "./lsp/lifecycle";
import { followSettings } from "./lsp/settingsSource";
import { createPreviewHandler } from "./lsp/previewHandler";
import { registerReports } from "./lsp/reports";
import { createSecretAsker } from "./lsp/secrets";
import { followFolders } from "./lsp/workspaceFolders";
import { CharacterMemory } from "./model/memory/characterMemory";
import { MemoryFeed } from "./documents/memoryFeed";
import { Notebooks } from "./documents/notebooks";
import { Metrics } from "./metrics/metrics";
import { modelChoice } from "./model/modelChoice";
import { secretChangedMethod, statusMethod, trustedMethod, type InitializationOptions } from "./protocol";
import { AuditLog } from "./safety/audit/auditLog";
import { Exclusion } from "./safety/exclusion/exclusion";
import { SecretNames } from "./safety/secrets/secretNames";
import { SecretScanner } from "./safety/secrets/secretScanner";
import { CloudRoutes } from "./model/routing/cloudRoutes";
import { Ledger } from "./model/routing/ledger";
import { Projects } from "./documents/projects";
import { Router } from "./model/routing/router";
import { testEndpoint } from "./model/routing/testEndpoint";
import { isEnabled, parseSettings, type Settings } from "./settings/settings";
import { StatusReporter } from "./lsp/status";
import { Consents } from "./safety/consent/consents";
import { Gate } from "./safety/consent/gate";
import { noPolicy, type Policy } from "./settings/policy";
import { receiversOf } from "./safety/consent/receivers";
import { workspaceModelRefusal } from "./safety/consent/workspaceModel";

/** Where the server's own files lie. */
export interface ServerPaths {
  /** Bundle of the model process. */
  readonly modelProcess: string;
  /** Bundle of the model process for machines on which the native runtime does not run. */
  readonly wasmModelProcess?: string;
  /** Holds a folder for each model that comes with the program. */
  readonly models: string;
  /** Holds the tree-sitter grammars. */
  readonly grammars: string;
}

/** What a server is made of; `clock` and `createModel` are for tests and benchmarks. */
export interface ServerParams {
  readonly connection: Connection;
  readonly paths: ServerPaths;
  readonly clock?: Clock;
  /** What the settings file holds, below everything a client sends. */
  readonly userSettings?: Readonly<Record<string, unknown>>;
  /** Where the endpoints' accounts are kept; without it they last as long as the server. */
  readonly accountsPath?: string;
  /** Where it is noted what was sent; without it that lasts as long as the server. */
  readonly auditPath?: string;
  /** What the user said about sending text; without it answers last as long as the server. */
  readonly consents?: Consents;
  /** The administrator's; without it there is none. */
  readonly policy?: Policy;
  /** Where completions are kept on disk, unless the client names a folder; without either they last as long as the server. */
  readonly cacheFolder?: string;
  readonly createModel?: (choice: ModelChoice, log: Logger) => LocalModel;
}

/** Characters that the workspace memory of the server process holds. // guess: about 14 bytes each */
const memoryMaxChars = 2_000_000;

/** How long a server that ends waits for its last writes, in ms; VS Code waits for two seconds. */
const lastWriteMs = 1_500;

/** Paths of a server whose bundle lies in `folder`, as `npm run build` lays them out. */
export function pathsBeside(folder: string): ServerPaths {
  return {
    modelProcess: join(folder, "modelProcess.js"),
    wasmModelProcess: join(folder, "modelProcessWasm.js"),
    models: join(folder, "..", "server", "models"),
    grammars: join(folder, "grammars"),
  };
}

/** Serves one client on `connection`, from now until it says `shutdown`. */
export function startServer({
  connection,
  paths,
  clock = systemClock,
  createModel,
  userSettings,
  accountsPath,
  auditPath,
  consents = new Consents(),
  policy = noPolicy,
  cacheFolder,
}: ServerParams): void {
  let options: InitializationOptions = {};
  let busyCount = 0;
  let folderUris: readonly string[] = [];
  let modelRefusal: string | undefined;

  const lifecycle = new Lifecycle();
  const log = createLog({ sink: clientLogSink(connection), level: () => configuration.settings.logLevel });
  const configuration: Configuration = new Configuration({
    environment: () => (options.keepsSecrets === true ? {} : process.env), // VS Code has settings and a keychain of its own
    log,
    policy,
    onChange: (settings) => applySettings(settings),
  });
  const metrics = new Metrics(clock);
  const explanations = new Explanations();
  const memory = new CharacterMemory({ maxChars: memoryMaxChars });
  const syntax = new Syntax({ grammarFolder: paths.grammars, clock, log });
  const slot = new ModelSlot({
    create: (choice) =>
      createModel?.(choice, log) ??
      createLocalModel({
        ...choice,
        bundlePath: paths.modelProcess,
        wasmBundlePath: paths.wasmModelProcess,
        clock,
        log,
      }),
    onStateChange: () => status.update(),
  });
  const gate = new Gate({
    consents,
    ask: createConsentAsker(connection),
    onChange() {
      applyRoutes(configuration.settings);
      status.update();
    },
  });
  const router = new Router({ local: slot, clock, mayLeave: (uri) => gate.mayLeave(uri) });
  const hasKeychain = (): boolean => options.keepsSecrets === true;
  const askSecret = createSecretAsker(connection, hasKeychain);
  const answers = new StoredAnswers({ backend: router, clock, mode: () => router.mode });
  const folder = (): string | undefined => options.cacheFolder ?? cacheFolder;
  const stores = new AnswerStores({
    answers,
    clock,
    log,
    askSecret,
    folder,
    exit: gate,
    onKept: (uris) => exclusion.follow(uris, (uri) => stores.forget(uri)),
    onChange: () => status.update(),
  });
  const audit = new AuditLog({ path: auditPath, clock, log });
  const ledger = new Ledger({ path: accountsPath, clock, log });
  const cloud: CloudRoutes = new CloudRoutes({
    router,
    gate,
    clock,
    log,
    audit,
    ledger,
    askSecret,
    hasKeychain,
    onChange: () => status.update(),
  });
  const exclusion = new Exclusion((uri) => {
    documents.reconsider(uri);
    status.update(); // which says nothing of a document before its verdict
    if (exclusion.verdict(uri).kind === "excluded") forget(uri);
  });
  const forget = (uri: string): void => {
    for (const part of [
      memory.delete.bind(memory),
      slot.forget.bind(slot),
      () => provider.clear(),
      stores.forget.bind(stores),
    ])
      inBackground("forgetting a document", () => part(uri)); // each of them, whatever the others do
  };
  const documents = new Documents({
    clock,
    maxChars: () => configuration.settings.maxDocumentKb * 1024,
    onSkippedChange: () => status.update(),
    exclusion: (uri) => exclusion.reason(uri) ?? scanner.reason(uri),
  });
  const scanner = new SecretScanner(clock, (uri) => {
    documents.reconsider(uri);
    forget(uri);
  });
  const secrets = { names: new SecretNames(), excerpt: scanner.excerpt.bind(scanner) };
  const notebooks = new Notebooks();
  const projects = new Projects();
  const feed = new MemoryFeed({
    clock,
    memorize({ uri, text, languageId }) {
      scanner.whenClean({ uri, text }, (clean) => {
        projects.whenDecided(uri, (project) => {
          if (exclusion.verdict(uri).kind !== "included") return;
          memory.set(uri, clean, { project, languageId });
          slot.memorize(uri, clean, { project, languageId });
        });
      });
    },
  });
  const docs = {
    syntax,
    descriptions: new Descriptions(),
    openDocuments: (asker: string) => documents.usable().filter(({ uri }) => projects.of(uri) === projects.of(asker)),
  };
  const provider = new CompletionProvider({
    backend: answers,
    secrets,
    memory,
    documentDeclaration: (caret) => offerDocComment(caret, docs),
    projectOf: (uri) => projects.of(uri),
    placeAt: ({ uri, languageId, text, offset }) => syntax.at(uri, offset, text, languageId).place,
    reads: (uri, insertion) => syntax.reads(uri, insertion),
    clock,
    log,
    metrics,
    get hostDelayMs() {
      return options.hostDelayMs ?? 0;
    },
  });
  const draftParts = () => ({ ...docs, docstrings: configuration.settings.commentsDocstrings });
  const hints = new StaleNameHints({
    connection,
    documents,
    exclusion,
    clock,
    log,
    isWanted: (languageId) => configuration.settings.commentsFindStale && isEnabled(configuration.settings, languageId),
    parts: draftParts,
  });
  const status: StatusReporter = new StatusReporter({
    clock,
    read: () => ({
      model: { state: slot.state, backend: router.answering.backend, name: router.answering.model },
      busyCount,
      isMemoryOn: configuration.settings.memoryEnabled,
      warnings: [
        ...configuration.warnings.map(({ key, message }) => ({
          message,
          remedy: { kind: "mendSetting" as const, key },
        })),
        ...(configuration.policyWarning === undefined ? [] : [{ message: configuration.policyWarning }]),
        ...(modelRefusal === undefined ? [] : [{ message: modelRefusal, remedy: { kind: "chooseModel" as const } }]),
        ...cloud.warnings(),
        ...stores.warnings().map((message) => ({ message })),
      ],
      notices: [...configuration.notices, gate.notice() ?? [], ...cloud.notices()].flat(),
      skippedDocuments: documents.skipped().filter(({ uri }) => exclusion.verdict(uri).kind !== "pending"),
    }),
    send: (news) => inBackground("sending the status", connection.sendNotification(statusMethod, news)),
  });

  const isRemembered = (languageId: string): boolean =>
    configuration.settings.memoryEnabled && isEnabled(configuration.settings, languageId);
  followDocuments({
    ...{ connection, documents, notebooks, gate, projects, syntax, scanner, hints, provider, memory, slot, feed },
    ...{ exclusion, isRemembered, forget, descriptions: docs.descriptions },
  });

  const setFolders = (uris: readonly string[]): void => {
    exclusion.setFolders(uris);
    folderUris = uris;
    documents.setFolders(uris);
    projects.setFolders(uris);
    gate.setFolders(uris);
    for (const { uri } of documents.usable()) gate.opened(uri);
  };

  const mendStoredFiles = async (): Promise<void> => {
    await ledger.mend();
    if (await consents.mend())
      log.warn("The answers about sending code were damaged and are set aside; consent is asked for anew.");
  };

  // Life.
  let isInitialized = false;
  connection.onInitialize(
    ({ initializationOptions, workspaceFolders, capabilities }): InitializeResult | ResponseError<InitializeError> => {
      if (isInitialized)
        return new ResponseError(ErrorCodes.InvalidRequest, "Nanotype is initialized already.", { retry: false });
      isInitialized = true;
      options = readInitializationOptions(initializationOptions);
      configuration.start(userSettings, options.settings);
      setFolders((workspaceFolders ?? []).map(({ uri }) => uri));
      gate.setTrusted(options.isTrusted !== false);
      // A client that says at once what the user has set need not wait for our question before its model is loaded.
      if (options.settings !== undefined) slot.use(allowedModel(configuration.settings));
      connection.onInitialized(() => {
        lifecycle.phase = "running";
        inBackground("mending stored files", mendStoredFiles);
        followIgnoreFiles(connection, capabilities, () => exclusion.ignoreFilesChanged());
        followSettings({ connection, client: capabilities, configuration, clock });
        if (capabilities.workspace?.workspaceFolders) followFolders(connection, setFolders);
      });
      return { capabilities: serverCapabilities(options), serverInfo: { name: "nanotype", version } };
    },
  );
  connection.onShutdown(async () => {
    lifecycle.phase = "shutDown";
    for (const part of [feed, scanner, hints, status, syntax, stores, slot, gate]) part.dispose();
    // What was spent, answered and sent is written before the client hears that it may leave.
    const written = Promise.all([cloud.close(), gate.settled(), audit.flush()]);
    const late = new Promise((resolve) => clock.after(lastWriteMs, () => resolve(undefined)));
    await Promise.race([written, late]);
  });
  const allowedModel = (settings: Settings): ModelChoice => {
    const own = modelChoice(parseSettings(userSettings).settings, paths.models);
    const wanted = modelChoice(settings, paths.models);
    modelRefusal = workspaceModelRefusal({
      modelFolder: wanted.modelFolder,
      ownModelFolder: own.modelFolder,
      folderUris,
      isTrusted: options.isTrusted === true,
    });
    return modelRefusal === undefined ? wanted : { ...wanted, modelFolder: own.modelFolder };
  };
  const applyRoutes = (settings: Settings, routed = cloud.apply(settings)): void =>
    inBackground("applying settings", stores.apply(settings, allowedModel(settings), routed));
  const applySettings = (settings: Settings): void => {
    if (lifecycle.phase !== "running") return;
    if (slot.use(allowedModel(settings))) {
      provider.clear();
      for (const document of documents.usable()) if (isRemembered(document.languageId)) feed.note(document);
    }
    gate.setReceivers(receiversOf(settings));
    exclusion.setPatterns(settings.exclude, settings.excludeHere);
    applyRoutes(settings);
    documents.resettle();
    hints.renew();
    status.update();
  };

  // Requests.
  const completeInline = createInlineCompletionHandler({
    documents,
    notebooks,
    provider,
    exclusion,
    explanations,
    metrics,
    clock,
    log,
    settings: () => configuration.settled(),
    onBusy(change) {
      busyCount += change;
      status.update();
    },
  });
  connection.languages.inlineCompletion.on(lifecycle.guard(completeInline));
  registerDrafts({
    ...{ connection, lifecycle, documents, exclusion, configuration, router, slot, gate, hints, clock, log },
    names: secrets.names,
    grammarFolder: paths.grammars,
    commentParts: draftParts,
  });
  connection.onNotification(trustedMethod, () => {
    options = { ...options, isTrusted: true };
    gate.setTrusted(true);
    applySettings(configuration.settings);
  });
  connection.onNotification(secretChangedMethod, () => {
    stores.forgetSecrets();
    applyRoutes(configuration.settings, cloud.renew(configuration.settings));
  });
  registerReports({
    connection,
    lifecycle,
    metrics,
    explanations,
    audit,
    gate,
    stats() {
      const { rssBytes, ...model } = slot.usage();
      const memory = { serverBytes: process.memoryUsage.rss(), modelProcessBytes: rssBytes };
      return metrics.stats({ model, memory, endpoints: cloud.stats() });
    },
    preview: createPreviewHandler({
      documents,
      notebooks,
      provider,
      exclusion,
      secrets,
      gate,
      router,
      settings: () => configuration.settled(),
    }),
    async testEndpoint(params) {
      const settings = await configuration.settled();
      const { isTrusted } = gate;
      return testEndpoint(params, { settings, policy, clock, log, askSecret, hasKeychain, isTrusted });
    },
    async clearCache() {
      provider.clear();
      await stores.clear();
    },
  });
}
