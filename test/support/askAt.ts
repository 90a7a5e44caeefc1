import type { Clock } from "../../server/src/base/clock";
import { createAsk, type Ask, type CompletionSettings } from "../../server/src/completion/ask";
import type { InlineRequest } from "../../server/src/completion/inlineCompletion";
import { Trace } from "../../server/src/completion/trace";

/** Makes a request in code as the pipeline's steps get it, with `balanced` and no wait, except where `settings` differ. */
export function askAt(
  request: InlineRequest,
  params: { clock: Clock; project?: string; settings?: Partial<CompletionSettings> },
): Ask {
  const { clock, project = "", settings } = params;
  return createAsk({
    request,
    settings: {
      eagerness: "balanced",
      enable: {},
      debounceMaxMs: 0,
      multiline: "explicit",
      maxLines: 8,
      memory: "mixed",
      docstrings: "auto",
      ...settings,
    },
    signal: new AbortController().signal,
    trace: new Trace(clock),
    place: "code",
    project,
  });
}
