import { vi } from "vitest";
import type { CloudRequest, CompletionChunk, RoutableRequest as Routable } from "../../server/src/model/backend";
import type { DraftRequest } from "../../server/src/model/draft";
import { Pacing } from "../../server/src/model/routing/pacing";
import { RoutedEndpoint, type ProbedBackend } from "../../server/src/model/routing/routedEndpoint";
import type { Mode } from "../../server/src/settings/modes";
import { Router } from "../../server/src/model/routing/router";
import { ManualClock } from "./manualClock";
import { ScriptedBackend, type ScriptedRequest } from "./scriptedBackend";
import { completionRequest } from "./standIn/cloudFixture";

/** A scripted endpoint whose probes succeed or fail as told. */
export class ScriptedEndpoint extends ScriptedBackend implements ProbedBackend {
  probeError: Error | undefined;
  probeCount = 0;
  readonly draftRequests: DraftRequest[] = [];

  /** Drafts are scripted like completions; `draftRequests` has the requests. */
  draft(request: DraftRequest, signal: AbortSignal): AsyncIterable<CompletionChunk> {
    this.draftRequests.push(request);
    return this.stream(completionRequest("█"), signal);
  }

  probe(): Promise<void> {
    this.probeCount++;
    return this.probeError === undefined ? Promise.resolve() : Promise.reject(this.probeError);
  }
}

/** The answer to a request to the router, as far as it has come. */
export class RoutedRequest {
  readonly texts: string[] = [];
  readonly laterTexts: string[] = [];
  readonly cancel = new AbortController();
  readonly giveUp = new AbortController();
  error: unknown;
  isOver = false;
  readonly over: Promise<void>;

  /** Leaves the loop after `maxLines` line ends, as the pipeline does. */
  constructor(
    router: Router,
    request: Partial<Routable>,
    private readonly maxLines = Infinity,
  ) {
    const later = { signal: this.giveUp.signal, take: (text: string) => this.take(text) };
    this.over = this.#read(router.stream({ ...completionRequest("return █;"), later, ...request }, this.cancel.signal));
  }

  private take(text: string): void {
    this.laterTexts.push(text);
  }

  async #read(stream: AsyncIterable<CompletionChunk>): Promise<void> {
    try {
      for await (const { candidate, text } of stream) {
        this.texts[candidate] = (this.texts[candidate] ?? "") + text;
        if (text.split("\n").length > this.maxLines) break;
      }
    } catch (error) {
      this.error = error;
    }
    this.isOver = true;
  }
}

/** In place of chance: pauses have their least length, and whatever may be held back is. */
const least = (): number => 0;

/** A router over a scripted local model and scripted endpoints, on a clock that moves only when told. */
export class RoutingFixture {
  readonly clock = new ManualClock();
  readonly local = new ScriptedBackend();
  readonly clouds: ScriptedEndpoint[];
  readonly endpoints: RoutedEndpoint[];
  readonly router: Router;
  changeCount = 0;
  hasMoney = true;
  /** Whether the user agreed to send text of a document. */
  mayLeave: (uri: string) => boolean = () => true;

  constructor(params: { mode: Mode; hedge?: boolean; endpointCount?: number; ranks?: readonly number[] }) {
    vi.useFakeTimers({ toFake: ["Date"] }); // the resilience library reads the wall clock
    const { clock, local } = this;
    this.router = new Router({ mayLeave: (uri) => this.mayLeave(uri), local, clock });
    const { ranks } = params;
    this.clouds = Array.from({ length: ranks?.length ?? params.endpointCount ?? 1 }, () => new ScriptedEndpoint());
    const onChange = (): void => {
      this.changeCount++;
    };
    this.endpoints = this.clouds.map(
      (backend, index) =>
        new RoutedEndpoint({
          rank: ranks?.[index],
          ...{ backend, clock, onChange, random: least },
          pacing: new Pacing(clock, least),
          mayBeUsed: () => this.hasMoney,
        }),
    );
    this.router.use({ mode: params.mode, hedge: params.hedge ?? false, endpoints: this.endpoints });
  }

  get cloud(): ScriptedEndpoint {
    return this.clouds[0];
  }

  /** Asks as a keystroke does, unless told. */
  ask({ maxLines, ...request }: Partial<CloudRequest> & { maxLines?: number } = {}): RoutedRequest {
    return new RoutedRequest(this.router, request, maxLines);
  }

  /** Lets time pass, for the injected clock and for the library's. */
  async advance(durationMs: number): Promise<void> {
    for (let leftMs = durationMs; leftMs > 0; leftMs -= 50) {
      const stepMs = Math.min(50, leftMs);
      vi.setSystemTime(Date.now() + stepMs);
      await this.clock.advance(stepMs);
    }
  }
}

/** Lets everything happen that needs no time to pass. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate);
}

/** Answers a scripted request with a whole text at a certainty. */
export function answer(request: ScriptedRequest, text: string, logProb: number | undefined = -0.1): void {
  request.send(text, { logProb });
  request.end();
}
