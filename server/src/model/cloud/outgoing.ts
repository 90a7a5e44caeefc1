import type { CloudRequest } from "../backend";
import type { Credential } from "./credential";
import type { Endpoint } from "../../settings/endpoint";
import type { RequestIdentity } from "./requestIdentity";
import { resolveEndpoint, type ResolvedEndpoint } from "./wires";

/** A request as sent over the wire. */
export interface OutgoingRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * Builds the request that `endpoint` would receive, byte for byte except for its key and its random id, without connecting.
 * @throws BackendError `badRequest` with the reason if the endpoint's address cannot be used.
 */
export function outgoing(endpoint: Endpoint, request: CloudRequest): OutgoingRequest {
  const resolved = resolveEndpoint(endpoint);
  const { wire } = resolved;
  const credential = { kind: "key", value: "(your key)" } as const;
  const identity = { "x-client-request-id": "(a random id)", traceparent: "(the same id)" };
  const headers = headersOf({ endpoint, resolved, identity, credential, isCompletion: true });
  return { url: wire.requestUrl, headers, body: JSON.stringify(wire.body(request)) };
}

/** Builds all headers of a request except those that HTTP itself needs. */
export function headersOf(params: {
  endpoint: Endpoint;
  resolved: ResolvedEndpoint;
  identity: RequestIdentity;
  credential: Credential | undefined;
  isCompletion: boolean;
}): Record<string, string> {
  const { endpoint, resolved, identity, credential, isCompletion } = params;
  return {
    ...endpoint.headers,
    accept: isCompletion ? "text/event-stream" : "application/json",
    "user-agent": "nanotype",
    ...identity,
    ...(isCompletion ? { "content-type": "application/json" } : {}),
    ...(credential === undefined ? {} : credentialHeader(resolved, credential)),
  };
}

function credentialHeader(resolved: ResolvedEndpoint, { kind, value }: Credential): Record<string, string> {
  return kind === "key" && resolved.keyHeader === "api-key"
    ? { "api-key": value }
    : { authorization: `Bearer ${value}` };
}
