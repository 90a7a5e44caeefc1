import OpenAI, { toFile } from "openai";
import type { Batch } from "openai/resources/batches";
import * as z from "zod/mini";
import { BackendError } from "../errors";
import { readBatchFile, type BatchAnswer } from "./batchAnswer";
import type { BatchLine } from "./batchLine";
import type { CloudParts } from "./endpointClient";
import { headersOf } from "./outgoing";
import { randomIdentity } from "./requestIdentity";
import { withErrorObject } from "./responseForm";
import { toBackendError } from "./toBackendError";
import { unlessAborted } from "./unlessAborted";
import type { BatchPlace, ResolvedEndpoint } from "./wires";

/** State of a batch: still worked on, or ended, with the files that hold its answers. */
export type BatchState =
  | { readonly kind: "running"; readonly doneCount: number; readonly lineCount: number }
  | { readonly kind: "refused"; readonly reason: string }
  | { readonly kind: "completed" | "expired" | "cancelled"; readonly fileIds: readonly string[] };

/** Longest time that an upload or a download may take, in ms. // guess: 200 MB at a slow line */
const transferMs = 900_000;

/** Largest output file that is read, in bytes. // guess: answers of 50,000 requests have about 100 MB */
const mostFileBytes = 400_000_000;

/** The parts of a batch that are read. Servers leave some of them out. */
const batchForm = z.object({
  id: z.string(),
  status: z.string(),
  output_file_id: z.optional(z.nullable(z.string())),
  error_file_id: z.optional(z.nullable(z.string())),
  request_counts: z.optional(z.nullable(z.object({ total: z.number(), completed: z.number(), failed: z.number() }))),
  errors: z.optional(
    z.nullable(
      z.object({
        data: z.optional(
          z.nullable(
            z.array(z.object({ code: z.optional(z.nullable(z.string())), line: z.optional(z.nullable(z.number())) })),
          ),
        ),
      }),
    ),
  ),
});

const fileForm = z.object({ id: z.string(), status: z.optional(z.nullable(z.string())) });

/** States of a file that Azure is still checking. */
const pendingFile = ["pending", "running"];

/**
 * An endpoint's Batch API, through the real `openai` package with its retries off. As with live requests only the package's building of requests is used: the
 * headers are exactly ours, and only the endpoint's own host is connected to.
 */
export class BatchClient {
  readonly place: BatchPlace;
  readonly #parts: CloudParts & { readonly resolved: ResolvedEndpoint };
  readonly #client: OpenAI;

  constructor(parts: CloudParts & { readonly resolved: ResolvedEndpoint; readonly place: BatchPlace }) {
    this.#parts = parts;
    this.place = parts.place;
    const send = (url: string | URL | Request, init?: RequestInit): Promise<Response> =>
      this.#fetch(url instanceof Request ? url.url : url.toString(), init ?? {});
    this.#client = new OpenAI({
      apiKey: "sent by #fetch",
      baseURL: parts.place.apiUrl,
      defaultQuery: { ...parts.place.query },
      ...{ adminAPIKey: null, organization: null, project: null, webhookSecret: null },
      maxRetries: 0,
      timeout: transferMs,
      logLevel: "off", // its messages quote what the endpoint sent
      // The package looks for `Response` to know whether forms can be sent.
      fetch: Object.assign(send, { Response }),
    });
  }

  /**
   * Uploads lines as a file, and returns its id. Each line is in the audit log.
   * @throws BackendError of any kind.
   */
  async upload(lines: readonly BatchLine[], signal: AbortSignal): Promise<string> {
    const url = `${this.place.apiUrl}/files`;
    for (const { subjectUri, sizeBytes } of lines)
      this.#parts.observer.sent({ url, bytes: sizeBytes, purpose: "batch", subject: subjectUri });
    const file = await toFile(Buffer.from(lines.map(({ text }) => `${text}\n`).join("")), "nanotype.jsonl");
    const made = await this.#ask(() => this.#client.files.create({ file, purpose: "batch" }, { signal }));
    return this.#read(fileForm, made).id;
  }

  /**
   * Reports whether a file may be used in a batch; Azure checks it for a while.
   * @throws BackendError of any kind, `badRequest` if the endpoint can't use it.
   */
  async isFileReady(fileId: string, signal: AbortSignal): Promise<boolean> {
    const { status } = this.#read(fileForm, await this.#ask(() => this.#client.files.retrieve(fileId, { signal })));
    if (status === "error") throw new BackendError("badRequest", `${this.#name} cannot use the uploaded file.`);
    return !pendingFile.includes(status ?? "");
  }

  /**
   * Starts a batch, and returns its id.
   * @throws BackendError of any kind.
   */
  async start(fileId: string, signal: AbortSignal): Promise<string> {
    const made = await this.#ask(() =>
      this.#client.post<unknown>("/batches", {
        // The place's address is one of those that the package lists, or Azure's.
        body: { input_file_id: fileId, endpoint: this.place.lineUrl, completion_window: "24h" },
        signal,
      }),
    );
    return this.#read(batchForm, made).id;
  }

  /**
   * Finds the batch of a file among the newest ones; `undefined` if there is none.
   * @throws BackendError of any kind.
   */
  async find(fileId: string, signal: AbortSignal): Promise<string | undefined> {
    const listed = await this.#ask(() => this.#client.batches.list({ limit: 100 }, { signal }));
    return listed.data.find((batch: Batch) => batch.input_file_id === fileId)?.id;
  }

  /**
   * Returns the state of a batch.
   * @throws BackendError of any kind.
   */
  async state(batchId: string, signal: AbortSignal): Promise<BatchState> {
    const batch = this.#read(batchForm, await this.#ask(() => this.#client.batches.retrieve(batchId, { signal })));
    const files = [batch.output_file_id, batch.error_file_id];
    switch (batch.status) {
      case "completed":
      case "expired":
      case "cancelled":
        return { kind: batch.status, fileIds: files.flatMap((id) => id || []) };
      case "failed":
        return { kind: "refused", reason: reasonOf(batch.errors?.data?.at(0)) };
      default: {
        const { completed = 0, failed = 0, total = 0 } = batch.request_counts ?? {};
        return { kind: "running", doneCount: completed + failed, lineCount: total };
      }
    }
  }

  /**
   * Downloads an output or error file.
   * @throws BackendError of any kind.
   */
  async answers(fileId: string, signal: AbortSignal): Promise<Map<string, BatchAnswer>> {
    const response = await this.#ask(() => this.#client.files.content(fileId, { signal }));
    return readBatchFile(await this.#ask(() => response.text()));
  }

  /**
   * Cancels a batch; lines that have been answered still cost.
   * @throws BackendError of any kind.
   */
  async cancel(batchId: string, signal: AbortSignal): Promise<void> {
    await this.#ask(() => this.#client.batches.cancel(batchId, { signal }));
  }

  /**
   * Deletes a file at the endpoint.
   * @throws BackendError of any kind.
   */
  async delete(fileId: string, signal: AbortSignal): Promise<void> {
    await this.#ask(() => this.#client.files.delete(fileId, { signal }));
  }

  get #name(): string {
    return this.#parts.endpoint.name;
  }

  async #ask<T>(work: () => PromiseLike<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const { host } = new URL(this.place.apiUrl);
      const { model } = this.#parts.resolved;
      const failure = toBackendError(
        error,
        { name: this.#name, host, model, keyAdvice: this.#parts.keyAdvice() },
        undefined,
      );
      throw failure.kind === "notFound" || isUnserved(error) ? this.#absent(failure) : failure;
    }
  }

  /** Reads an answer's parts. @throws BackendError if it isn't in the API's form. */
  #read<T>(form: z.ZodMiniType<T>, answer: unknown): T {
    const { data } = form.safeParse(answer);
    if (data === undefined) throw this.#absent(undefined);
    return data;
  }

  #absent(cause: unknown): BackendError {
    const message = `${this.#name} has no Batch API at ${this.place.apiUrl}, or no longer has this file or batch. Leave out --batch to ask it live.`;
    return new BackendError("notFound", message, { cause });
  }

  async #fetch(url: string, init: RequestInit): Promise<Response> {
    const { connection, credential, endpoint, observer, resolved, keyAdvice } = this.#parts;
    const signal = init.signal ?? new AbortController().signal;
    const opened = await unlessAborted(credential(), signal);
    if (opened === undefined && endpoint.kind === "azure" && endpoint.headers === undefined)
      throw new BackendError("unauthorized", `${endpoint.name} has no key yet, so nothing was sent. ${keyAdvice()}`);
    const identity = randomIdentity();
    const own = headersOf({ endpoint, resolved, identity, credential: opened, isCompletion: false });
    const { body, type } = await packed(init.body);
    const response = await connection.fetch(url, {
      method: init.method?.toUpperCase() ?? "GET",
      headers: { ...own, ...(type !== undefined && { "content-type": type }) },
      ...(body !== undefined && { body }),
      signal,
      mostBytes: mostFileBytes,
    });
    observer.headers(response.headers, response.status);
    return response.ok ? response : withErrorObject(response);
  }
}

/** Packs a body as it is sent, with its type: a form's parts get their borders here. */
async function packed(body: RequestInit["body"]): Promise<{ body?: Uint8Array; type?: string }> {
  if (body === undefined || body === null) return {};
  if (typeof body === "string") return { body: Buffer.from(body), type: "application/json" };
  const whole = new Response(body);
  const type = whole.headers.get("content-type");
  return { body: new Uint8Array(await whole.arrayBuffer()), ...(type !== null && { type }) };
}

/** Reasons for which a whole batch is refused, by the APIs' codes. */
const refusals: Readonly<Partial<Record<string, string>>> = {
  token_limit_exceeded:
    "more tokens are waiting in batches than its limit allows. Wait for others, or ask for fewer lines (--lines)",
  too_many_tasks: "it has too many lines. Ask for fewer (--lines)",
  model_not_found:
    "it does not have this model for batches. On Azure a deployment of the type Global-Batch or Data-Zone-Batch is needed",
  model_mismatch: "its lines name several models",
  url_mismatch: "its address for batches is another one",
};

/** Writes why a batch was refused: the API's code and line, never its message, which may quote a request. */
function reasonOf(error: { code?: string | null | undefined; line?: number | null | undefined } | undefined): string {
  const code = /^[\w-]{1,60}$/.exec(error?.code ?? "")?.[0] ?? "no reason given";
  const place = typeof error?.line === "number" ? `, line ${error.line}` : "";
  const said = refusals[code];
  return said === undefined ? `${code}${place}` : `${said} (${code}${place})`;
}

/** Reports whether a server says that it has no such method. */
function isUnserved(error: unknown): boolean {
  return error instanceof OpenAI.APIError && (error.status === 405 || error.status === 501);
}
