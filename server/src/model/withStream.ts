import type { Backend } from "./backend";

/** Returns the same backend with another way to stream, such as one that also listens. */
export function withStream<Request>(backend: Backend<Request>, stream: Backend<Request>["stream"]): Backend<Request> {
  const { name, isOnlyLocal, isAtHand } = backend;
  return {
    name,
    get model() {
      return backend.model;
    },
    get limits() {
      return backend.limits;
    },
    expectedLatencyMs: (reader) => backend.expectedLatencyMs(reader),
    ...(isOnlyLocal && { isOnlyLocal: () => isOnlyLocal.call(backend) }),
    ...(isAtHand && { isAtHand: (request) => isAtHand.call(backend, request) }),
    stream,
  };
}
