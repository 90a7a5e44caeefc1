import { statSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { withEnvironment } from "../settings/environmentEndpoint";
import { parseSettings } from "../settings/settings";
import type { Consent } from "../safety/consent/answersForm";
import { Consents } from "../safety/consent/consents";
import { placeOf } from "../documents/place";
import { restrictByPolicy } from "../settings/policy";
import { readPolicy } from "../settings/policyFile";
import { receiversOf } from "../safety/consent/receivers";
import { consentPath, readUserSettings, userSettingsPath } from "../settings/userSettings";
import { CliError } from "./cliError";
import { printable } from "./printable";

/** Lists the user's answers, one a line. */
export function listConsents(options: { readonly json: boolean }): void {
  const consents = new Consents(consentPath());
  const answers = consents.all();
  if (consents.isDamaged)
    process.stderr.write(
      `nanotype: ${consentPath()} is damaged. What was refused and can be read still holds; everything else is asked about anew.\n`,
    );
  if (options.json) {
    process.stdout.write(`${JSON.stringify(Object.fromEntries(answers))}\n`);
    return;
  }
  if (answers.length === 0) process.stderr.write("nanotype: nothing was agreed to, so nothing is sent.\n");
  for (const [place, { answer, receivers }] of answers) print(`${answer}\t${place}\t${receivers.join(", ")}`);
}

/**
 * Changes the answer for a folder.
 * @throws CliError
 */
export async function changeConsent(verb: "allow" | "revoke" | "forget", folder: string): Promise<void> {
  const path = resolve(folder);
  if (verb === "allow" && !statSync(path, { throwIfNoEntry: false })?.isDirectory())
    throw new CliError(2, `${folder} is not a folder.`);
  const uri = pathToFileURL(path).href;
  const { id } = placeOf(uri, [uri]);
  const consents = new Consents(consentPath());
  const keep = async (consent: Consent | undefined): Promise<void> => {
    if (!(await consents.set(id, consent)))
      throw new CliError(1, `${consentPath()} cannot be written: the answer for ${path} stays what it was.`);
  };
  if (verb !== "allow") {
    await keep(verb === "revoke" ? { answer: "no", receivers: [] } : undefined);
    print(verb === "revoke" ? `Nothing of ${path} is sent any more.` : `Forgot the answer for ${path}.`);
    return;
  }
  const given = withEnvironment(parseSettings(readUserSettings().settings).settings, process.env);
  const { settings, notices } = restrictByPolicy(given, readPolicy());
  for (const notice of notices) process.stderr.write(`nanotype: ${notice}\n`);
  const receivers = receiversOf(settings);
  if (receivers.length === 0)
    throw new CliError(1, `There is no receiver: ${userSettingsPath()} has no endpoint in use.`);
  await keep({ answer: "yes", receivers });
  print(`Text of ${path} may be sent to ${receivers.join(", ")}.`);
}

/** Prints a line; a folder's name may contain anything. */
function print(line: string): void {
  process.stdout.write(`${printable(line)}\n`);
}
