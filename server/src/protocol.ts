/**
 * The custom messages between a client and the server; everything else is plain LSP 3.18.
 * The client imports only this file and `settings.ts` from the server.
 */

/** server → client notification. The status bar renders only this. */
export const statusMethod = "nanotype/status";
export interface Status {
  /** `ok`: completions work; `warning`: they work with a restriction; `error`: nothing can be offered. */
  readonly health: "ok" | "warning" | "error";
  /** What the model is doing: not yet started or loading, ready, computing, or stopped by a failure. */
  readonly state: "loading" | "ready" | "busy" | "stopped";
  /** One sentence for people: what is wrong or going on, what still works, what to do. Empty when all is well. */
  readonly message: string;
  /** Name of the backend that answers, e.g. `local`. */
  readonly backend: string;
  /** Who answers, for people: a model's id, or e.g. `nanotype-6m + gpt-4.1-nano at work`. Endpoints that fail are left out. */
  readonly model: string;
  /** What the user can do about the trouble that `message` tells of; absent where the log says more. */
  readonly remedy?: Remedy;
  /** Share of a large model's weights that has been read, 0–1; absent before, and while the runtime prepares them. */
  readonly progress?: number;
  /** URIs of open documents that get no completions, with the reason in plain words ("one line is longer than 20,000 characters"). */
  readonly skippedDocuments: readonly { readonly uri: string; readonly reason: string }[];
}

/** One thing to do about trouble: mend the setting `key` (`nanotype.maxLines`), choose a model that can be loaded, give an endpoint's key. */
export type Remedy =
  | { readonly kind: "mendSetting"; readonly key: string }
  | { readonly kind: "chooseModel" }
  | { readonly kind: "setApiKey"; readonly endpoint: string };

/** client → server request: a snapshot of the metrics since the server started. */
export const statsMethod = "nanotype/stats";
export interface Stats {
  readonly uptimeMs: number;
  /** Requests by outcome; `offered` counts answers that were not empty and not cancelled. */
  readonly requests: {
    readonly total: number;
    readonly offered: number;
    readonly empty: number;
    readonly cancelled: number;
    readonly failed: number;
  };
  readonly acceptedCount: number;
  readonly acceptedCharCount: number;
  /** Where offered answers came from. */
  readonly answeredBy: {
    readonly typeThrough: number;
    readonly cache: number;
    readonly joined: number;
    readonly model: number;
    readonly memory: number;
    /** Kept on disk or in the team's cache. */
    readonly stored: number;
    /** Doc comments made from the declaration they belong to. */
    readonly declaration: number;
  };
  /** Latency in ms by stage of the pipeline. */
  readonly stages: Readonly<
    Record<string, { readonly count: number; readonly p50: number; readonly p95: number; readonly p99: number }>
  >;
  readonly model: {
    /** Generations asked for; fewer than requests, since answers are reused. */
    readonly requestCount: number;
    readonly failureCount: number;
    readonly promptTokenCount: number;
    readonly reusedTokenCount: number;
    readonly generatedTokenCount: number;
  };
  /** Resident memory in bytes. */
  readonly memory: { readonly serverBytes: number; readonly modelProcessBytes: number };
  /** The endpoints in use, the preferred one first. */
  readonly endpoints: readonly EndpointStats[];
}

/** What an endpoint did since the server started (or its settings changed). */
export interface EndpointStats {
  readonly name: string;
  readonly model: string;
  /** `failing`: it is left alone until a probe says that it is back. */
  readonly state: "ok" | "failing";
  readonly requestCount: number;
  readonly promptTokenCount: number;
  /** Prompt tokens from the provider's prefix cache; part of `promptTokenCount`. */
  readonly cachedTokenCount: number;
  readonly generatedTokenCount: number;
  /** Requests whose tokens are estimates, since they were hung up before the endpoint could say. */
  readonly estimatedCount: number;
  readonly connectionCount: number;
  /** `unknown`: what it costs is neither counted nor limited; `none`: it runs in the user's own network. */
  readonly price: "known" | "unknown" | "none";
  /** Kept across restarts. */
  readonly used: { readonly today: EndpointAccount; readonly month: EndpointAccount };
}

/** What an endpoint used in a time. */
interface EndpointAccount {
  /** The cached ones included. */
  readonly promptTokens: number;
  readonly cachedTokens: number;
  readonly completionTokens: number;
  /** Money by the price table, in US dollars; 0 where the price is not known. */
  readonly usd: number;
}

/** client → server request, without params: forgets every completion kept in memory and on this machine's disk. */
export const clearCacheMethod = "nanotype/clearCache";

/** client → server notification, without params: a key was stored, changed or removed; endpoints are tried anew. */
export const secretChangedMethod = "nanotype/secretChanged";

/** server → client request, only to clients that say `keepsSecrets`: a key by its name; `null` if there is none. */
export const secretMethod = "nanotype/secret";
export interface SecretParams {
  /** The endpoint's name in `nanotype.endpoints`, or one of the three below. */
  readonly name: string;
}
/** Name of the secret that seals completions kept on disk: 32 random bytes in base64, which the client makes when it has none. */
export const diskCacheSecret = "nanotype:disk";
/** Name of the secret that a team shares to seal the completions in its cache. */
export const redisTeamSecret = "nanotype:team";
/** Name of the password of the server that holds a team's cache. */
export const redisPasswordSecret = "nanotype:redis";
export interface SecretResult {
  /** `token`: an Entra access token, sent as a bearer token. */
  readonly kind: "key" | "token";
  readonly value: string;
}

/**
 * client → server request: asks an endpoint for one token, with a key that is about to be stored if one is given. No text of
 * the user's is sent.
 */
export const testEndpointMethod = "nanotype/testEndpoint";
export interface TestEndpointParams {
  /** The endpoint's name in `nanotype.endpoints`. */
  readonly name: string;
  readonly key?: string;
  /** An Entra token instead of a key. */
  readonly token?: string;
  /** An endpoint that is not in the settings yet, in their form. Without a model it is asked which it serves. */
  readonly endpoint?: Readonly<Record<string, unknown>>;
}
export interface TestEndpointResult {
  readonly outcome: "works" | "keyRefused" | "failed";
  /** A sentence for the user. */
  readonly message: string;
  /** Models that it serves, where that was asked. */
  readonly models?: readonly string[];
}

/** client → server request: takes a pasted address apart, for somebody who adds an endpoint. Opens no connection. */
export const describeEndpointMethod = "nanotype/describeEndpoint";
export interface DescribeEndpointParams {
  readonly url: string;
  /** As in `nanotype.endpoints`, once it is known. */
  readonly kind?: string;
  readonly apiVersion?: string;
}
export type DescribeEndpointResult =
  | { readonly kind: "refused"; readonly reason: string }
  /** The address does not show what it is. */
  | {
      readonly kind: "unclear";
      readonly choices: readonly { readonly kind: string; readonly label: string; readonly hint: string }[];
    }
  | {
      readonly kind: "ok";
      /** What it could be called. */
      readonly name: string;
      readonly endpointKind: string;
      readonly requestUrl: string;
      /** What was put right, in words. */
      readonly repairs: readonly string[];
      /** The deployment that the address names. */
      readonly model?: string;
      /** What a token of a Microsoft account has to be for. */
      readonly entraScope?: string;
      /** It is on this machine or in the user's own network, where servers often want no key. */
      readonly isOwn: boolean;
    };

/** client → server notification, without params: the user now trusts the workspace (`isTrusted: false` was said at the start). */
export const trustedMethod = "nanotype/trusted";

/** client → server request: whether text of a place may leave this machine, after `change` if there is one. */
export const consentMethod = "nanotype/consent";
export interface ConsentParams {
  /** A document or folder of the place. */
  readonly uri: string;
  /** `ask` asks the user by `window/showMessageRequest` and answers then; `decline` takes a consent back. */
  readonly change?: "ask" | "decline";
}
export interface ConsentResult {
  /** `notNeeded`: the settings name no receiver. */
  readonly permission: "notNeeded" | "allowed" | "undecided" | "declined" | "restricted";
  /** What the place is called. */
  readonly placeName: string;
  readonly receivers: readonly string[];
}

/** client → server notification: the cells of an open notebook in their order; none when it was closed. */
export const cellsMethod = "nanotype/cells";
export interface CellsParams {
  readonly notebook: { readonly uri: string };
  /** URIs of the cells' text documents. */
  readonly cells: readonly string[];
}

/** client → server request: why the last request (of a document, if given) offered what it did, or nothing. */
export const explainMethod = "nanotype/explain";
export interface ExplainParams {
  readonly textDocument?: { readonly uri: string };
}
export interface Explanation {
  /** One sentence: the verdict. */
  readonly summary: string;
  /** The pipeline's steps in order; each says in plain words what it decided. No document text. */
  readonly steps: readonly { readonly step: string; readonly outcome: string; readonly atMs: number }[];
}

/** client → server request: drafts a commit message for the staged changes of a repository, or for all if none are staged. */
export const draftCommitMethod = "nanotype/draftCommit";
export interface DraftCommitParams {
  /** URI of the folder of the working tree (a worktree's own). */
  readonly repositoryUri: string;
  /** What already stands in the box; a draft continues it. Absent or blank: a whole message. */
  readonly typed?: string;
  /** 0 or absent at first; one more each time the user wants a different message. */
  readonly attempt?: number;
  /** The `git` that the client uses, where it is not the one on the path. */
  readonly gitPath?: string;
  /** Gets `CommitProgress` values by `$/progress` while the message is being written. */
  readonly partialResultToken?: string | number;
}
/** The whole message as far as it is written, `typed` included; each value takes the place of the one before. */
export interface CommitProgress {
  readonly message: string;
}
export interface DraftCommitResult {
  /** The whole message, what was `typed` included; empty where there is nothing to commit, or cancelled. */
  readonly message: string;
  /** Other messages for the same changes, best first. */
  readonly alternatives: readonly string[];
  /** Who wrote it: `offline` (rules, no model), the local model's id, or an endpoint's name. */
  readonly backend: string;
  /** One sentence for people where the message is empty, or where another writer had to step in. */
  readonly reason?: string;
}

/** client → server request: the doc comment of the declaration at the caret, written or put right. Changes nothing by itself. */
export const draftCommentMethod = "nanotype/draftComment";
export interface DraftCommentParams {
  readonly textDocument: { readonly uri: string };
  readonly position: Position;
}
export interface DraftCommentResult {
  /** To be applied to the version of the document that was asked about; empty where there is nothing to do. */
  readonly edits: readonly {
    readonly range: { readonly start: Position; readonly end: Position };
    readonly newText: string;
  }[];
  /** Where the summary is to be written, in the text as it is after the edits. */
  readonly caret?: Position;
  /** Why there are no edits, in a sentence for people. */
  readonly message?: string;
}
interface Position {
  readonly line: number;
  readonly character: number;
}

/** client → server request: what would be sent if a key were pressed here. Nothing is. */
export const previewMethod = "nanotype/preview";
export interface PreviewParams {
  readonly textDocument: { readonly uri: string };
  readonly position: { readonly line: number; readonly character: number };
}
export interface Preview {
  /** All of it, for people. */
  readonly text: string;
  /** Why nothing is sent from here at the moment, a sentence; empty if it is. */
  readonly hindrance: string;
  /** One for each endpoint in the settings. */
  readonly requests: readonly PreviewedRequest[];
  /** Secrets that were cut out; lines count from 1. */
  readonly cuts: readonly { readonly rule: string; readonly line: number; readonly placeholder: string }[];
}
export interface PreviewedRequest {
  readonly endpoint: string;
  readonly url: string;
  /** The key is left out. */
  readonly headers: Readonly<Record<string, string>>;
  /** Byte for byte what is sent, in UTF-8. */
  readonly body: string;
  readonly bytes: number;
  /** Why the endpoint cannot be sent anything. */
  readonly error?: string;
}

/** client → server request, without params: everything that was sent from this machine, for people. */
export const auditMethod = "nanotype/audit";
export interface AuditResult {
  readonly text: string;
}

/** client → server notification: an offered item was taken whole. Sent by the item's command. */
export const acceptedMethod = "nanotype/accepted";
export interface AcceptedParams {
  /** `InlineCompletionItem.command.arguments[0]`. */
  readonly itemId: string;
}
/** client → server notification: the user has hidden the suggestion shown in a document, which doesn't return by itself there. */
export const dismissedMethod = "nanotype/dismissed";
export interface DismissedParams {
  readonly textDocument: { readonly uri: string };
}
/** The command an item carries; a client that knows it reports acceptance, others ignore it. */
export const acceptedCommand = "nanotype.accepted";

/** What a client may pass as `initializationOptions`. */
export interface InitializationOptions {
  /** Values under `nanotype.*` without the prefix, for clients that have no `workspace/configuration`. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** How long the client itself waits before it asks, in ms; the debounce subtracts it. VS Code waits 50. */
  readonly hostDelayMs?: number;
  /** Folder for completions that are kept; without it the system's folder for caches. */
  readonly cacheFolder?: string;
  /** Whether the client answers `nanotype/secret`. */
  readonly keepsSecrets?: boolean;
  /** Whether the user trusts the workspace; while `false`, nothing leaves the machine. Absent where the client knows no trust. */
  readonly isTrusted?: boolean;
  /** The client runs `acceptedCommand` itself and sends `acceptedMethod`; else the server offers the command by `workspace/executeCommand`. */
  readonly reportsAcceptance?: boolean;
}

/**
 * Arguments for the node that runs the server, before the script. A small young generation keeps garbage from staying
 * resident: 25 MB less after 800 completions. Source: /proc/PID/status, Node 20, 2026-11.
 */
export const serverNodeArguments: readonly string[] = ["--max-semi-space-size=2"];
