import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Consents } from "../safety/consent/consents";
import { placeOf } from "../documents/place";

/**
 * Finds the folders whose answers hold for a file on the command line, which asks no user: its repository, or folders within that
 * (without a repository: the working folder) that were answered for, here or in an editor. An answer for any folder above is
 * none: in an editor it may have been given for the files directly in it.
 */
export function consentFolders(consents: Consents, uri: string): string[] {
  const own = pathToFileURL(consentFolder(uri)).href;
  const answered = consents
    .all()
    .map(([place]) => encodeURI(place))
    .filter((place) => isWithin(place, own) && isWithin(uri, place));
  return answered.length > 0 ? answered : [own];
}

/** Returns the folder that a consent for a document (or folder) would cover: its repository, else the working folder, else its own. */
export function consentFolder(uri: string): string {
  const path = fileURLToPath(uri);
  for (let folder = path; folder !== dirname(folder); folder = dirname(folder))
    if (existsSync(join(folder, ".git"))) return folder;
  return isWithin(uri, pathToFileURL(process.cwd()).href) ? process.cwd() : dirname(path);
}

function isWithin(uri: string, folderUri: string): boolean {
  return uri.startsWith("file:") && !placeOf(uri, [folderUri]).isOutside;
}
