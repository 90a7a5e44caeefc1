import { withEnvironment } from "../settings/environmentEndpoint";
import { parseSettings, type Settings } from "../settings/settings";
import { restrictByPolicy } from "../settings/policy";
import { readPolicy } from "../settings/policyFile";
import { readUserSettings } from "../settings/userSettings";
import { CliError } from "./cliError";

/**
 * Returns the settings in force. The `KEY=VALUE` on the command line override the user's own file; an endpoint that the
 * environment describes is added, as in the language server; the administrator's policy is above all of it.
 * @throws CliError 2
 */
export function readSettings(assignments: readonly string[]): Settings {
  const given = assignments.map((assignment) => {
    const equals = assignment.indexOf("=");
    if (equals < 1) throw new CliError(2, `"${assignment}" is not KEY=VALUE; for example --set maxLines=3`);
    return [assignment.slice(0, equals).replace(/^nanotype\./, ""), readValue(assignment.slice(equals + 1))] as const;
  });
  const own = Object.fromEntries(given);
  const { warnings } = parseSettings(own);
  if (warnings.length > 0) throw new CliError(2, warnings.map(({ fault }) => fault).join("\n"));
  const user = readUserSettings();
  const merged = parseSettings(user.settings, own);
  const { settings, notices } = restrictByPolicy(withEnvironment(merged.settings, process.env), readPolicy());
  const told = [...merged.warnings.map(({ message }) => message), ...notices];
  for (const warning of [...(user.fault === undefined ? [] : [`${user.fault} It is left out.`]), ...told])
    process.stderr.write(`nanotype: ${warning}\n`);
  return settings;
}

/** Parses a value: numbers, booleans and objects are written as in JSON; everything else is text. */
function readValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
