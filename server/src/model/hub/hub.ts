import { fetch as undiciFetch, type Dispatcher, type Response } from "undici";
import { isAllowedHost } from "../../settings/allowedHost";
import { policyAllowsHost, type Policy } from "../../settings/policy";
import { hasCode } from "../../base/files/hasCode";
import { findCause, networkFault } from "../cloud/networkFault";
import { webUrl } from "./hubAddress";
import { PullError } from "./pullError";

/** Access to one hub. */
export interface HubParams {
  readonly address: URL;
  readonly dispatcher: Dispatcher;
  /** The dispatcher's patience with a silent server, in ms; for messages. */
  readonly silentMs: number;
  readonly allowedHosts: readonly string[];
  readonly policy: Policy;
  /** Token of the user's account there (`HF_TOKEN`); sent to the hub itself only. */
  readonly token?: string | undefined;
}

/** An answer of the hub, or of the storage that it redirects to. */
export interface HubAnswer {
  readonly status: number;
  /** The host that answered: the hub's, or that of its storage. */
  readonly host: string;
  readonly headers: Response["headers"];
  readonly body: AsyncIterable<Uint8Array> | undefined;
  /** SHA-256 and size that the hub named when it redirected, if it did. */
  readonly linked: { readonly etag?: string; readonly sizeBytes?: number };
}

/** Most redirections that are followed: the hub takes one or two. // guess */
const mostHops = 5;
/** Largest list of files that is read, in bytes. // guess: a repository has some dozens of files, 300 bytes each */
const mostJsonBytes = 8_000_000;
const redirections = [301, 302, 303, 307, 308];

/** Reads from the hub over HTTP. The token follows no redirection to another host, and a connection with TLS none without it. */
export class Hub {
  readonly #params: HubParams;

  constructor(params: HubParams) {
    this.#params = params;
  }

  /** The hub's host, for messages. */
  get host(): string {
    return this.#params.address.host;
  }

  /**
   * Requests a path below the hub's address.
   * @throws PullError
   */
  async get(path: string, headers: Readonly<Record<string, string>>, signal: AbortSignal): Promise<HubAnswer> {
    const { address, token } = this.#params;
    let url = new URL(`${address.href.replace(/\/$/, "")}/${path}`);
    let isAtHub = true;
    let linked: HubAnswer["linked"] = {};
    for (let hop = 0; hop <= mostHops; hop++) {
      isAtHub &&= url.origin === address.origin;
      const sent = { "accept-encoding": "identity", "user-agent": "nanotype", ...headers };
      const mayKnow = isAtHub && token !== undefined && token !== "";
      const response = await this.#fetch(url, mayKnow ? { ...sent, authorization: `Bearer ${token}` } : sent, signal);
      if (isAtHub) linked = { ...linked, ...linkedOf(response) };
      const location = redirections.includes(response.status) ? response.headers.get("location") : null;
      if (location === null) return answerOf(response, { host: url.host, linked });
      await response.body?.cancel();
      url = nextUrl(location, url);
    }
    throw new PullError("refused", `${this.host} redirects without end. Nothing was kept; check the hub's address.`);
  }

  /**
   * Requests JSON.
   * @throws PullError
   */
  async json(
    path: string,
    signal: AbortSignal,
  ): Promise<{ readonly value: unknown; readonly headers: HubAnswer["headers"] }> {
    const answer = await this.get(path, {}, signal);
    const chunks: Uint8Array[] = [];
    let byteCount = 0;
    try {
      for await (const chunk of answer.body ?? []) {
        byteCount += chunk.length;
        if (byteCount > mostJsonBytes) throw new PullError("refused", `${this.host} sent a list that is far too long.`);
        chunks.push(chunk);
      }
    } catch (error) {
      throw this.fault(error, answer.host, signal);
    }
    if (answer.status !== 200) throw this.refusal(answer);
    try {
      return { value: JSON.parse(Buffer.concat(chunks).toString("utf8")), headers: answer.headers };
    } catch (cause) {
      const message = `${this.host} doesn't answer as a hub does; a sign-in page may be in the way. Check the hub's address and the proxy.`;
      throw new PullError("refused", message, { cause });
    }
  }

  /** Explains an answer that isn't a success, in the name of the host that gave it. */
  refusal({ status, host }: Pick<HubAnswer, "status" | "host">): PullError {
    const name = this.#nameOf(host);
    if (status === 404)
      return new PullError(
        "notFound",
        `${name} has no such model or file (404). It may have been renamed; choose another one.`,
      );
    if (host === this.host && (status === 401 || status === 403))
      return new PullError(
        "refused",
        `${name} wants an account for this model (${status}). Accept its terms on its page there, and put a token into HF_TOKEN.`,
      );
    if (status === 429 || status >= 500)
      return new PullError(
        "unreachable",
        `${name} can't serve this now (${status}). Try again later; the part that is here is kept.`,
      );
    return new PullError("refused", `${name} refused the request (${status}). The part that is here is kept.`);
  }

  /** Translates an error of the network on the way to a host; a cancellation stays one. */
  fault(error: unknown, host: string, signal: AbortSignal): unknown {
    if (signal.aborted || error instanceof PullError) return signal.aborted ? signal.reason : error;
    const isSilent = (cause: Error): boolean => hasCode(cause, "UND_ERR_HEADERS_TIMEOUT", "UND_ERR_BODY_TIMEOUT");
    const message =
      findCause(error, isSilent) === undefined
        ? networkFault(error, { name: host === this.host ? "the hub" : this.#nameOf(host), host }).message
        : `${this.#nameOf(host)} sent nothing for ${this.#params.silentMs / 1_000} s. Check the network and the proxy, or try again later.`;
    return new PullError("unreachable", `${message} The part that is here is kept.`, { cause: error });
  }

  /** Names a host for people, who know the hub's only. */
  #nameOf(host: string): string {
    return host === this.host ? host : `${host}, where ${this.host} keeps its files,`;
  }

  async #fetch(url: URL, headers: Record<string, string>, signal: AbortSignal): Promise<Response> {
    const { allowedHosts, policy, dispatcher } = this.#params;
    if (!isAllowedHost(url.hostname, allowedHosts))
      throw new PullError(
        "notAllowed",
        `The host ${url.hostname} is not in nanotype.network.allowedHosts, so it was not contacted. Add it there if you want to allow it.`,
      );
    if (!policyAllowsHost(policy, url.hostname))
      throw new PullError(
        "notAllowed",
        `Your organisation does not allow the host ${url.hostname}, so it was not contacted.`,
      );
    try {
      return await undiciFetch(url, { headers, redirect: "manual", dispatcher, signal });
    } catch (error) {
      throw this.fault(error, url.host, signal);
    }
  }
}

function nextUrl(location: string, from: URL): URL {
  const next = webUrl(location, from);
  if (next === undefined || (from.protocol === "https:" && next.protocol !== "https:"))
    throw new PullError(
      "refused",
      `${from.host} redirects to an address that isn't safe. Nothing was downloaded from there.`,
    );
  return next;
}

function linkedOf({ headers }: Response): HubAnswer["linked"] {
  const etag = /^(?:W\/)?"?([0-9a-f]{64})"?$/.exec(headers.get("x-linked-etag") ?? "")?.[1];
  const size = headers.get("x-linked-size") ?? "";
  return { ...(etag === undefined ? {} : { etag }), ...(/^\d+$/.test(size) ? { sizeBytes: Number(size) } : {}) };
}

function answerOf(
  { status, headers, body }: Response,
  { host, linked }: Pick<HubAnswer, "host" | "linked">,
): HubAnswer {
  return { status, host, headers, body: body ?? undefined, linked };
}
