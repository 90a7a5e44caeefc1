import { silentLog } from "../base/log";
import { comparisonReport } from "../metrics/comparisonReport";
import { History } from "../metrics/history";
import { statsFolder } from "../metrics/statsFolder";
import { usageReport } from "../metrics/usageReport";
import { comparisonOf } from "../settings/comparison";
import { CliError } from "./cliError";
import { readSettings } from "./readSettings";
import { statsPage } from "./statsPage";

/**
 * Prints the figures that the servers of this machine have kept.
 * @throws CliError 2 if two forms are requested.
 */
export async function printStats(options: { readonly json: boolean; readonly prometheus: boolean }): Promise<void> {
  if (options.json && options.prometheus) throw new CliError(2, "Choose --json or --prometheus, not both.");
  const history = new History({ folder: statsFolder(), log: silentLog });
  if (options.prometheus) {
    const { prometheusText } = await import("../metrics/prometheusText");
    process.stdout.write(await prometheusText({ figures: await history.total() }));
    return;
  }
  const recorded = await history.read(30);
  const settings = readSettings([]);
  const pair = comparisonOf(settings);
  const comparison = pair && comparisonReport(await history.total(), pair);
  const [today, week, month] = [1, 7, 30].map((dayCount) => usageReport(recorded, dayCount));
  if (options.json) {
    process.stdout.write(`${JSON.stringify({ today, week, month, comparison })}\n`);
    return;
  }
  process.stdout.write(statsPage({ today, week, month, comparison, dailyCapUsd: settings.costDailyCapUsd }));
}
