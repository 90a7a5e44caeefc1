import { auditMethod, clearCacheMethod, statsMethod, type AuditResult, type Stats } from "../protocol";
import { auditText } from "../safety/audit/auditText";
import type { Face, Feature } from "./feature";

/** Registers the messages by which a user looks into the server: what it did, what it sent, and what it keeps. */
export function registerReports({ connection, lifecycle, engine }: Face): Feature {
  const { models, metrics, cloud, audit, workspace } = engine;
  const stats = (): Stats => {
    const { rssBytes, ...model } = models.usage();
    const memory = { serverBytes: process.memoryUsage.rss(), modelProcessBytes: rssBytes };
    const { fileCount, bytes } = workspace.figures;
    return metrics.stats({ model, memory, workspace: { fileCount, bytes }, endpoints: cloud.stats() });
  };
  const readAudit = async (): Promise<AuditResult> => ({ text: auditText(await audit.entries()) });
  connection.onRequest(statsMethod, lifecycle.guard(stats));
  connection.onRequest(auditMethod, lifecycle.guard(readAudit));
  connection.onRequest(
    clearCacheMethod,
    lifecycle.guard(() => engine.clearCache()),
  );
  return {};
}
