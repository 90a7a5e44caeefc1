import { writeFileSync } from "node:fs";
import { silentLog } from "../base/log";
import { hasCode } from "../base/files/hasCode";
import { explainFileError } from "../base/files/explainFileError";
import { systemClock } from "../base/clock";
import { bugReport } from "../doctor/bugReport";
import { History } from "../metrics/history";
import { statsFolder } from "../metrics/statsFolder";
import { usageReport } from "../metrics/usageReport";
import { Ledger } from "../model/routing/ledger";
import { readAuditLog } from "../safety/audit/auditLog";
import { accountsPath, auditPath } from "../settings/userSettings";
import { CliError } from "./cliError";
import { examineHere } from "./doctor";
import { printable } from "./printable";

/**
 * Writes a bug report into a new file, or with `-` to standard output.
 * @throws CliError
 */
export async function report(file: string): Promise<void> {
  const { result, settings } = await examineHere(process.cwd());
  const text = bugReport({ client: "command line", settings, found: result, counts: await countsHere() });
  if (file === "-") {
    process.stdout.write(printable(text));
    return;
  }
  try {
    writeFileSync(file, text, { flag: "wx", mode: 0o600 });
  } catch (error) {
    const why = hasCode(error, "EEXIST") ? "it is there already; name another file" : explainFileError(error);
    throw new CliError(1, `${file} was not written: ${why}.`);
  }
  process.stdout.write(
    `${printable(`Written: ${file}. Read it before you send it; it holds no text of your files and no keys.`)}\n`,
  );
}

/** Counts what endpoints cost and what was sent, from the files that all programs of the user share. */
async function countsHere(): Promise<unknown> {
  const ledger = new Ledger({ path: accountsPath(), clock: systemClock, log: silentLog });
  const sent: Record<string, number> = {};
  for (const { endpoint, purpose } of await readAuditLog(auditPath())) {
    const name = `${endpoint}: ${purpose}`;
    sent[name] = (sent[name] ?? 0) + 1;
  }
  const history = new History({ folder: statsFolder(), log: silentLog });
  const lastWeek = usageReport(await history.read(), 7);
  return { lastWeek, costs: Object.fromEntries(ledger.names.map((name) => [name, ledger.used(name)])), sent };
}
