/**
 * The engine: every part that completes, built once and connected, from the ground up. READ FIRST.
 * The language server (server.ts) and the command line (cli/openEngine.ts) both start here.
 *
 * A keystroke's way: Documents → Syntax, SecretScanner, MemoryFeed, CompletionProvider; then CompletionProvider →
 * StoredAnswers → Router → ModelSlot → the model process, and the user's endpoints where there are any.
 */
import { join } from "node:path";
import { systemClock, type Clock } from "./base/clock";
import { Emitter } from "./base/emitter";
import { inBackground } from "./base/inBackground";
import type { Logger } from "./base/log";
import { Syntax } from "./code/syntax";
import { Descriptions } from "./comment/descriptions";
import { offerDocComment } from "./comment/offerDocComment";
import { followDocuments } from "./completion/followDocuments";
import type { Secrets } from "./completion/buildPrompt";
import { overheard } from "./completion/overheard";
import { trainedControl, type Control } from "./completion/control/control";
import { EditorNames } from "./completion/names/editorNames";
import { ImportedModules } from "./completion/names/importedModules";
import { Names } from "./completion/names/names";
import { CompletionProvider } from "./completion/provideCompletion";
import { AnswerStores } from "./completion/stored/answerStores";
import { openVault } from "./completion/stored/openVault";
import { StoredAnswers } from "./completion/stored/storedAnswers";
import { SnippetGatherer } from "./completion/snippets/snippetGatherer";
import { Documents } from "./documents/documents";
import { EditHistory } from "./documents/editHistory";
import { FinishedMessages } from "./documents/finishedMessages";
import { MemoryFeed } from "./documents/memoryFeed";
import { Notebooks } from "./documents/notebooks";
import { normal, uriOfAddress } from "./documents/place";
import { Projects } from "./documents/projects";
import { History } from "./metrics/history";
import { LiveComparison } from "./metrics/liveComparison";
import { Metrics } from "./metrics/metrics";
import { Recorder } from "./metrics/recorder";
import { spentBy } from "./metrics/spent";
import type { Backend, RoutableRequest } from "./model/backend";
import { AllowedModel } from "./model/allowedModel";
import { LocalModels } from "./model/localModels";
import { createLocalModel, type LocalModel } from "./model/local/localModel";
import { BackendError } from "./model/errors";
import { CharacterMemory } from "./model/memory/characterMemory";
import { ModelSlot, type ModelChoice } from "./model/modelSlot";
import { CloudRoutes } from "./model/routing/cloudRoutes";
import type { AskSecret } from "./model/routing/credentials";
import { ComparedBackend } from "./model/routing/comparedBackend";
import { Ledger } from "./model/routing/ledger";
import { Router } from "./model/routing/router";
import { AuditLog } from "./safety/audit/auditLog";
import { Consents } from "./safety/consent/consents";
import { Gate, type AskConsent } from "./safety/consent/gate";
import { receiversOf } from "./safety/consent/receivers";
import { Exclusion } from "./safety/exclusion/exclusion";
import { SecretNames } from "./safety/secrets/secretNames";
import { SecretScanner } from "./safety/secrets/secretScanner";
import { throughFacts, type SessionFacts } from "./replay/facts";
import { SessionFolder } from "./replay/sessionFolder";
import { SessionRecorder } from "./replay/sessionRecorder";
import { NextEdits } from "./nextEdit/nextEdits";
import { isEnabled, type Settings } from "./settings/settings";
import { TextStore } from "./workspace/textStore";
import { ModelEdits } from "./proposal/modelEdits";
import { WorkspaceFeed } from "./workspace/workspaceFeed";

/** Paths of the program's own files. */
export interface EnginePaths {
  /** Bundle of the model process. */
  readonly modelProcess: string;
  /** Bundle of the model process for machines on which the native runtime does not run. */
  readonly wasmModelProcess?: string;
  /** Folder with a subfolder for each model that comes with the program. */
  readonly models: string;
  /** Folder of the tree-sitter grammars. */
  readonly grammars: string;
}

/** Paths of a program whose bundles are in `folder`, as `npm run build` lays them out. */
export function pathsBeside(folder: string): EnginePaths {
  return {
    modelProcess: join(folder, "modelProcess.js"),
    wasmModelProcess: join(folder, "modelProcessWasm.js"),
    models: join(folder, "..", "server", "models"),
    grammars: join(folder, "grammars"),
  };
}

/** Lists what every face builds an engine from; `clock` and `createModel` are for tests and benchmarks. */
export interface EngineBasics {
  readonly paths: EnginePaths;
  readonly clock?: Clock;
  /** The user's own settings file, which may name a model in a workspace. */
  readonly userSettings?: Readonly<Record<string, unknown>>;
  /** The file with the endpoints' accounts; without it they last as long as the engine. */
  readonly accountsPath?: string;
  /** Path of the audit log; without it the log lasts as long as the engine. */
  readonly auditPath?: string;
  /** Folder of the figures that outlive the engine, of all servers on this machine; without it none do. */
  readonly statsFolder?: string;
  /** The user's answers about sending text; without it they last as long as the engine. */
  readonly consents?: Consents;
  readonly createModel?: (choice: ModelChoice, log: Logger) => LocalModel;
}

/** Adds what differs between the faces. */
export interface EngineParams extends EngineBasics {
  readonly log: Logger;
  /** Returns the settings in force; a face that changes them calls `use`. */
  readonly settings: () => Settings;
  /** True if completions outlive the engine, on this machine's disk and in a team's cache. */
  readonly keepsAnswers: boolean;
  /** Folder for completions on disk; without it none are kept there. */
  readonly cacheFolder?: string;
  /** Asks the user whether text may be sent. */
  readonly askConsent: AskConsent;
  /** Asks the user's keychain, if the face has one. */
  readonly askSecret: AskSecret;
  readonly hasKeychain: boolean;
  /** Asks the language features of the editor for the names after a dot, if the client answers. */
  readonly askNames?: (
    question: {
      readonly uri: string;
      readonly version: number;
      readonly position: { line: number; character: number };
    },
    signal: AbortSignal,
  ) => Promise<readonly string[] | undefined>;
  /** True if the user trusts the workspace; absent if the face knows no trust. */
  readonly isTrusted?: boolean;
  /** Time that the client waits by itself before it asks, in ms. */
  readonly hostDelayMs?: number;
  /** Finds the secrets of documents that are not followed while they change. */
  readonly secrets?: Secrets;
  /** Sees the first candidate of each answer as it grows. */
  readonly onDraft?: (text: string) => void;
  /** Answers instead of every model, endpoint and store, and for replays the facts of a recording. */
  readonly recorded?: { readonly backend: Backend<RoutableRequest>; readonly facts?: SessionFacts };
  /** Judges suggestions; for training. */
  readonly control?: Control;
}

/** Every part of the engine, and the operations on all of them. */
export type Engine = ReturnType<typeof createEngine>;

/** Characters that the workspace memory of this process holds. // guess: about 14 bytes each */
const memoryMaxChars = 2_000_000;

/** Builds the engine. Nothing is started and no file is read before `use` or `useModel` is called. */
export function createEngine(params: EngineParams) {
  const { paths, clock = systemClock, log, settings, consents = new Consents(), createModel } = params;
  const { askSecret, isTrusted, keepsAnswers, onDraft } = params;
  const hasKeychain = (): boolean => params.hasKeychain;

  /** Something that a face shows may have changed. */
  const changed = new Emitter("showing the state");
  /** New settings are in force. */
  const applied = new Emitter<Settings>("applying settings");
  const consentChanged = new Emitter("applying consent");
  const excluded = new Emitter<string>("applying a verdict");
  const fullOfSecrets = new Emitter<string>("closing a document full of secrets");
  const metrics = new Metrics(clock, (uri) => documents.textOf(uri));

  // Permission to read files.
  const exclusion = new Exclusion((uri) => excluded.emit(uri));
  const scanner = new SecretScanner(clock, (uri) => fullOfSecrets.emit(uri));
  const secrets = params.secrets ?? { names: new SecretNames(), excerpt: scanner.excerpt.bind(scanner) };

  // The open documents, and the facts about their text.
  const documents = new Documents({
    clock,
    maxChars: () => settings().maxDocumentKb * 1024,
    onSkippedChange: () => changed.emit(),
    exclusion: (uri) => {
      const excluded = exclusion.reason(uri);
      if (excluded !== undefined) return { reason: excluded, setting: "nanotype.exclude" };
      const secret = scanner.reason(uri);
      return secret === undefined ? undefined : { reason: secret };
    },
  });
  const notebooks = new Notebooks();
  const projects = new Projects();
  const finishedMessages = new FinishedMessages();
  const syntax = new Syntax({ grammarFolder: paths.grammars, clock, log });
  const docs = {
    syntax,
    descriptions: new Descriptions(),
    openDocuments: (asker: string) => documents.usable().filter(({ uri }) => projects.of(uri) === projects.of(asker)),
  };

  // The model on this machine, and the workspace's memory.
  const allowedModel = new AllowedModel({
    modelsFolder: paths.models,
    userSettings: params.userSettings,
    isTrusted: isTrusted === true,
  });
  const slotOf = (params: { isLazy: boolean; onProcessStart?: () => void }): ModelSlot =>
    new ModelSlot({
      isLazy: params.isLazy,
      create: (choice) =>
        createModel?.(choice, log) ??
        createLocalModel({
          ...{ ...choice, bundlePath: paths.modelProcess, wasmBundlePath: paths.wasmModelProcess, clock, log },
          ...(params.onProcessStart && { onProcessStart: params.onProcessStart }),
        }),
      onStateChange: () => changed.emit(),
    });
  const slot = slotOf({ isLazy: false, onProcessStart: () => workspace.processStarted() });
  const textSlot = slotOf({ isLazy: true });
  const comparedSlot = slotOf({ isLazy: false, onProcessStart: () => workspace.processStarted() });
  const models = new LocalModels({ code: slot, text: textSlot, compared: comparedSlot });
  const memory = new CharacterMemory({ maxChars: memoryMaxChars });
  const remember = (document: { uri: string; languageId: string }, clean: string, project: string): void => {
    const { uri, languageId } = document;
    memory.set(uri, clean, { project, languageId });
    models.memorize(uri, clean, { project, languageId });
  };
  const isRemembered = (languageId: string): boolean => settings().memoryEnabled && isEnabled(settings(), languageId);
  const workspace = new WorkspaceFeed({
    ...{ clock, log, exclusion, projects, isRemembered },
    tell(message) {
      for (const each of [slot, comparedSlot]) each.tellWorkspace(message);
    },
    openFiles: () => documents.usable().map(({ uri, languageId }) => ({ uri: normal(uri), languageId })),
    async openStore(folderUri) {
      const folder = settings().cacheDisk ? params.cacheFolder : undefined;
      if (folder === undefined || !keepsAnswers) return undefined;
      return new TextStore({ folder, vault: await openVault({ folder, askSecret, log }), subject: folderUri });
    },
  });
  exclusion.renewed.listen(() => {
    workspace.rulesChanged();
    provider.clear();
    snippets.clear();
    names.clear();
  });
  const feed = new MemoryFeed({
    clock,
    memorize(document) {
      scanner.whenClean(document, (clean) => {
        projects.whenDecided(document.uri, (project) => {
          if (exclusion.verdict(document.uri).kind === "included") remember(document, clean, project);
        });
      });
    },
  });

  // The user's endpoints, behind the gate that their consent opens.
  const gate = new Gate({ consents, ask: params.askConsent, onChange: () => consentChanged.emit() });
  gate.setTrusted(isTrusted !== false);
  const router = new Router({ local: models, clock, mayLeave: (uri) => gate.mayLeave(uri) });
  const audit = new AuditLog({ path: params.auditPath, clock, log });
  const ledger = new Ledger({
    ...{ path: params.accountsPath, clock, log },
    onAdd: (usage, usd) => metrics.endpointUsed(usage, usd),
  });
  const cloud = new CloudRoutes({
    ...{ router, gate, clock, log, audit, ledger, askSecret, hasKeychain },
    onChange: () => changed.emit(),
    onFailure: (error) => metrics.endpointFailed(error instanceof BackendError ? error.kind : "unexpected"),
  });

  // Answers that outlive the engine.
  const answers = new StoredAnswers({ backend: router, clock, mode: () => router.mode });
  const stores = new AnswerStores({
    ...{ answers, clock, log, askSecret, exit: gate, folder: params.cacheFolder },
    onKept: (uris, forget) => exclusion.follow(uris, forget),
    onChange: () => changed.emit(),
  });

  // Text from elsewhere for prompts to endpoints: of the project's files that aren't excluded, and from places that the user allowed.
  const edits = new EditHistory(clock);
  const mayLeaveWith = (uri: string, project: string): boolean => projects.of(uri) === project && gate.mayLeave(uri);
  const snippets = new SnippetGatherer({
    ...{ clock, edits, secrets, syntax },
    scope: () => (keepsAnswers ? settings().context : "off"),
    isWanted: (uri) => router.mayReachEndpoint(uri),
    documents: () => documents.usable().filter(({ languageId }) => isEnabled(settings(), languageId)),
    mayShare: (uri, project) =>
      mayLeaveWith(uri, project) &&
      (documents.version(uri) === undefined || exclusion.verdict(uri).kind === "included"),
    mayShareClosed: async (address, project) =>
      mayLeaveWith(address, project) && (await exclusion.judge(uriOfAddress(address))).kind === "included",
    copiesOf: (uri) => memory.copiesOf(uri),
    search: (question, signal) => slot.searchWorkspace(question, signal),
    pathOf: (uri) => documents.pathOf(uri),
    limits: () => router.limits,
  });

  // The names that exist: the editor says so, or the declarations.
  const { askNames } = params;
  const modules = new ImportedModules({
    ...{ clock, syntax },
    documents: () => documents.usable(),
    projectOf: (uri) => projects.of(uri),
    search: (question, signal) => slot.searchWorkspace(question, signal),
  });
  const names = new Names({
    modules,
    membersAt: ({ uri, text, offset }) =>
      syntax.membersAt(uri, offset, text, (from, module) => modules.find(from, module)),
    aroundAt: ({ uri, text, offset }) => syntax.at(uri, offset, text).enclosing,
    editor:
      askNames &&
      new EditorNames(
        ({ uri, version, offset }, signal) =>
          askNames({ uri, version, position: documents.positionAt(uri, offset) }, signal),
        clock,
      ),
  });

  const nextEdits = new NextEdits({
    ...{ clock, edits, projectOf: (uri) => projects.of(uri) },
    count: (event, edit) => metrics.nextEdit(event, edit, documents.languageOf(edit.uri)),
    documents: () => documents.usable().filter(({ languageId }) => isEnabled(settings(), languageId)),
    rolesIn: (uri, text) => syntax.rolesIn(uri, text),
    parsed: (uri, signal) => syntax.parsed(uri, signal),
  });

  const modelEdits = new ModelEdits({
    ...{ drafter: router, edits, names: secrets.names, log },
    trialAt: (uri, place) => syntax.trialAt(uri, place),
    isSameProject: (uri, other) => projects.of(uri) === projects.of(other),
  });

  // The pipeline.
  const compared = new ComparedBackend({ usual: answers, isOver: () => metrics.compared.isOver });
  const answering = params.recorded?.backend ?? compared;
  const session = new SessionRecorder(clock);
  const provider = new CompletionProvider({
    backend: session.overhears(onDraft === undefined ? answering : overheard(answering, onDraft)),
    secrets,
    memory,
    documentDeclaration: (caret) => offerDocComment(caret, docs),
    projectOf: (uri) => projects.of(uri),
    ...throughFacts(params.recorded?.facts ?? session, {
      placeAt: ({ uri, languageId, text, offset }) => syntax.at(uri, offset, text, languageId).place,
      scopeAt: ({ uri, text, offset }) => syntax.scopeAt(uri, offset, text),
      trialAt: (uri, place) => syntax.trialAt(uri, place),
      isRemembered: (uri) => memory.isRemembered(normal(uri)),
    }),
    parsed: (uri, signal) => syntax.parsed(uri, signal),
    names,
    control: params.control ?? trainedControl,
    snippets,
    clock,
    log,
    metrics,
    hostDelayMs: params.hostDelayMs ?? 0,
  });

  // Each change of a document reaches every part that knows it.
  const forget = (uri: string): void => {
    for (const part of [
      memory.delete.bind(memory),
      models.forget.bind(models),
      workspace.forget.bind(workspace),
      snippets.forget.bind(snippets),
      names.closed.bind(names),
      () => provider.clear(),
      stores.forget.bind(stores),
    ])
      inBackground("forgetting a document", () => part(uri)); // each of them, whatever the others do
  };
  followDocuments({
    ...{
      documents,
      gate,
      projects,
      syntax,
      scanner,
      descriptions: docs.descriptions,
      provider,
      memory,
      models,
      feed,
      edits,
      nextEdits,
    },
    ...{ exclusion, workspace, isRemembered, forget },
  });
  documents.listen({
    opened: () => undefined,
    changed: ({ uri, text }, changes) => metrics.reactions.changed(uri, text, changes),
    closed: ({ uri }) => metrics.reactions.closed(uri),
  });

  // Figures that outlive the engine.
  const { statsFolder } = params;
  const history = statsFolder === undefined ? undefined : new History({ folder: statsFolder, log });
  const recorder =
    history &&
    new Recorder({
      ...{ metrics, history, clock },
      isWanted: () => settings().metricsHistory,
      spent: () => spentBy(models.usage()),
    });

  documents.listen(session);
  const sessionFolder = new SessionFolder({ recorder: session, backend: answering, documents, log });
  const forgetExcluded = (uri: string): void => {
    session.forget(uri);
    forget(uri);
  };
  excluded.listen((uri) => {
    documents.reconsider(uri);
    changed.emit(); // which says nothing about a document before its verdict
    if (exclusion.verdict(uri).kind === "excluded") forgetExcluded(uri);
  });
  fullOfSecrets.listen((uri) => {
    documents.reconsider(uri);
    forgetExcluded(uri);
  });

  const comparison = new LiveComparison({
    ...{ counts: metrics.compared, backend: compared, slot: comparedSlot, cloud, history },
    router: new Router({ local: models, clock, mayLeave: (uri) => gate.mayLeave(uri) }),
  });

  // So do settings, folders, consent and trust.
  const applyRoutes = async (inForce: Settings, routed = cloud.apply(inForce)): Promise<void> => {
    await (keepsAnswers ? stores.apply(inForce, allowedModel.choose(inForce), routed) : routed);
    if (keepsAnswers) comparison.apply(inForce);
  };
  consentChanged.listen(() => {
    inBackground("applying consent", applyRoutes(settings()));
    changed.emit();
  });
  /** Runs the model that the settings name. Returns whether it differs from the one before. */
  const useModel = (inForce: Settings): boolean => {
    const { code, text } = allowedModel.choose(inForce);
    const other = keepsAnswers ? allowedModel.compared(inForce) : undefined;
    const isOtherNew = comparedSlot.use(other);
    if (isOtherNew) compared.use(undefined); // until the routes are there
    return [slot.use(code), textSlot.use(text), isOtherNew].includes(true);
  };
  /** Lets in and out what the settings say; resolves once the endpoints are there. */
  const useRoutes = (inForce: Settings): Promise<void> => {
    gate.setReceivers(receiversOf(inForce));
    exclusion.setPatterns(inForce.exclude, inForce.excludeHere);
    return applyRoutes(inForce);
  };
  let isDistrusted = isTrusted === false;
  /** Only a long-running face reads the workspace, and only one that the user trusts. */
  const applyWorkspace = ({ memoryEnabled, memoryWorkspace, enable }: Settings): void =>
    workspace.apply(keepsAnswers && memoryEnabled && memoryWorkspace && !isDistrusted, JSON.stringify(enable));
  /** Forgets the answers of another model, and feeds the memory of the new one. */
  const relearn = (): void => {
    provider.clear();
    for (const document of documents.usable()) if (isRemembered(document.languageId)) feed.note(document);
  };
  /** Takes the settings in force; resolves once the endpoints are there. */
  const use = (inForce: Settings): Promise<void> => {
    if (useModel(inForce)) relearn();
    const routed = useRoutes(inForce);
    applyWorkspace(inForce);
    if (keepsAnswers) inBackground("recording the session", sessionFolder.use(inForce));
    documents.resettle();
    applied.emit(inForce);
    changed.emit();
    return routed;
  };

  return {
    ...{
      clock,
      log,
      metrics,
      documents,
      notebooks,
      projects,
      finishedMessages,
      syntax,
      exclusion,
      scanner,
      secrets,
      slot,
      textSlot,
      models,
      snippets,
      names,
      nextEdits,
      modelEdits,
      session,
      sessionFolder,
    },
    ...{ allowedModel, gate, router, audit, cloud, stores, provider, workspace, history, recorder, comparison },
    ...{ grammarFolder: paths.grammars, modelsFolder: paths.models, changed, applied, askSecret, hasKeychain },
    ...{ remember, forget, use, useModel, useRoutes },

    /** Collects what doc comments are drafted from without an endpoint. */
    commentParts: () => ({ ...docs, docstrings: settings().commentsDocstrings }),

    /** Sets the workspace folders. */
    setFolders(folderUris: readonly string[]): void {
      for (const part of [exclusion, allowedModel, documents, projects, gate, workspace]) part.setFolders(folderUris);
      for (const { uri } of documents.usable()) gate.opened(uri);
    },

    /** Loads a model again whose files have changed, if it is in use. */
    modelChanged(modelFolder: string): void {
      if ([slot, textSlot, comparedSlot].map((each) => each.renew(modelFolder)).includes(true)) relearn();
      changed.emit();
    },

    /** Records that the user now trusts the workspace; the settings have to be applied again. */
    trust(): void {
      allowedModel.trust();
      isDistrusted = false;
      gate.setTrusted(true);
    },

    /** Asks for keys and secrets anew, as when one has changed. */
    renewSecrets(): Promise<void> {
      stores.forgetSecrets();
      return applyRoutes(settings(), cloud.renew(settings()));
    },

    /** Forgets every completion kept in memory and on this machine's disk. */
    async clearCache(): Promise<void> {
      provider.clear();
      await stores.clear();
      await workspace.clear();
    },

    /** Sets damaged files aside. */
    async mend(): Promise<void> {
      await ledger.mend();
      if (await consents.mend())
        log.warn("The answers about sending code were damaged and are set aside; consent is asked for anew.");
    },

    /** Ends every part; resolves once the accounts, answers, figures and audit log are written. */
    async close(): Promise<void> {
      const recorded = [recorder?.close(), sessionFolder.close()];
      for (const part of [feed, scanner, syntax, stores, slot, textSlot, comparedSlot, gate, workspace]) part.dispose();
      await Promise.all([cloud.close(), gate.settled(), audit.flush(), ...recorded]);
    },
  };
}
