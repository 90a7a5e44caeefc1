import { isEnabled } from "../../settings/settings";
import type { Check, Fault } from "../check";

/** Reports languages in which suggestions are off: those of the open documents, or all that the settings name. */
export const switchesCheck: Check = {
  name: "where suggestions are on",
  why: "Nothing is suggested there by itself, and a request by key is not answered.",
  run({ settings, languages }) {
    const { enable } = settings;
    const turnOn = (id: string): Fault["mend"] => ({
      title: "Turn it on",
      kind: "set",
      key: "enable",
      entry: id,
      value: true,
    });
    const named = Object.keys(enable).filter((name) => name !== "*" && /^[^:]+$/.test(name) && !kinds.includes(name));
    const off = (languages ?? named).filter((id) => !isEnabled(settings, id));
    const faults: Fault[] = [];
    if (enable["*"] === false)
      faults.push({
        id: "enable:*",
        what: "Suggestions are off in every language that isn't turned on by name.",
        mend: turnOn("*"),
      });
    for (const id of new Set(off))
      if (enable[id] === false)
        faults.push({ id: `enable:${id}`, what: `Suggestions are off in ${id}.`, mend: turnOn(id) });
    return Promise.resolve(faults);
  },
};

/** Names in `nanotype.enable` that are kinds of text, which a user turns off for good. */
const kinds = ["comments", "strings", "prose"];
