import { CloudBackend } from "../cloud/cloudBackend";
import type { Credential } from "../cloud/credential";
import { reachOf } from "../cloud/dispatcher";
import { keyVariable, type Endpoint } from "../../settings/endpoint";
import { HttpConnection, type ConnectionCounts } from "../cloud/httpConnection";
import { parseCollectorUrl } from "../../settings/collectorUrl";
import { isPrivateNetwork } from "../../settings/pastedUrl";
import { SpanExport } from "../cloud/spanExport";
import { TokenCommand } from "../cloud/tokenCommand";
import { defaultTimeLimits } from "../cloud/watchdog";
import type { TokenUsage } from "../cloud/wire";
import type { Clock } from "../../base/clock";
import { BackendError } from "../errors";
import { inBackground } from "../../base/inBackground";
import type { Logger } from "../../base/log";
import type { AuditLog } from "../../safety/audit/auditLog";
import type { Settings } from "../../settings/settings";
import type { EndpointStats } from "../../protocol";
import { findCredential, type AskSecret } from "./credentials";
import { Pacing } from "./pacing";
import { costUsd, priceOf, type Price } from "./prices";
import { RetirementDate } from "./retirementDate";
import { knownRetirement } from "./retirements";
import { RoutedEndpoint } from "./routedEndpoint";
import { UsageCounter, type UsageCounts } from "./usageCounter";

/** An endpoint with its counts. */
export interface LiveEndpoint {
  readonly endpoint: Endpoint;
  readonly backend: CloudBackend;
  readonly routed: RoutedEndpoint;
  readonly usage: () => UsageCounts;
  readonly connections: () => ConnectionCounts;
  readonly price: () => EndpointStats["price"];
  /** Returns the last day of its model, as `YYYY-MM-DD`, if it is known by now. */
  readonly retires: () => string | undefined;
  dispose(): void;
}

/** Counts the cost of every request, and decides whether another one is allowed. */
export interface Accounts {
  add(endpointName: string, usage: TokenUsage, usd: number): void;
  /** Reserves a request's possible cost until the returned function is called. */
  reserve(usd: number): () => void;
  mayBeUsed(): boolean;
}

/** The usable endpoints, and a sentence for each unusable one. */
export interface CreatedEndpoints {
  readonly live: readonly LiveEndpoint[];
  readonly warnings: readonly string[];
  /** Absent if no traces are wanted. */
  readonly spans?: SpanExport;
}

/** Makes the endpoints named in the settings; nothing is connected to before the first request. */
export function createEndpoints(params: {
  settings: Settings;
  clock: Clock;
  log: Logger;
  askSecret: AskSecret;
  hasKeychain?: () => boolean;
  accounts: Accounts;
  /** Records everything sent; absent if none of it is the user's text. */
  audit?: AuditLog;
  /** Reports whether the user has agreed to connections to a host; see safety/consent/gate.ts. */
  mayConnectTo: (host: string) => boolean;
  onChange: () => void;
  /** Called with each failure of a request, also if another backend answers instead. */
  onFailure?: ((error: unknown) => void) | undefined;
}): CreatedEndpoints {
  const live: LiveEndpoint[] = [];
  const warnings: string[] = [];
  const spans = openSpanExport(params);
  if (typeof spans === "string") warnings.push(spans);
  const traced = typeof spans === "object" ? { spans } : {};
  for (const endpoint of params.settings.endpoints) {
    try {
      live.push(createEndpoint({ ...params, ...traced, endpoint }));
    } catch (error) {
      if (!(error instanceof BackendError)) throw error;
      warnings.push(error.message);
    }
  }
  return { live, warnings, ...traced };
}

/** Makes what sends traces, if they are wanted; returns a sentence if the collector can't be used. */
function openSpanExport(params: {
  settings: Settings;
  clock: Clock;
  log: Logger;
  mayConnectTo: (host: string) => boolean;
}): SpanExport | string | undefined {
  const { settings, clock, log, mayConnectTo } = params;
  if (settings.tracesUrl === "") return undefined;
  const url = parseCollectorUrl(settings.tracesUrl);
  if (typeof url === "string") return url;
  try {
    const reach = reachOf(settings, defaultTimeLimits.connectMs);
    const connection = new HttpConnection({ ...reach, allowedHosts: settings.networkAllowedHosts, mayConnectTo });
    return new SpanExport({ url, connection, clock, log });
  } catch (error) {
    if (!(error instanceof BackendError)) throw error;
    return error.message;
  }
}

/**
 * Makes one endpoint.
 * @throws BackendError `badRequest` if its address or the certificate file cannot be used.
 */
export function createEndpoint(params: {
  endpoint: Endpoint;
  settings: Settings;
  clock: Clock;
  log: Logger;
  askSecret: AskSecret;
  /** Reports whether a client can answer `askSecret`; otherwise no user is advised to store a key there. */
  hasKeychain?: () => boolean;
  /** Sees the headers of each answer. */
  noteHeaders?: (headers: Headers) => void;
  /** Used instead of any stored key, to test it. */
  credential?: Credential;
  accounts: Accounts;
  /** Records everything sent; absent if none of it is the user's text. */
  audit?: AuditLog;
  /** Receives a span of each request. */
  spans?: SpanExport;
  /** Reports whether the user has agreed to connections to a host; see safety/consent/gate.ts. */
  mayConnectTo: (host: string) => boolean;
  onChange: () => void;
  onFailure?: ((error: unknown) => void) | undefined;
}): LiveEndpoint {
  const { endpoint, settings, clock, log, askSecret, accounts, onChange } = params;
  const limits = { ...defaultTimeLimits, firstTokenMs: settings.networkFirstTokenMs };
  const counter = new UsageCounter();
  const pacing = new Pacing(clock);
  const { tokenCommand: argv } = endpoint;
  const tokenCommand = argv && new TokenCommand({ endpointName: endpoint.name, argv });
  const connection = new HttpConnection({
    ...reachOf(settings, limits.connectMs),
    allowedHosts: settings.networkAllowedHosts,
    mayConnectTo: params.mayConnectTo,
  });
  const backend: CloudBackend = new CloudBackend({
    endpoint,
    connection,
    clock,
    limits,
    log,
    credential: async () =>
      params.credential ?? findCredential(endpoint, { environment: process.env, tokenCommand, askSecret }),
    keyAdvice: () =>
      params.hasKeychain?.() === true
        ? "Run “Nanotype: Set API Key”."
        : `Put the right key into ${keyVariable(endpoint.name)} and start again.`,
    observer: {
      sent({ url, ...sent }) {
        params.audit?.note({ ...sent, receiver: new URL(url).host, endpoint: endpoint.name });
      },
      headers(headers, status) {
        params.noteHeaders?.(headers);
        pacing.noteHeaders(headers);
        if (status === 401) tokenCommand?.forget();
      },
      usage(usage, isEstimated) {
        counter.add(usage, isEstimated);
        const known = price();
        accounts.add(endpoint.name, usage, known === undefined ? 0 : costUsd(known, usage));
        if (!isEstimated) retirement.lookUp(names());
        onChange();
      },
      ended: (request) => params.spans?.add(request),
    },
  });
  // The endpoint's own name for its model is more telling than the user's name for the deployment.
  const names = (): readonly string[] =>
    [backend.servedModel, backend.model, endpoint.family].filter((name) => name !== undefined);
  const retirement = new RetirementDate({ endpoint, listModels: (signal) => backend.listModels(signal), onChange });
  const isOwn = isPrivateNetwork(new URL(backend.resolved.wire.requestUrl).hostname);
  const price = (): Price | undefined => priceOf(endpoint.price, names(), settings.evaluationPrice);
  const routed = new RoutedEndpoint({
    backend,
    clock,
    pacing,
    rank: endpoint.rank,
    onChange,
    onFailure: params.onFailure,
    // A server of the user's own without a price costs nothing.
    mayBeUsed: () => (isOwn && price() === undefined) || accounts.mayBeUsed(),
    reserve(usage) {
      const known = price();
      return accounts.reserve(known === undefined ? 0 : costUsd(known, { cachedTokens: 0, ...usage }));
    },
  });
  return {
    endpoint,
    backend,
    routed,
    usage: () => counter.counts(),
    connections: () => connection.counts,
    price: () => (price() !== undefined ? "known" : isOwn ? "none" : "unknown"),
    retires: () => retirement.date ?? knownRetirement(endpoint, names()),
    dispose() {
      retirement.dispose();
      routed.dispose();
      inBackground("closing connections", connection.close());
    },
  };
}
