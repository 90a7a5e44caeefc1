import type { Engine } from "../engine";
import {
  auditMethod,
  clearCacheMethod,
  statsMethod,
  usageMethod,
  usageParams,
  type AuditResult,
  type Stats,
  type UsageParams,
  type UsageReport,
} from "../protocol";
import { comparisonReport } from "../metrics/comparisonReport";
import { nothingRecorded } from "../metrics/history";
import { usageReport } from "../metrics/usageReport";
import { comparisonOf, type Comparison } from "../settings/comparison";
import { checked } from "./checked";
import { auditText } from "../safety/audit/auditText";
import type { Face, Feature } from "./feature";

/** Registers the messages by which a user looks into the server: what it did, what it sent, and what it keeps. */
export function registerReports({ connection, lifecycle, engine, configuration }: Face): Feature {
  const { audit } = engine;
  const readAudit = async (): Promise<AuditResult> => ({ text: auditText(await audit.entries()) });
  const usage = ({ days }: UsageParams): Promise<UsageReport> =>
    readUsage(engine, days, comparisonOf(configuration.settings));
  connection.onRequest(
    statsMethod,
    lifecycle.guard(() => readStats(engine)),
  );
  connection.onRequest(usageMethod, lifecycle.guard(checked(usageParams, usage)));
  connection.onRequest(auditMethod, lifecycle.guard(readAudit));
  connection.onRequest(
    clearCacheMethod,
    lifecycle.guard(() => engine.clearCache()),
  );
  return {};
}

/** Reads the figures of the last days, and of a comparison since it began, those of this server included. */
export async function readUsage(
  { history, recorder, comparison: live }: Engine,
  dayCount: number,
  comparison?: Comparison,
): Promise<UsageReport> {
  await recorder?.save();
  const report = usageReport((await history?.read(dayCount)) ?? nothingRecorded, dayCount);
  if (comparison === undefined || history === undefined) return report;
  const { obstacle } = live;
  const counted = comparisonReport(await history.total(), comparison);
  return { ...report, comparison: { ...counted, ...(obstacle !== undefined && { obstacle }) } };
}

/** Takes a snapshot of the metrics since the server started. */
export function readStats({ models, metrics, cloud, workspace }: Engine): Stats {
  const { rssBytes, cpuMs, ...model } = models.usage();
  const memory = { serverBytes: process.memoryUsage.rss(), modelProcessBytes: rssBytes };
  const { fileCount, bytes } = workspace.figures;
  return metrics.stats({ model, memory, workspace: { fileCount, bytes }, endpoints: cloud.stats() });
}
