import type { Backend } from "../model/backend";
import { systemClock as clock } from "../base/clock";
import type { Logger } from "../base/log";
import { AuditLog } from "../safety/audit/auditLog";
import { CloudRoutes } from "../model/routing/cloudRoutes";
import { Ledger } from "../model/routing/ledger";
import { Router } from "../model/routing/router";
import type { Settings } from "../settings/settings";
import type { Gate } from "../safety/consent/gate";
import { accountsPath, auditPath } from "../settings/userSettings";
import { cliGate, consentFolder } from "./cliGate";

/** The user's endpoints beside a model on this machine, for one command. */
export interface OpenRoutes {
  readonly router: Router;
  readonly gate: Gate;
  /** What the user should know, a sentence each: endpoints that failed, and those that wait for consent. */
  notices(): string[];
  /** Hangs up, and writes what was sent and what it cost. */
  close(): Promise<void>;
}

/**
 * Opens the ways to the endpoints as the language server does: the same router, gate, accounts, limits and audit log. `uri` is
 * the document or folder that text will be taken from. In the modes `local` and `offline`, and without consent, nothing that
 * speaks to a network is even loaded.
 */
export async function openRoutes(params: {
  local: Backend;
  settings: Settings;
  uri: string;
  log: Logger;
}): Promise<OpenRoutes> {
  const { local, settings, uri, log } = params;
  const gate = cliGate(settings, uri);
  const router = new Router({ local, clock, mayLeave: (subject) => gate.mayLeave(subject) });
  const ledger = new Ledger({ path: accountsPath(), clock, log });
  const audit = new AuditLog({ path: auditPath(), clock, log });
  const askSecret = () => Promise.resolve(undefined); // keys come from the environment or a token command
  const cloud = new CloudRoutes({ router, gate, clock, log, audit, ledger, askSecret, onChange: () => undefined });
  // The clock's timers keep no process alive, and a wait for an endpoint's turn may be all there is.
  const alive = setInterval(() => undefined, 60_000);
  gate.opened(uri);
  await cloud.apply(settings);
  await cloud.ready();
  return {
    router,
    gate,
    notices: () => [...cloud.warnings().map(({ message }) => message), ...cloud.notices(), ...consentNotice(gate, uri)],
    async close() {
      gate.dispose();
      await cloud.close();
      await audit.flush();
      clearInterval(alive);
    },
  };
}

function consentNotice(gate: Gate, uri: string): string[] {
  if (gate.receivers.length === 0 || gate.permission(uri) !== "undecided") return [];
  const folder = consentFolder(uri);
  return [
    `Nothing was sent: you have not agreed to send text of ${folder} to ${gate.receivers.join(", ")} yet. If you do: nanotype consent allow ${folder}`,
  ];
}
