import * as vscode from "vscode";
import { inBackground } from "../../server/src/base/inBackground";
import { statusMethod, trustedMethod, type Status } from "../../server/src/protocol";
import { OfferFollower } from "./offers/acceptance";
import { BatteryWatch } from "./status/batteryWatch";
import { cacheFolder } from "./clearCache";
import { registerCommands } from "./commands";
import { Dashboard } from "./dashboard/dashboard";
import { setContextKey } from "./contextKey";
import { CommitMessages } from "./commit/commitMessages";
import { hasOwnEagerness } from "./server/configuration";
import { commitBoxScheme, isRelevantScheme } from "./offers/documentSelector";
import { CaretRest } from "./offers/caretRest";
import { EarlyRequests } from "./offers/earlyRequests";
import { MemberNames } from "./offers/memberNames";
import { writtenEndpoints } from "./endpoints/endpointList";
import { EndpointKeys } from "./endpoints/endpointKeys";
import { EagernessLearner } from "./offers/eagernessLearner";
import { askForMore } from "./offers/chooseEagerness";
import { Hesitation } from "./offers/hesitation";
import { Indenting } from "./offers/indenting";
import { NextEditControl } from "./nextEdit/nextEditControl";
import { SentTexts } from "./endpoints/sentText";
import { SessionRecording } from "./recording/sessionRecording";
import { SetupDoctor } from "./doctor/setupDoctor";
import { ServerRunner } from "./server/serverRunner";
import { LateOffer } from "./offers/lateOffer";
import { InlineProvider } from "./offers/inlineProvider";
import { NotebookCells } from "./offers/notebookCells";
import { Notices } from "./status/notices";
import { SnoozeTimer } from "./status/snooze";
import { reportOtherAssistants } from "./status/otherAssistants";
import { StatusBar } from "./status/statusBar";
import { statusView } from "./status/statusView";
import { welcome } from "./status/welcome";
import { actionFor, serverStopped, TroubleNotices } from "./status/troubleNotices";

let runner: ServerRunner | undefined;

/**
 * Composition root of the extension: builds every part, connects them, and starts the server with the first relevant
 * document.
 */
export function activate(context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel("Nanotype", { log: true });
  const notices = new Notices();
  const trouble = new TroubleNotices((notice) => notices.show(notice));
  const hesitation = new Hesitation();
  let status: Status | undefined;

  const experience = new EagernessLearner(context.globalState, { isChosen: hasOwnEagerness, ask: askForMore });
  const follower = new OfferFollower((outcome) => experience.noteOutcome(outcome));
  const snooze = new SnoozeTimer(Date.now, () => {
    bar.update();
    nextEdits.refresh();
    setContextKey("nanotype.isSnoozed", snooze.state.kind === "snoozed");
  });
  const battery = new BatteryWatch(log, () => bar.update());
  const pauseReason = (): string | undefined =>
    battery.isPaused ? "Automatic suggestions are paused while this machine runs on battery." : undefined;
  const nextEdits: NextEditControl = new NextEditControl({
    client: () => server.client,
    isPaused: () => snooze.state.kind === "snoozed" || battery.isPaused,
  });
  const inlineProvider = new InlineProvider({ snooze, hesitation, follower, nextEdits, pauseReason });
  const indenting = new Indenting();
  const memberNames = new MemberNames();
  /** True while VS Code asks the server; the server says that its model is ready a moment before that. */
  let isServing = false;
  const isReady = (): boolean => isServing && (status?.state === "ready" || status?.state === "busy");
  const lateOffer = new LateOffer({ isReady, ask: (wanted) => inlineProvider.ask(wanted) });
  const earlyRequests = new EarlyRequests((document, offset) => lateOffer.noteRequest(document, offset));

  const server = new ServerRunner({
    serverPath: context.asAbsolutePath("dist/server.js"),
    cacheFolder: cacheFolder(context.globalStorageUri).fsPath,
    log,
    middleware: {
      provideInlineCompletionItems: inlineProvider.provideInlineCompletionItems,
      workspace: {
        // Keys leave the settings before the server reads them. A keychain that fails must not prevent completions.
        configuration: async (params, token, next) => {
          await keysMoved;
          return next(params, token);
        },
      },
    },
    onCreated: (client) => {
      keys.answer(client);
      memberNames.answer(client);
      client.onNotification(statusMethod, (next: Status) => {
        status = next;
        bar.update();
        recording.update(next);
        trouble.update(next);
        if (isReady()) becomeReady();
      });
    },
    onServing: () => {
      earlyRequests.dispose();
      isServing = true;
      if (isReady()) becomeReady();
    },
    onStateChange: () => {
      if (server.state !== "running") {
        status = undefined;
        recording.update(undefined);
        isServing = false;
        earlyRequests.listen();
      }
      if (server.state === "running") cells.tellAll();
      if (server.state === "stopped") notices.show(serverStopped);
      bar.update();
    },
  });
  runner = server;
  const sentTexts = new SentTexts(server);
  const recording = new SessionRecording({
    ready: () => server.ready(),
    folder: vscode.Uri.joinPath(context.globalStorageUri, "recordings").fsPath,
  });
  const cells = new NotebookCells(() => server.client);
  const keys = new EndpointKeys(context.secrets, () => server.client);

  const view = (document = vscode.window.activeTextEditor?.document) =>
    statusView({ server: server.state, status, snooze: snooze.state, pauseReason: pauseReason(), document });
  const bar = new StatusBar(view);
  const doctor = new SetupDoctor({ runner: server, view });
  const dashboard = new Dashboard({ runner: server, folder: vscode.Uri.joinPath(context.extensionUri, "dist") });
  let keysMoved = Promise.resolve();
  const moveKeys = (): void => {
    keysMoved = keys.moveOutOfSettings().catch((error: unknown) => {
      log.warn(`The keychain failed, so a key stays in the settings, unused: ${errorName(error)}`);
    });
  };
  let hasGreeted = false;
  const greet = async (): Promise<void> => {
    if (hasGreeted) return;
    hasGreeted = true;
    await Promise.all([welcome(context.globalState), reportOtherAssistants(context.globalState)]);
  };
  const becomeReady = (): void => {
    inBackground("making a late offer", lateOffer.ready());
    inBackground("welcoming the user", greet());
  };
  const startWhenNeeded = (): void => {
    if (isNeeded()) server.start();
  };

  context.subscriptions.push(
    log,
    bar,
    sentTexts,
    snooze,
    battery,
    cells,
    new CaretRest(() => server.client),
    indenting,
    nextEdits,
    earlyRequests,
    doctor,
    dashboard,
    recording,
    ...registerCommands({
      extension: context.extension,
      storage: context.globalStorageUri,
      log,
      runner: server,
      snooze,
      hesitation,
      follower,
      inlineProvider,
      lateOffer,
      nextEdits,
      keys,
      sentTexts,
      commitMessages: new CommitMessages({ runner: server, log }),
      doctor,
      dashboard,
      recording,
      view,
      remedy: () => (server.state === "stopped" ? serverStopped.action : status?.remedy && actionFor(status.remedy)),
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(() =>
      inBackground("reporting the workspace's trust", () => server.client?.sendNotification(trustedMethod)),
    ),
    vscode.workspace.onDidChangeTextDocument((event) => {
      inlineProvider.documentChanged(event);
      indenting.documentChanged(event);
      lateOffer.noteEdit(event);
      if (event.document.uri.scheme === commitBoxScheme) server.start();
    }),
    vscode.workspace.onDidOpenTextDocument(startWhenNeeded),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration("nanotype.endpoints")) {
        moveKeys();
        noteEndpoints();
      }
      if (event.affectsConfiguration("nanotype") || event.affectsConfiguration("editor.inlineSuggest")) bar.update();
    }),
    vscode.window.onDidChangeActiveTextEditor(() => {
      startWhenNeeded();
      bar.update();
    }),
  );
  setContextKey("nanotype.active", true);
  noteEndpoints();
  earlyRequests.listen();
  moveKeys();
  startWhenNeeded();
}

/** Ends the server with the window. */
export async function deactivate(): Promise<void> {
  await runner?.stop();
}

/** Reports that there is a document to complete in: one on the screen, or a notebook's cell. */
function isNeeded(): boolean {
  return (
    vscode.window.visibleTextEditors.some((editor) => isRelevantScheme(editor.document.uri.scheme)) ||
    vscode.workspace.textDocuments.some(({ uri }) => uri.scheme === "vscode-notebook-cell")
  );
}

/** Lists the command that manages endpoints only if there are any. */
function noteEndpoints(): void {
  setContextKey("nanotype.hasEndpoints", writtenEndpoints().length > 0);
}

/** Returns an error's kind only: its message could quote what was to be stored. */
function errorName(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
