import { pathToFileURL } from "node:url";
import { createLocalModel } from "../model/local/localModel";
import { ModelSlot } from "../model/modelSlot";
import { systemClock as clock } from "../base/clock";
import type { CommitWriter } from "../commit/writers/commitWriter";
import { commitWriters } from "../commit/writers/commitWriters";
import type { Logger } from "../base/log";
import { modelChoice } from "../model/modelChoice";
import { Exclusion } from "../safety/exclusion/exclusion";
import { SecretNames } from "../safety/secrets/secretNames";
import type { ServerPaths } from "../server";
import { defaultSettings, type Settings } from "../settings/settings";
import { openRoutes } from "./openRoutes";

/** Who may write commit messages for one command, besides the rules. */
export interface OpenWriters {
  readonly writers: readonly CommitWriter[];
  /** What the user should know, a sentence each. */
  notices(): string[];
  /** Hangs up, stops the model, and writes what was sent and what it cost. */
  close(): Promise<void>;
}

/**
 * Finds who writes for the repository in `folder` (its top, since all of it may be told of), as the language server does. Without
 * an endpoint and without a model of the user's own there is nobody, and nothing is started or opened.
 */
export async function openWriters(params: {
  folder: string;
  settings: Settings;
  paths: ServerPaths;
  log: Logger;
}): Promise<OpenWriters> {
  const { folder, settings, paths, log } = params;
  const hasOwnModel = settings.localModel !== defaultSettings.localModel;
  if (settings.endpoints.length === 0 && !hasOwnModel)
    return { writers: [], notices: () => [], close: () => Promise.resolve() };
  const slot = new ModelSlot({
    create: (choice) =>
      createLocalModel({
        ...choice,
        bundlePath: paths.modelProcess,
        wasmBundlePath: paths.wasmModelProcess,
        clock,
        log,
      }),
    onStateChange: () => undefined,
  });
  if (hasOwnModel) slot.use(modelChoice(settings, paths.models));
  const uri = pathToFileURL(folder).href;
  const routes = await openRoutes({ local: slot, settings, uri, log });
  const exclusion = new Exclusion();
  exclusion.setFolders([uri]);
  exclusion.setPatterns(settings.exclude, settings.excludeHere);
  const { router, gate } = routes;
  return {
    writers: commitWriters(uri, settings, { router, slot, gate, exclusion, names: new SecretNames() }),
    notices: () => routes.notices(),
    async close() {
      slot.dispose();
      await routes.close();
    },
  };
}
