import * as vscode from "vscode";
import { inBackground } from "../../server/src/base/inBackground";
import {
  acceptedCommand,
  acceptedMethod,
  dismissedMethod,
  nextEditAcceptedCommand,
  type AcceptedParams,
  type DismissedParams,
} from "../../server/src/protocol";
import type { OfferFollower } from "./offers/acceptance";
import { addEndpointInSteps } from "./endpoints/addEndpoint";
import { acceptPart } from "./offers/acceptPart";
import { chooseModel } from "./models/chooseModel";
import { clearCache } from "./clearCache";
import type { Dashboard } from "./dashboard/dashboard";
import { setContextKey } from "./contextKey";
import { manageConsent, consentHere } from "./endpoints/consent";
import type { CommitMessages } from "./commit/commitMessages";
import { isEnabledEverywhere, isEnabledFor, setEnabled } from "./server/configuration";
import type { EndpointKeys } from "./endpoints/endpointKeys";
import { chooseEagerness } from "./offers/chooseEagerness";
import { chooseMultiline } from "./offers/chooseMultiline";
import { draftComment } from "./offers/draftComment";
import { chooseNextEdits } from "./nextEdit/chooseNextEdits";
import type { NextEditControl } from "./nextEdit/nextEditControl";
import type { SessionRecording } from "./recording/sessionRecording";
import { explain } from "./status/explain";
import type { Hesitation } from "./offers/hesitation";
import type { LateOffer } from "./offers/lateOffer";
import type { Notice } from "./status/notices";
import { manageEndpoints } from "./endpoints/manageEndpoints";
import { openSetting } from "./status/openSetting";
import type { SentTexts } from "./endpoints/sentText";
import type { ServerRunner } from "./server/serverRunner";
import type { InlineProvider } from "./offers/inlineProvider";
import { showMenu } from "./status/menu";
import { snoozeChoicesMinutes, type SnoozeTimer } from "./status/snooze";
import { placeCaret } from "./offers/placeCaret";
import { statusText, type StatusView } from "./status/statusText";
import type { SetupDoctor } from "./doctor/setupDoctor";
import { mendCommand } from "./doctor/setupPage";
import { openTryIt, openTryNextEdit } from "./offers/tryIt";

export interface CommandParts {
  readonly extension: vscode.Extension<unknown>;
  /** The extension's own storage folder. */
  readonly storage: vscode.Uri;
  readonly log: vscode.LogOutputChannel;
  readonly runner: ServerRunner;
  readonly snooze: SnoozeTimer;
  readonly hesitation: Hesitation;
  readonly follower: OfferFollower;
  readonly inlineProvider: InlineProvider;
  readonly lateOffer: LateOffer;
  readonly nextEdits: NextEditControl;
  readonly keys: EndpointKeys;
  readonly sentTexts: SentTexts;
  readonly commitMessages: CommitMessages;
  readonly doctor: SetupDoctor;
  readonly dashboard: Dashboard;
  readonly recording: SessionRecording;
  readonly view: () => StatusView;
  /** Action that would help against the current trouble, if there is any. */
  readonly remedy: () => Notice["action"] | undefined;
}

/** Registers every command of the extension and returns what unregisters them. */
export function registerCommands(parts: CommandParts): vscode.Disposable[] {
  const { extension, log, runner, snooze, hesitation, follower, inlineProvider, nextEdits } = parts;
  const handlers: Record<string, (...values: unknown[]) => unknown> = {
    "nanotype.menu": () =>
      showMenu({
        state: statusText(parts.view()),
        snooze: snooze.state,
        remedy: parts.remedy(),
        isRecording: parts.recording.isOn,
        consent: consentHere(runner.client),
      }),
    "nanotype.consent": () => manageConsent(runner.client),
    "nanotype.toggle": () => setEnabled("*", !isEnabledEverywhere()),
    "nanotype.turnOn": (name) => (typeof name === "string" ? setEnabled(name, true) : undefined),
    "nanotype.turnOff": (name) => (typeof name === "string" ? setEnabled(name, false) : undefined),
    "nanotype.toggleLanguage": toggleLanguage,
    "nanotype.snooze": (minutes) => startSnooze(snooze, minutes),
    "nanotype.endSnooze": () => snooze.end(),
    "nanotype.explain": () => explain({ runner, inlineProvider, nextEdits, view: parts.view(), log }),
    "nanotype.draftComment": () => nextEdits.during(() => draftComment(runner)),
    "nanotype.dashboard": () => parts.dashboard.open(),
    "nanotype.checkSetup": () => parts.doctor.check(),
    "nanotype.report": () => parts.doctor.report(),
    [mendCommand]: (id) => parts.doctor.mend(id),
    "nanotype.startRecording": () => parts.recording.start(),
    "nanotype.stopRecording": () => parts.recording.stop(),
    "nanotype.preview": () => parts.sentTexts.showPreview(),
    "nanotype.audit": () => parts.sentTexts.showAudit(),
    "nanotype.chooseEagerness": chooseEagerness,
    "nanotype.chooseMultiline": chooseMultiline,
    "nanotype.chooseNextEdits": chooseNextEdits,
    "nanotype.takeNextEdit": (by) => nextEdits.take({ isTab: by === "tab" }),
    "nanotype.refuseNextEdit": () => nextEdits.refuse(),
    [nextEditAcceptedCommand]: (id) => (typeof id === "string" ? nextEdits.accepted(id) : undefined),
    "nanotype.chooseModel": () => chooseModel(() => runner.ready()),
    "nanotype.addEndpoint": () => addEndpointInSteps({ keys: parts.keys, ready: () => runner.ready() }),
    "nanotype.manageEndpoints": () => manageEndpoints({ keys: parts.keys, ready: () => runner.ready() }),
    "nanotype.setApiKey": (name) => parts.keys.ask(typeof name === "string" ? name : undefined),
    "nanotype.clearCache": () => clearCache(runner, parts.storage),
    "nanotype.draftCommit": (provider) => parts.commitMessages.draft(provider),
    "nanotype.stopDraft": () => parts.commitMessages.stop(),
    "nanotype.showLog": () => log.show(),
    "nanotype.openSettings": (key) =>
      typeof key === "string"
        ? openSetting(key)
        : vscode.commands.executeCommand("workbench.action.openSettings", `@ext:${extension.id}`),
    "nanotype.restart": () => runner.restart(),
    "nanotype.tryIt": async () => parts.lateOffer.want(await openTryIt(extension.extensionUri)),
    "nanotype.tryNextEdit": () => openTryNextEdit(extension.extensionUri),
    "nanotype.openWalkthrough": () =>
      vscode.commands.executeCommand("workbench.action.openWalkthrough", `${extension.id}#welcome`, false),
    "nanotype.acceptWord": () => acceptPart("acceptNextWord"),
    "nanotype.acceptLine": () => acceptPart("acceptNextLine"),
    "nanotype.dismiss": async () => {
      hesitation.noteDismissal(Date.now());
      nextEdits.noteDismissal();
      const { uri } = follower;
      if (uri !== undefined) {
        const dismissed: DismissedParams = { textDocument: { uri } };
        inBackground("reporting a dismissal", () => runner.client?.sendNotification(dismissedMethod, dismissed));
      }
      await vscode.commands.executeCommand("editor.action.inlineSuggest.hide");
    },
    [acceptedCommand]: (itemId, caret, end) => {
      if (typeof itemId !== "string") return;
      follower.accepted(itemId);
      placeCaret(caret, end);
      hesitation.noteInterest();
      // Completes the walkthrough's first step: VS Code doesn't count an item's command as a command that was run.
      // It begins to watch the key when a walkthrough is first opened, and a key that is true by then never counts.
      setContextKey("nanotype.hasTakenSuggestion", true);
      setContextKey("nanotype.hasTakenSuggestion", false);
      const accepted: AcceptedParams = { itemId };
      inBackground("reporting an accepted suggestion", () => runner.client?.sendNotification(acceptedMethod, accepted));
    },
  };
  return Object.entries(handlers).map(([id, handler]) => vscode.commands.registerCommand(id, handler));
}

async function toggleLanguage(): Promise<void> {
  const document = vscode.window.activeTextEditor?.document;
  if (document === undefined) {
    inBackground(
      "showing a message",
      vscode.window.showInformationMessage(
        "Open a document first: this command turns Nanotype on or off for its language.",
      ),
    );
    return;
  }
  await setEnabled(document.languageId, !isEnabledFor(document));
}

async function startSnooze(snooze: SnoozeTimer, minutes: unknown): Promise<void> {
  if (typeof minutes === "number" && minutes > 0) {
    snooze.start(minutes);
    return;
  }
  const choices = snoozeChoicesMinutes.map((choice) => ({ label: `${choice} minutes`, minutes: choice }));
  const chosen = await vscode.window.showQuickPick(choices, { title: "Nanotype: snooze for" });
  if (chosen !== undefined) snooze.start(chosen.minutes);
}
