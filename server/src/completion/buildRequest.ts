import type { BackendLimits, RoutableRequest } from "../model/backend";
import type { Ask } from "./ask";
import { buildPrompt, type BuiltPrompt, type ReadySnippets, type Secrets } from "./buildPrompt";

/** Most tokens of an automatic answer; the lines after the first are for the state after acceptance. */
const automaticTokens = 64; // guess
/** Most tokens of an explicit answer. */
const invokedTokens = 128; // guess
/** Candidates of an explicit request. */
export const invokedCandidates = 3;

/** A request, with the parts needed to interpret its answer. */
export interface BuiltRequest extends Pick<BuiltPrompt, "restoration" | "cuts"> {
  readonly request: RoutableRequest;
}

/** Makes the request for a completion; the preview shows the same. */
export function buildRequest(
  ask: Ask,
  limits: BackendLimits,
  secrets: Secrets,
  snippets?: ReadySnippets,
): BuiltRequest {
  const { isInvoked, settings } = ask;
  const { prompt, checked, ...rest } = buildPrompt(ask, limits, secrets, snippets);
  const request = {
    prompt,
    checked,
    candidateCount: isInvoked ? invokedCandidates : 1,
    maxTokens: isInvoked ? invokedTokens : automaticTokens,
    stop: [],
    priority: isInvoked ? ("command" as const) : ("keystroke" as const),
    ...(isInvoked ? {} : { demoteAfter: "\n" }),
    documentUri: ask.request.document.uri,
    memory: settings.memory === "off" ? ("off" as const) : ("mixed" as const),
    reader: ask.reader,
  };
  return { request, ...rest };
}
