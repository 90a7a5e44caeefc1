import type { Face, Feature } from "./feature";
import { registerCaretRest } from "./caretRest";
import { registerConsent } from "./consent";
import { registerDoctor } from "./doctor";
import { registerDocumentSync } from "./documentSync";
import { registerDraftComment } from "./draftComment";
import { registerDraftCommit } from "./draftCommit";
import { registerEndpoints } from "./endpoints";
import { registerIgnoreFileWatch } from "./ignoreFileWatch";
import { registerInlineCompletion } from "./inlineCompletion";
import { registerMetricsPort } from "./metricsPort";
import { registerModels } from "./models";
import { registerNextEdit } from "./nextEdit";
import { registerOfferCommands } from "./offerCommands";
import { registerPreview } from "./preview";
import { registerRecording } from "./recording";
import { registerReports } from "./reports";
import { registerSettings } from "./settingsSource";
import { registerStaleNameHints } from "./staleNameHints";
import { registerStatus } from "./status";
import { registerWorkspaceFolders } from "./workspaceFolders";

/** All features of the language server: each registers its messages and returns its capabilities. */
export const features: readonly ((face: Face) => Feature)[] = [
  registerStatus,
  registerDocumentSync,
  registerInlineCompletion,
  registerNextEdit,
  registerOfferCommands,
  registerCaretRest,
  registerStaleNameHints,
  registerDraftComment,
  registerDraftCommit,
  registerConsent,
  registerPreview,
  registerEndpoints,
  registerModels,
  registerReports,
  registerRecording,
  registerDoctor,
  registerMetricsPort,
  registerIgnoreFileWatch,
  registerSettings,
  registerWorkspaceFolders,
];
