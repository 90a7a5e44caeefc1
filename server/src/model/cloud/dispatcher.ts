import { readFileSync } from "node:fs";
import { rootCertificates } from "node:tls";
import { Agent, EnvHttpProxyAgent, Pool, ProxyAgent, type buildConnector, type Dispatcher } from "undici";
import type { Settings } from "../../settings/settings";
import { BackendError } from "../errors";

/** The way to a server: proxy, certificates, patience. */
export interface ReachOptions {
  /** Proxy for every server; without it `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` apply. */
  readonly proxyUrl?: string;
  /** PEM file with certificate authorities to trust besides the usual ones. */
  readonly caFile?: string;
  /** Longest wait for a connection, TLS included, in ms. */
  readonly connectMs: number;
}

/** Reads the way to any server from the settings. */
export function reachOf({ networkProxy, networkCaFile }: Settings, connectMs: number): ReachOptions {
  return {
    ...(networkProxy === "" ? {} : { proxyUrl: networkProxy }),
    ...(networkCaFile === "" ? {} : { caFile: networkCaFile }),
    connectMs,
  };
}

/** Time that an unused connection is kept, in ms; Azure's front door closes after 4 minutes. // guess */
const keepAliveMs = 120_000;

/**
 * Makes the options of a connection with TLS.
 * @throws BackendError `badRequest` if the certificate file cannot be read.
 */
export function tlsOptions({ caFile, connectMs }: ReachOptions): buildConnector.BuildOptions {
  const ca = caFile === undefined ? undefined : [...rootCertificates, readCertificates(caFile)];
  // Set explicitly, since NODE_TLS_REJECT_UNAUTHORIZED=0 in the environment changes the default.
  return { timeout: connectMs, keepAlive: true, rejectUnauthorized: true, ...(ca ? { ca } : {}) };
}

/** Makes what opens connections: through the proxy if there is one, else by `connect` if given. */
export function createDispatcher(options: {
  readonly proxyUrl?: string | undefined;
  readonly tls: buildConnector.BuildOptions;
  readonly connect?: buildConnector.connector;
  /** Longest wait for the head of an answer, and for each next byte of its body, in ms; undici's own 5 minutes by default. */
  readonly silentMs?: number;
}): Dispatcher {
  const { tls, silentMs } = options;
  const patience = silentMs === undefined ? {} : { headersTimeout: silentMs, bodyTimeout: silentMs };
  const common = { keepAliveTimeout: keepAliveMs, keepAliveMaxTimeout: keepAliveMs, connections: 8, ...patience };
  // The proxy's own answer, that the way is open, is waited for no longer than others.
  const clientFactory = (origin: URL, made: object): Pool => new Pool(origin, { ...made, ...patience });
  const proxied = { ...common, requestTls: tls, proxyTls: tls, clientFactory };
  if (options.proxyUrl !== undefined) return new ProxyAgent({ ...proxied, uri: options.proxyUrl });
  if (!environmentProxy()) return new Agent({ ...common, connect: options.connect ?? tls });
  const noProxy = [process.env["NO_PROXY"] ?? process.env["no_proxy"], "localhost,127.0.0.1,[::1]"];
  return new EnvHttpProxyAgent({ ...proxied, noProxy: noProxy.filter(Boolean).join(",") });
}

function readCertificates(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw new BackendError(
      "badRequest",
      "The file in nanotype.network.caFile cannot be read. Check the path; it must be a PEM file.",
      { cause },
    );
  }
}

function environmentProxy(): boolean {
  return ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"].some((name) => Boolean(process.env[name]));
}
