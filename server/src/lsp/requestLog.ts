import { sourceSentences } from "../base/figureNames";
import type { AnswerOrigin } from "../completion/completionMetrics";
import type { Trace } from "../completion/trace";
import { languageTitle } from "../metrics/languageTitle";
import { backendLabel, kindLabel, languageLabel } from "../metrics/suggestionLabels";
import type { RequestStory } from "../protocol";

/** Requests that are remembered. */
const maxRequests = 100;

/** A request that has ended. */
interface EndedRequest {
  readonly trace: Trace;
  readonly isInvoked: boolean;
  readonly outcome: RequestStory["outcome"];
  /** Source of the suggestion that was shown, and the endpoint's model that wrote it. */
  readonly by?: AnswerOrigin["by"] | undefined;
  readonly writtenBy?: string | undefined;
}

/** Remembers the last 100 requests with their traces, which hold no document text. Their stories are made when a client reads them. */
export class RequestLog {
  #entries: (EndedRequest & { readonly id: number; readonly endMs: number; readonly waitMs: number })[] = [];
  #lastId = 0;

  /** Records a request at its end. */
  note(request: EndedRequest): void {
    this.#entries.push({ ...request, id: ++this.#lastId, endMs: Date.now(), waitMs: request.trace.elapsedMs() });
    if (this.#entries.length > maxRequests) this.#entries.shift();
  }

  /** Returns the stories, the newest first. */
  stories(): RequestStory[] {
    return this.#entries
      .map(({ id, endMs, waitMs, trace, isInvoked, outcome, by, writtenBy }) => {
        const { summary, steps } = trace.explanation();
        const language = languageLabel(trace.at?.languageId ?? "");
        return {
          ...{ id, atMs: endMs - waitMs, waitMs, isInvoked, outcome, steps },
          summary: by === undefined ? summary : sourceSentences[by],
          language: trace.at === undefined ? "" : languageTitle(language),
          ...(trace.at && { kind: kindLabel(language, trace.at.place, by) }),
          ...(by !== undefined && { writer: backendLabel(by, writtenBy !== undefined) }),
          ...(writtenBy !== undefined && { model: writtenBy }),
        };
      })
      .reverse();
  }
}
