import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { countTokens } from "gpt-tokenizer/encoding/o200k_base";
import { wholeAnswer } from "./events";
import { refuseBody, refuseRequest, type Refusal, type Served } from "./validate";

/** A line of an uploaded file. */
export interface UploadedLine {
  readonly custom_id: string;
  readonly method: string;
  readonly url: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Reaction to a line of a batch. */
export type LineOutcome =
  | { readonly kind: "answer"; readonly text: string }
  | { readonly kind: "refuse"; readonly status: number; readonly error: object }
  /** The line has no answer when the batch ends. */
  | { readonly kind: "expire" }
  | { readonly kind: "lose" };

interface KeptBatch {
  readonly id: string;
  readonly input_file_id: string;
  readonly endpoint: string;
  status: string;
  output_file_id: string | null;
  error_file_id: string | null;
  errors: object | null;
  readonly request_counts: { total: number; completed: number; failed: number };
}

const served: Served = {
  keys: ["secret-key"],
  tokens: [],
  models: ["gpt-4.1-nano", "qwen2.5-coder"],
  answersAs: "gpt-4.1-nano-2025-04-14",
};

/** Tokens that the service adds for a message. */
const tokensAround = 4;

/**
 * A server on this machine with the Batch API of OpenAI (below `/v1`) and Azure (below `/openai`, with a version, and `/openai/v1`). It is strict: a request or a
 * line that the real service would refuse is refused.
 */
export class BatchStandIn {
  /** Method and path of each request. */
  readonly calls: string[] = [];
  readonly refusals: Refusal[] = [];
  /** Every line that was uploaded, file by file. */
  readonly uploads: UploadedLine[][] = [];
  readonly batches: KeptBatch[] = [];
  readonly files = new Map<string, string>();
  /** Tokens of all answers so far. */
  readonly used = { prompt: 0, completion: 0 };
  /** While true, batches are worked on and don't end. */
  isBusy = false;
  /** Set for a service without a Batch API. */
  isAbsent = false;
  /** Number of looks for which an uploaded file is still being checked, as on Azure. */
  checkCount = 0;
  /** The code for which the next batches are refused as a whole. */
  refusalCode: string | undefined;
  outcome: (line: UploadedLine, index: number) => LineOutcome = () => ({ kind: "answer", text: "answer()\n" });
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => void this.#handle(request, response));
  }

  static async start(): Promise<BatchStandIn> {
    const standIn = new BatchStandIn();
    await new Promise<void>((resolve) => standIn.#server.listen(0, "127.0.0.1", resolve));
    return standIn;
  }

  /** Forgets everything that has happened. */
  reset(): void {
    for (const list of [this.calls, this.refusals, this.uploads, this.batches]) list.splice(0);
    this.files.clear();
    Object.assign(this.used, { prompt: 0, completion: 0 });
    Object.assign(this, { isBusy: false, isAbsent: false, checkCount: 0, refusalCode: undefined });
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", this.url);
    const { method = "GET", headers } = request;
    this.calls.push(`${method} ${url.pathname}${url.search}`);
    const parts: Buffer[] = [];
    for await (const bytes of request) parts.push(bytes as Buffer);
    const body = Buffer.concat(parts);
    const answer = (status: number, value: unknown): void => {
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
    };
    const refuse = (refusal: Refusal): void => {
      this.refusals.push(refusal);
      const { status, ...error } = refusal;
      answer(status, { error });
    };
    if (url.pathname.endsWith("/models")) {
      answer(200, { object: "list", data: [] });
      return;
    }
    const found = /^(\/openai\/v1|\/openai|\/v1)\/(files|batches)(?:\/([\w-]+))?(?:\/(content|cancel))?$/.exec(
      url.pathname,
    );
    if (found === null || this.isAbsent) {
      refuse({ status: 404, code: "404", message: "Resource not found" });
      return;
    }
    const [, base, kind, id, verb] = found;
    const style = base === "/v1" ? "openai" : base === "/openai" ? "classic" : "v1";
    const refusal = refuseRequest(
      { kind: "models", style },
      // Only the version and the key are checked here.
      { method: "GET", url, headers },
      served,
    );
    if (refusal !== undefined) {
      refuse(refusal);
      return;
    }
    if (kind === "files") await this.#files({ method, id, verb, body, headers, answer, refuse, response });
    else this.#batch({ method, id, verb, style, body, answer, refuse });
  }

  async #files(asked: {
    method: string;
    id: string | undefined;
    verb: string | undefined;
    body: Buffer;
    headers: IncomingMessage["headers"];
    answer: (status: number, value: unknown) => void;
    refuse: (refusal: Refusal) => void;
    response: ServerResponse;
  }): Promise<void> {
    const { method, id, verb, body, headers, answer, refuse, response } = asked;
    if (id === undefined && method === "POST") {
      const packed = new Response(new Uint8Array(body), {
        headers: { "content-type": headers["content-type"] ?? "" },
      });
      // eslint-disable-next-line @typescript-eslint/no-deprecated -- a test's own form, which is small
      const form = await packed.formData();
      const file = form.get("file");
      if (form.get("purpose") !== "batch" || !(file instanceof Blob)) {
        refuse({ status: 400, code: "invalid_request", message: "A file for batches is needed." });
        return;
      }
      const text = await file.text();
      const made = `file-${this.uploads.length + 1}`;
      this.uploads.push(parseLines(text));
      this.files.set(made, text);
      answer(200, {
        id: made,
        object: "file",
        purpose: "batch",
        status: this.checkCount > 0 ? "pending" : "processed",
      });
      return;
    }
    const content = this.files.get(id ?? "");
    if (id === undefined || content === undefined) refuse({ status: 404, code: "404", message: "No such file" });
    else if (method === "DELETE") {
      this.files.delete(id);
      answer(200, { id, object: "file", deleted: true });
    } else if (verb === "content") response.writeHead(200, { "content-type": "application/octet-stream" }).end(content);
    else answer(200, { id, object: "file", purpose: "batch", status: this.checkCount-- > 0 ? "pending" : "processed" });
  }

  #batch(asked: {
    method: string;
    id: string | undefined;
    verb: string | undefined;
    style: "openai" | "classic" | "v1";
    body: Buffer;
    answer: (status: number, value: unknown) => void;
    refuse: (refusal: Refusal) => void;
  }): void {
    const { method, id, verb, style, body, answer, refuse } = asked;
    if (id === undefined && method === "GET") {
      answer(200, { object: "list", data: this.batches.toReversed(), has_more: false });
      return;
    }
    if (id === undefined) {
      const { input_file_id, endpoint, completion_window } = JSON.parse(body.toString("utf8")) as Record<
        string,
        string
      >;
      const endpoints = style === "openai" ? ["/v1/chat/completions", "/v1/completions"] : ["/chat/completions"];
      if (!this.files.has(input_file_id) || !endpoints.includes(endpoint) || completion_window !== "24h") {
        refuse({ status: 400, code: "invalid_request", message: "This batch cannot be made." });
        return;
      }
      const total = parseLines(this.files.get(input_file_id) ?? "").length;
      const made: KeptBatch = {
        ...{ id: `batch-${this.batches.length + 1}`, input_file_id, endpoint, status: "validating", errors: null },
        ...{ output_file_id: null, error_file_id: null, request_counts: { total, completed: 0, failed: 0 } },
      };
      this.batches.push(made);
      answer(200, made);
      return;
    }
    const batch = this.batches.find((each) => each.id === id);
    if (batch === undefined) {
      refuse({ status: 404, code: "404", message: "No such batch" });
      return;
    }
    if (verb === "cancel") batch.status = "cancelled";
    else if (["validating", "in_progress"].includes(batch.status)) this.#work(batch);
    answer(200, batch);
  }

  /** Works on a batch, as far as it goes between two looks. */
  #work(batch: KeptBatch): void {
    if (this.isBusy) {
      batch.status = "in_progress";
      return;
    }
    const lines = parseLines(this.files.get(batch.input_file_id) ?? "");
    const fault = this.refusalCode ?? lineFault(lines, batch.endpoint);
    if (fault !== undefined) {
      batch.status = "failed";
      batch.errors = { object: "list", data: [{ code: fault, line: 1, message: lines.at(0)?.custom_id, param: null }] };
      return;
    }
    const [output, errors]: [object[], object[]] = [[], []];
    for (const [index, line] of lines.entries()) {
      const outcome = this.#outcome(line, index);
      const head = { id: `line-${index}`, custom_id: line.custom_id };
      if (outcome.kind === "answer")
        output.push({ ...head, response: this.#response(line, outcome.text), error: null });
      else if (outcome.kind === "refuse")
        errors.push({
          ...head,
          response: { status_code: outcome.status, request_id: "r", body: { error: outcome.error } },
          error: null,
        });
      else if (outcome.kind === "expire")
        errors.push({ ...head, response: null, error: { code: "batch_expired", message: "This request expired." } });
    }
    const isExpired = errors.some((error) => JSON.stringify(error).includes("batch_expired"));
    batch.status = isExpired ? "expired" : "completed";
    batch.output_file_id = this.#write(output);
    batch.error_file_id = this.#write(errors);
    Object.assign(batch.request_counts, { completed: output.length, failed: errors.length });
  }

  #outcome(line: UploadedLine, index: number): LineOutcome {
    const kind = line.url.includes("chat") ? "chat" : "completions";
    const refusal = refuseBody({ kind, style: "v1" }, line.body, { served, apiVersion: undefined });
    if (refusal === undefined) return this.outcome(line, index);
    this.refusals.push(refusal);
    const { status, ...error } = refusal;
    return { kind: "refuse", status, error };
  }

  #response(line: UploadedLine, text: string): object {
    const kind = line.url.includes("chat") ? "chat" : "completions";
    const counts = { prompt: promptTokens(line), cached: 0, completion: countTokens(text) };
    this.used.prompt += counts.prompt;
    this.used.completion += counts.completion;
    const route = { kind, style: "v1", answersAs: served.answersAs } as const;
    return { status_code: 200, request_id: "r", body: JSON.parse(wholeAnswer(route, text, counts)) as unknown };
  }

  #write(lines: readonly object[]): string | null {
    if (lines.length === 0) return null;
    const id = `file-out-${this.files.size + 1}-${this.batches.length}`;
    // Answers come in any order.
    this.files.set(
      id,
      lines
        .toReversed()
        .map((line) => `${JSON.stringify(line)}\n`)
        .join(""),
    );
    return id;
  }
}

/** Tokens of a line's prompt, as the service counts them. */
export function promptTokens({ body }: UploadedLine): number {
  const {
    prompt = "",
    suffix = "",
    messages = [{ content: `${prompt}${suffix}` }],
  } = body as {
    prompt?: string;
    suffix?: string;
    messages?: { content: string }[];
  };

  return messages.reduce(
    (sum, { content }) => sum + tokensAround + countTokens(content, { disallowedSpecial: new Set() }),
    0,
  );
}

function lineFault(lines: readonly UploadedLine[], endpoint: string): string | undefined {
  if (lines.length === 0) return "empty_file";
  if (new Set(lines.map(({ custom_id }) => custom_id)).size < lines.length) return "duplicate_custom_id";
  if (lines.some(({ custom_id }) => custom_id.length > 64)) return "invalid_custom_id";
  if (lines.some(({ url, method }) => url !== endpoint || method !== "POST")) return "url_mismatch";
  return lines.some(({ body }) => "stream" in body) ? "invalid_request" : undefined;
}

function parseLines(text: string): UploadedLine[] {
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as UploadedLine);
}
