import { pathToFileURL } from "node:url";
import type { CommitWriter } from "../commit/writers/commitWriter";
import { commitWriters } from "../commit/writers/commitWriters";
import { defaultSettings, type Settings } from "../settings/settings";
import { openEngine } from "./openEngine";

/** The writers of commit messages for one command, besides the rules. */
export interface OpenWriters {
  readonly writers: readonly CommitWriter[];
  /** Returns notices for the user, a sentence each. */
  readonly notices: () => string[];
  /** Closes the connections, stops the model, and writes the audit log and the accounts. */
  readonly close: () => Promise<void>;
}

/**
 * Finds who writes for the repository in `folder` (its top, since a message may be about all of it), as the language server does.
 * Without an endpoint and without a model of the user's own only the rules write, and nothing is started or opened.
 */
export async function openWriters(folder: string, settings: Settings): Promise<OpenWriters> {
  const hasOwnModel = settings.localModel !== defaultSettings.localModel;
  if (settings.endpoints.length === 0 && !hasOwnModel)
    return { writers: [], notices: () => [], close: () => Promise.resolve() };
  const uri = pathToFileURL(folder).href;
  const { engine, notices, close } = openEngine(settings, uri);
  engine.exclusion.setFolders([uri]);
  if (hasOwnModel) engine.useModel(settings);
  await engine.useRoutes(settings);
  await engine.cloud.ready();
  return {
    writers: commitWriters(uri, settings, { ...engine, names: engine.secrets.names }),
    notices,
    close,
  };
}
