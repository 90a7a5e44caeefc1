import { withEnvironment } from "../settings/environmentEndpoint";
import { parseSettings, type Settings } from "../settings/settings";
import { restrict } from "../settings/policy";
import { readPolicy } from "../settings/policyFile";
import { readUserSettings } from "../settings/userSettings";
import { CliError } from "./cliError";

/**
 * The settings in force: the user's own file, below the `KEY=VALUE` that stand on the command line; an endpoint that the
 * environment describes, as the language server takes it; and the administrator's policy above all of it.
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
  // A warning ends with what is used instead; here nothing is.
  if (warnings.length > 0)
    throw new CliError(2, warnings.map(({ message }) => message.replace(/;[^;]*$/, ".")).join("\n"));
  const user = readUserSettings();
  const merged = parseSettings(user.settings, own);
  const { settings, notices } = restrict(withEnvironment(merged.settings, process.env), readPolicy());
  const told = [...merged.warnings.map(({ message }) => message), ...notices];
  for (const warning of [...(user.warning === undefined ? [] : [user.warning]), ...told])
    process.stderr.write(`nanotype: ${warning}\n`);
  return settings;
}

/** Numbers, booleans and objects are written as in JSON; everything else is text. */
function readValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
