import type { Backend, RoutableRequest } from "../model/backend";
import { withStream } from "../model/withStream";

/** The same backend; `onDraft` sees the first candidate of each answer as it grows, before it is cleaned. */
export function overheard(
  backend: Backend<RoutableRequest>,
  onDraft: (text: string) => void,
): Backend<RoutableRequest> {
  return withStream(backend, async function* (request, signal) {
    let draft = "";
    for await (const chunk of backend.stream(request, signal)) {
      if (chunk.candidate === 0) onDraft((draft += chunk.text));
      yield chunk;
    }
  });
}
