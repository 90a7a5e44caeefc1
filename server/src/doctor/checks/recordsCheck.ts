import { silentLog } from "../../base/log";
import { Ledger } from "../../model/routing/ledger";
import { Consents } from "../../safety/consent/consents";
import { accountsPath, consentPath } from "../../settings/userSettings";
import type { Check, Fault } from "../check";
import { setAsideMend } from "../setAsideMend";

/** Reports damaged or unreadable records of costs, and of answers about sending. */
export const recordsCheck: Check = {
  name: "the records of costs and consent",
  why: "You are asked for consent anew; refusals that can be read still hold.",
  run({ clock, settings }) {
    const faults: Fault[] = [];
    const { obstacle } = new Ledger({ path: accountsPath(), clock, log: silentLog });
    if (obstacle !== undefined && settings.endpoints.length > 0)
      faults.push({
        id: "records:costs",
        what: obstacle,
        why: "Endpoints that cost money aren't asked while a daily limit is set.",
        mend: setAsideMend(accountsPath()),
      });
    const path = consentPath();
    if (new Consents(path).isDamaged)
      faults.push({
        id: "records:consent",
        what: `The record of your answers about sending code, ${path}, is damaged.`,
        mend: setAsideMend(path),
      });
    return Promise.resolve(faults);
  },
};
