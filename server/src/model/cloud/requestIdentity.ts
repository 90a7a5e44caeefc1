import { randomBytes, randomUUID } from "node:crypto";

/** Headers by which a request can be found again in the logs and traces of the servers that it passes. */
export interface RequestIdentity {
  readonly "x-client-request-id": string;
  /** W3C trace context, version 00: the same id without hyphens, and another random one for its first span. */
  readonly traceparent: string;
}

/** Reads a request's identity from its headers. */
export function identityIn(headers: Headers): RequestIdentity | undefined {
  const [requestId, traceparent] = [headers.get("x-client-request-id"), headers.get("traceparent")];
  return requestId === null || traceparent === null ? undefined : { "x-client-request-id": requestId, traceparent };
}

/** Makes the random headers of one request. They say nothing of the user, the machine or the text. */
export function randomIdentity(): RequestIdentity {
  const requestId = randomUUID();
  return {
    "x-client-request-id": requestId,
    // 01: whoever records traces may record this one.
    traceparent: `00-${requestId.replaceAll("-", "")}-${randomBytes(8).toString("hex")}-01`,
  };
}
