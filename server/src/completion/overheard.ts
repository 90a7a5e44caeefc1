import type { Backend, RoutableRequest } from "../model/backend";

/** The same backend; `onDraft` sees the first candidate of each answer as it grows, before it is cleaned. */
export function overheard(
  backend: Backend<RoutableRequest>,
  onDraft: (text: string) => void,
): Backend<RoutableRequest> {
  return {
    name: backend.name,
    get model() {
      return backend.model;
    },
    get limits() {
      return backend.limits;
    },
    expectedLatencyMs: (reader) => backend.expectedLatencyMs(reader),
    async *stream(request, signal) {
      let draft = "";
      for await (const chunk of backend.stream(request, signal)) {
        if (chunk.candidate === 0) onDraft((draft += chunk.text));
        yield chunk;
      }
    },
  };
}
