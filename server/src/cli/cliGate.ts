import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Settings } from "../settings/settings";
import { Consents } from "../safety/consent/consents";
import { Gate } from "../safety/consent/gate";
import { placeOf } from "../documents/place";
import { receiversOf } from "../safety/consent/receivers";
import { consentPath } from "../settings/userSettings";

/**
 * The gate as the command line keeps it: nobody is asked. What was answered, here or in an editor, holds for a file where it was
 * answered for its repository or for a folder within that (without a repository: for the working folder). An answer for any folder
 * above is none: in an editor it may have been given for the files directly in it.
 */
export function cliGate(settings: Settings, uri: string): Gate {
  const consents = new Consents(consentPath());
  const gate = new Gate({ consents, ask: () => Promise.resolve(undefined), onChange: () => undefined });
  const own = pathToFileURL(consentFolder(uri)).href;
  const answered = consents
    .all()
    .map(([place]) => encodeURI(place))
    .filter((place) => isWithin(place, own) && isWithin(uri, place));
  gate.setFolders(answered.length > 0 ? answered : [own]);
  gate.setReceivers(receiversOf(settings));
  return gate;
}

/** The folder whose text a consent for a document (or folder) would be about: its repository, else the working folder, else its own. */
export function consentFolder(uri: string): string {
  const path = fileURLToPath(uri);
  for (let folder = path; folder !== dirname(folder); folder = dirname(folder))
    if (existsSync(join(folder, ".git"))) return folder;
  return isWithin(uri, pathToFileURL(process.cwd()).href) ? process.cwd() : dirname(path);
}

function isWithin(uri: string, folderUri: string): boolean {
  return uri.startsWith("file:") && !placeOf(uri, [folderUri]).isOutside;
}
