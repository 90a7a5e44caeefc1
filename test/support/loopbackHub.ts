import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** Something that goes wrong with a file. */
export type HubFault =
  | { readonly kind: "status"; readonly status: number }
  /** Ends the connection after so many bytes of each answer; `times` answers, or every one. */
  | { readonly kind: "cut"; readonly afterBytes: number; readonly times?: number }
  /** Sends other bytes of the same length. */
  | { readonly kind: "otherBytes" }
  /** Announces and sends more than the list says. */
  | { readonly kind: "longer" }
  /** Sends so many bytes, and then nothing more. */
  | { readonly kind: "stall"; readonly afterBytes: number }
  /** Takes the request, and never answers. */
  | { readonly kind: "silent" }
  /** Redirects for ever. */
  | { readonly kind: "loop" };

/** A request that the hub or its storage has seen. */
export interface HubRequest {
  readonly at: "hub" | "storage";
  readonly path: string;
  readonly range: string | undefined;
  readonly authorization: string | undefined;
}

/**
 * A hub on this machine, with one repository: its programming interface, its files, and, on another host, the storage to which large files are
 * redirected.
 */
export class LoopbackHub {
  readonly requests: HubRequest[] = [];
  readonly faults = new Map<string, HubFault>();
  /** The list of files as the hub sends it; a test may change it. */
  listing: Record<string, unknown>[];
  licence: string | undefined = "apache-2.0";
  /** Bytes a second that a large file is sent with. */
  bytesPerS = Infinity;
  commit = "a".repeat(40);
  readonly #repository: string;
  readonly #files: ReadonlyMap<string, Buffer>;
  readonly #hub: Server;
  readonly #storage: Server;

  private constructor(repository: string, files: ReadonlyMap<string, Buffer>) {
    this.#repository = repository;
    this.#files = files;
    this.listing = [...files].map(([path, bytes]) => ({
      ...{ type: "file", path, size: bytes.length, oid: gitBlob(bytes) },
      ...(isLarge(path) ? { lfs: { oid: sha256(bytes), size: bytes.length, pointerSize: 134 } } : {}),
    }));
    this.#hub = createServer((request, response) => this.#answer(request, response));
    this.#storage = createServer((request, response) => {
      this.#note("storage", request);
      this.#send(decodeURIComponent((request.url ?? "").slice("/blob/".length)), request, response);
    });
  }

  static async start(repository: string, files: ReadonlyMap<string, Buffer>): Promise<LoopbackHub> {
    const hub = new LoopbackHub(repository, files);
    for (const server of [hub.#hub, hub.#storage])
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return hub;
  }

  get address(): string {
    return `http://127.0.0.1:${portOf(this.#hub)}`;
  }

  /** Requests for a file, at the hub and at its storage. */
  requestsFor(path: string): HubRequest[] {
    return this.requests.filter((request) => request.path.endsWith(path));
  }

  async close(): Promise<void> {
    for (const server of [this.#hub, this.#storage]) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  }

  #note(at: HubRequest["at"], { url = "", headers }: IncomingMessage): void {
    const { range, authorization } = headers;
    this.requests.push({ at, path: decodeURIComponent(url.replace(/\?.*/, "")), range, authorization });
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    this.#note("hub", request);
    const path = decodeURIComponent((request.url ?? "").replace(/\?.*/, ""));
    const api = `/api/models/${this.#repository}`;
    const files = `/${this.#repository}/resolve/${this.commit}/`;
    if (path === `${api}/revision/main`)
      json(response, {
        sha: this.commit,
        ...(this.licence === undefined ? {} : { cardData: { license: this.licence } }),
      });
    else if (path === `${api}/tree/${this.commit}`) json(response, this.listing);
    else if (!path.startsWith(files)) response.writeHead(404).end();
    else this.#resolve(path.slice(files.length), request, response);
  }

  #resolve(path: string, request: IncomingMessage, response: ServerResponse): void {
    const bytes = this.#files.get(path);
    const fault = this.faults.get(path);
    if (bytes === undefined) response.writeHead(404).end();
    else if (fault?.kind === "status") response.writeHead(fault.status).end();
    else if (fault?.kind === "loop") response.writeHead(302, { location: request.url }).end();
    else if (isLarge(path))
      response
        .writeHead(302, {
          location: `http://localhost:${portOf(this.#storage)}/blob/${encodeURIComponent(path)}`,
          "x-linked-etag": `"${sha256(bytes)}"`,
          "x-linked-size": bytes.length,
        })
        .end();
    else this.#send(path, request, response);
  }

  #send(path: string, request: IncomingMessage, response: ServerResponse): void {
    const fault = this.faults.get(path);
    const kept = this.#files.get(path) ?? Buffer.alloc(0);
    const bytes =
      fault?.kind === "otherBytes"
        ? Buffer.alloc(kept.length, 1)
        : fault?.kind === "longer"
          ? Buffer.concat([kept, kept])
          : kept;
    const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1] ?? 0);
    if (from >= bytes.length && bytes.length > 0) {
      response.writeHead(416).end();
      return;
    }
    if (fault?.kind === "silent") return;
    const rest = bytes.subarray(from);
    const ranged = from > 0 ? { "content-range": `bytes ${from}-${bytes.length - 1}/${bytes.length}` } : {};
    response.writeHead(from > 0 ? 206 : 200, { "content-length": rest.length, ...ranged });
    if (fault?.kind === "cut" || fault?.kind === "stall") {
      const isLast = fault.kind === "cut" && fault.times === 1;
      if (isLast) this.faults.delete(path);
      else if (fault.kind === "cut" && fault.times !== undefined)
        this.faults.set(path, { ...fault, times: fault.times - 1 });
      response.write(rest.subarray(0, fault.afterBytes), () => {
        if (fault.kind === "cut") setTimeout(() => response.destroy(), 20);
      });
      return;
    }
    this.#pour(rest, response);
  }

  /** Sends at the chosen speed, in pieces. */
  #pour(rest: Buffer, response: ServerResponse): void {
    if (this.bytesPerS === Infinity) {
      response.end(rest);
      return;
    }
    const pieceBytes = Math.ceil(this.bytesPerS / 20);
    let at = 0;
    const timer = setInterval(() => {
      response.write(rest.subarray(at, at + pieceBytes));
      at += pieceBytes;
      if (at < rest.length && !response.destroyed) return;
      clearInterval(timer);
      response.end();
    }, 50);
  }
}

/** The embedded model's files with its small weights, as a repository at the hub has them. */
export function embeddedFiles(): ReadonlyMap<string, Buffer> {
  const paths = [
    "config.json",
    "generation_config.json",
    "tokenizer.json",
    "tokenizer_config.json",
    "onnx/model_q4.onnx",
  ];
  return new Map(paths.map((path) => [path, readFileSync(`server/models/nanotype-6m/${path}`)]));
}

function json(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(value));
}

function isLarge(path: string): boolean {
  return path.includes(".onnx");
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

function sha256(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("hex");
}

function gitBlob(bytes: Buffer): string {
  return createHash("sha1").update(`blob ${bytes.length}\0`).update(bytes).digest("hex");
}
