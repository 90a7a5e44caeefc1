import type { Connection } from "vscode-languageserver";
import type { Explanations } from "./explanations";
import type { Metrics } from "../metrics/metrics";
import type { AuditLog } from "../safety/audit/auditLog";
import { auditText } from "../safety/audit/auditText";
import {
  acceptedCommand,
  acceptedMethod,
  auditMethod,
  clearCacheMethod,
  consentMethod,
  describeEndpointMethod,
  explainMethod,
  previewMethod,
  statsMethod,
  testEndpointMethod,
  type AcceptedParams,
  type AuditResult,
  type ConsentParams,
  type DescribeEndpointParams,
  type ExplainParams,
  type Stats,
  type TestEndpointParams,
  type TestEndpointResult,
} from "../protocol";
import type { Gate } from "../safety/consent/gate";
import { answerConsent } from "./consent";
import type { Lifecycle } from "./lifecycle";
import type { createPreviewHandler } from "./previewHandler";

/** What the custom messages ask. */
export interface ReportParts {
  readonly connection: Connection;
  readonly lifecycle: Lifecycle;
  readonly metrics: Metrics;
  readonly explanations: Explanations;
  readonly audit: AuditLog;
  readonly gate: Gate;
  readonly stats: () => Stats;
  readonly preview: ReturnType<typeof createPreviewHandler>;
  readonly testEndpoint: (params: TestEndpointParams) => Promise<TestEndpointResult>;
  readonly clearCache: () => Promise<void>;
}

/** Registers the custom messages by which a user looks into the server and governs it: what it did, sends, sent, keeps and may do. */
export function registerReports(parts: ReportParts): void {
  const { connection, lifecycle, metrics, explanations, audit, gate, stats, preview, testEndpoint, clearCache } = parts;
  const explain = ({ textDocument }: ExplainParams) => explanations.explain(textDocument?.uri);
  const readAudit = async (): Promise<AuditResult> => ({ text: auditText(await audit.entries()) });
  const describe = async (params: DescribeEndpointParams) =>
    (await import("../model/routing/describeEndpoint")).describeEndpoint(params);
  connection.onRequest(statsMethod, lifecycle.guard(stats));
  connection.onRequest(explainMethod, lifecycle.guard(explain));
  connection.onRequest(previewMethod, lifecycle.guard(preview));
  connection.onRequest(auditMethod, lifecycle.guard(readAudit));
  connection.onRequest(testEndpointMethod, lifecycle.guard(testEndpoint));
  connection.onRequest(describeEndpointMethod, lifecycle.guard(describe));
  connection.onRequest(
    consentMethod,
    lifecycle.guard((params: ConsentParams) => answerConsent(gate, params)),
  );
  connection.onRequest(clearCacheMethod, lifecycle.guard(clearCache));
  connection.onNotification(acceptedMethod, ({ itemId }: AcceptedParams) => metrics.accepted(itemId));
  connection.onExecuteCommand(
    lifecycle.guard(({ command, arguments: values }) => {
      const itemId: unknown = values?.[0];
      if (command === acceptedCommand && typeof itemId === "string") metrics.accepted(itemId);
    }),
  );
}
