import { pathToFileURL } from "node:url";
import { Consents } from "../trust/consents";
import { Gate } from "../trust/gate";
import { placeOf } from "../trust/place";
import { receiversOf } from "../trust/receivers";
import type { Settings } from "../settings";
import { consentPath } from "../userSettings";

/**
 * The gate as the command line keeps it: nobody is asked. What was answered for a folder, here or in an editor, holds for what
 * lies below it; else the working folder is the place that an answer is wanted for.
 */
export function cliGate(settings: Settings, uri: string): Gate {
  const consents = new Consents(consentPath());
  const gate = new Gate({ consents, ask: () => Promise.resolve(undefined), onChange: () => undefined });
  const answered = consents
    .all()
    .map(([place]) => encodeURI(place))
    .filter((place) => place.startsWith("file:") && !placeOf(uri, [place]).isOutside);
  gate.setFolders(answered.length > 0 ? answered : [pathToFileURL(process.cwd()).href]);
  gate.setReceivers(receiversOf(settings));
  return gate;
}
