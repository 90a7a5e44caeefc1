import { createHash } from "node:crypto";
import type { CloudRequest } from "../backend";
import type { Adaptation } from "./adaptation";
import { fitPrompt } from "./contextLimit";
import type { BatchPlace, ResolvedEndpoint } from "./wires";

/** Parameters that only a live answer has. */
const liveOnly = ["stream", "stream_options"];

/**
 * A request as a line of a batch's file. It is made of a request that may leave this machine and of nothing else, so that a batch holds the same text as
 * live requests do.
 */
export class BatchLine {
  /** Names the line in the batch: `label`, and a hash of the request's body. At most 64 characters. */
  readonly id: string;
  /** Address of the document that its text was taken from. */
  readonly subjectUri: string;
  readonly #text: string;

  /** `form` is what the endpoint's refusals have taught so far; `label` says what the line is for. */
  constructor(params: {
    label: string;
    request: CloudRequest;
    resolved: ResolvedEndpoint;
    place: BatchPlace;
    form: Adaptation;
  }) {
    const { label, request, resolved, place, form } = params;
    const prompt = fitPrompt(request.prompt, form.mostChars);
    const live = form.apply(resolved.wire.body({ ...request, prompt }));
    // A deployment in the address isn't in a live body.
    const body = {
      model: resolved.model,
      ...Object.fromEntries(Object.entries(live).filter(([name]) => !liveOnly.includes(name))),
    };
    const hash = createHash("sha256").update(JSON.stringify(body)).digest("base64url").slice(0, 22);
    this.id = `${label}.${hash}`;
    this.subjectUri = request.documentUri;
    this.#text = JSON.stringify({ custom_id: this.id, method: "POST", url: place.lineUrl, body });
  }

  /** The line of the file, without its end. */
  get text(): string {
    return this.#text;
  }

  /** Size of the line with its end, in bytes. */
  get sizeBytes(): number {
    return Buffer.byteLength(this.#text) + 1;
  }
}

/** Most requests and bytes of a batch. Source: OpenAI's page on its Batch API; Azure takes 100,000 requests and as many bytes. */
const most = { lineCount: 50_000, sizeBytes: 200_000_000 };

/** Divides lines among batches, in their order. */
export function divideLines(lines: readonly BatchLine[], limits = most): BatchLine[][] {
  const batches: BatchLine[][] = [];
  let sizeBytes = Infinity;
  for (const line of lines) {
    const last = batches.at(-1);
    sizeBytes += line.sizeBytes;
    if (last !== undefined && last.length < limits.lineCount && sizeBytes <= limits.sizeBytes) last.push(line);
    else {
      batches.push([line]);
      ({ sizeBytes } = line);
    }
  }
  return batches;
}
