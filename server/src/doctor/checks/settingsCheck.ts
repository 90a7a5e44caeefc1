import { rows } from "../../settings/settings";
import { userSettingsPath } from "../../settings/userSettings";
import type { Check, Fault } from "../check";
import { setAsideMend } from "../setAsideMend";
import { shellWord } from "../shellWord";

/** Reports settings that can't be read, and a policy that can't be obeyed. */
export const settingsCheck: Check = {
  name: "the settings",
  why: "A setting that can't be read has no effect: its default is used.",
  run({ warnings, fileFault, policy, settings, allowedModel }) {
    const faults = warnings.map(({ key, fault }, index): Fault => {
      const name = key.replace(/^nanotype\./, "");
      const before = warnings.slice(0, index).filter((warning) => warning.key === key).length;
      const why = name === rows.endpoints.key ? { why: "That endpoint is left out; the others are used." } : {};
      return { id: `setting:${name}${before === 0 ? "" : `:${before + 1}`}`, what: fault, ...why, mend: mendOf(name) };
    });
    if (fileFault !== undefined)
      faults.unshift({
        id: "settings",
        what: fileFault,
        why: "None of the settings in it has an effect.",
        mend: setAsideMend(userSettingsPath()),
      });
    if (policy.kind === "broken")
      faults.push({
        id: "policy",
        what: `Your organisation's policy ${policy.path} cannot be read: ${policy.reason}.`,
        why: "Until your administrator repairs it, nothing is sent to endpoints.",
        mend: { title: "Show the policy", kind: "shell", shell: `cat ${shellWord(policy.path)}` },
      });
    allowedModel.choose(settings);
    const { refusal } = allowedModel;
    if (refusal !== undefined)
      faults.push({
        id: "model:refused",
        what: refusal,
        why: "The model of your own settings runs instead.",
        mend: { title: "Remove the setting", kind: "set", key: "local.model" },
      });
    return Promise.resolve(faults);
  },
};

/** Removing a list of endpoints would lose the right ones. */
function mendOf(name: string): Fault["mend"] {
  if (name !== rows.endpoints.key) return { title: "Remove the setting", kind: "set", key: name };
  const argument = `nanotype.${name}`;
  const shell = `\${EDITOR:-vi} ${shellWord(userSettingsPath())}`;
  return { title: "Open the setting", kind: "command", command: "nanotype.openSettings", argument, shell };
}
